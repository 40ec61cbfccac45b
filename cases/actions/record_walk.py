"""Where words about a clue stand: every text of its record, walked when a person is to be forgotten.

A floor above adds its own records to `RECORDS`, and to `FROZEN` what it may not change any more.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from cases.models import (
    Acceptance,
    Attachment,
    Clue,
    DiaryCorrection,
    DiaryDraft,
    DiaryEntry,
    Disclosure,
    Expunction,
    LookBack,
    Milestone,
    Objection,
    ProgressReport,
    Satchel,
    SatchelItem,
    SponsorVisit,
    Task,
)
from kernel.actor import Actor
from kernel.events import record
from kernel.models import Event, Remark
from kernel.personal_marks import MASK, without_person


@dataclass(frozen=True)
class Forgotten:
    """Who is to be found no more."""

    name: str
    phone: str

    def out_of(self, value: Any) -> Any:
        """The text, or the texts in a list or an object, without them."""
        if isinstance(value, str):
            return without_person(value, MASK, name=self.name, phone=self.phone)
        if isinstance(value, list):
            return [self.out_of(one) for one in value]
        return {key: self.out_of(one) for key, one in value.items()} if isinstance(value, dict) else value


@dataclass(frozen=True)
class Part:
    """Rows that belong to a record: how they name it, and their columns with words."""

    model: type[Model]
    record: str
    texts: tuple[str, ...]
    # Rows that are frozen are told of instead, by what the floor puts into `FROZEN`.
    mended: Q = field(default_factory=Q)


@dataclass(frozen=True)
class Record:
    """Records with events of their own: which of them are about these clues, their columns with words, their parts."""

    model: type[Model]
    about: Callable[[Collection[UUID]], Q]
    event: str
    texts: tuple[str, ...]
    parts: tuple[Part, ...] = ()


TASK_TEXTS = (
    "title", "problem", "goal", "measures", "county_leader", "department_leader", "responsible_leader",
    "responsible_person", "sponsor",
)  # fmt: skip
RECORDS: list[Record] = [
    Record(
        Task,
        lambda clues: Q(clue__in=clues),
        "task.expunged",
        TASK_TEXTS,
        (
            Part(Milestone, "task", ("name",)),
            Part(ProgressReport, "task", ("text", "difficulty", "next_step")),
            Part(Acceptance, "task", ("statement", "evidence", "opinion")),
            Part(Attachment, "acceptance__task", ("received_name",)),
            Part(Disclosure, "task", ("outlet", "link")),
            Part(Objection, "task", ("text", "answer")),
            Part(SponsorVisit, "task", ("sponsor", "findings")),
            Part(LookBack, "task", ("findings",)),
        ),
    ),
    Record(
        Satchel,
        lambda clues: Q(task__clue__in=clues),
        "satchel.expunged",
        ("signed_by", "decision_number", "sites"),
        (
            Part(SatchelItem, "satchel", ("text",)),
            Part(DiaryEntry, "satchel", ("site", "findings", "deviations", "instruction", "next_step")),
            Part(DiaryCorrection, "entry__satchel", ("text",)),
            Part(DiaryDraft, "satchel", ("words",)),
            Part(Attachment, "satchel", ("received_name",)),
            Part(Attachment, "entry__satchel", ("received_name",)),
        ),
    ),
    # Why somebody asked for it.
    Record(Expunction, lambda clues: Q(clue__in=clues), "expunction.expunged", ()),
]
CLUE_PARTS: list[Part] = [Part(Attachment, "clue", ("received_name",))]
# What cannot be changed any more and still names somebody: `kind:id` of each, for those who decide to see.
FROZEN: list[Callable[[Collection[UUID], Forgotten], list[str]]] = []


def clues_of_the_record(clue: Clue) -> list[UUID]:
    """The clue, what it was split into, and the one that goes on for it: the same words stand in all of them."""
    others = Clue.objects.filter(Q(split_from=clue) | Q(duplicates=clue))
    return [clue.pk, *others.values_list("pk", flat=True)]


def forget_in_records(clues: Collection[UUID], whom: Forgotten, *, by: Actor, at: datetime) -> None:
    """Mask them in every other record about these clues, with an event for each record that held them."""
    for kind in RECORDS:
        rows = kind.model._base_manager.filter(kind.about(clues)).order_by("pk")
        for row in rows.select_for_update(of=("self",)):
            changed = forget_in_row(row, kind.texts, whom)
            changed += forget_in_parts(row, kind.parts, whom)
            said = words_about(row.pk, whom)
            if changed or said:
                _tell(row, kind.event, changed, said, by=by, at=at)


def _tell(row: Any, event: str, changed: list[str], said: list[Remark], *, by: Actor, at: datetime) -> None:
    row.version += 1
    type(row)._base_manager.filter(pk=row.pk).update(version=row.version)
    record(row, event, by=by, at=at, data={"masked": sorted(set(changed)), "words": len(said)})
    for remark in said:
        remark.delete()


def forget_in_row(row: Any, texts: Collection[str], whom: Forgotten) -> list[str]:
    """Mask them in these columns of a row; says in which they stood."""
    fresh = {name: whom.out_of(getattr(row, name)) for name in texts}
    changed = {name: value for name, value in fresh.items() if value != getattr(row, name)}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        type(row)._base_manager.filter(pk=row.pk).update(**changed)
    return sorted(changed)


def forget_in_parts(row: Model, parts: Collection[Part], whom: Forgotten) -> list[str]:
    """Mask them in the rows that belong to a record; says in which columns of which parts they stood."""
    found: list[str] = []
    for part in parts:
        for one in _rows_of(part, row):
            changed = forget_in_row(one, part.texts, whom)
            found += [f"{part.model._meta.model_name}.{name}" for name in changed]
    return found


def _rows_of(part: Part, row: Model) -> Iterator[Model]:
    rows: QuerySet[Model] = part.model._base_manager.filter(part.mended, **{part.record: row.pk})
    yield from rows.order_by("pk")


def words_about(subject: UUID, whom: Forgotten) -> list[Remark]:
    """The words beside a record's events that hold them."""
    events = Event.objects.filter(subject_id=subject).values("id")
    return [one for one in Remark.objects.filter(event_id__in=events) if whom.out_of(one.text) != one.text]
