"""The rows of a disclosure: taken from the clues as they stand, people masked, mended by its author."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.measures import PRINTED
from cases.models import Clue, Priority
from cases.redaction import redact_for_public
from cases.sealing import open_identity
from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.keys import key_ring
from kernel.verbs import KEPT, given
from reports.models import DisclosureBatch, DisclosureItem
from reports.queries.disclosures import (
    complaints_of,
    latest_told,
    moved_on,
    public_number,
    publishable,
    series_of,
    state_of,
    that_stand,
)
from reports.workflow import DISCLOSURE

LONGEST = 20_000
MOST_AREAS = 10
COUNTS = tuple(name for name, _word, _unit in PRINTED)
TEXTS = ("problem", "findings", "done")


@dataclass(frozen=True)
class EditRow:
    """What is mended in a row: what is left out stays, a blank empties. A count of 0 prints 无, an empty one 未公布."""

    row: int = given(gettext_lazy("序号"), least=1)
    problem: str = given(gettext_lazy("交办问题基本情况"), KEPT, long=True, most=LONGEST, lines=7)
    findings: str = given(gettext_lazy("调查核实情况"), KEPT, long=True, most=LONGEST, lines=7)
    done: str = given(gettext_lazy("处理和整改情况"), KEPT, long=True, most=LONGEST, lines=7)
    further_areas: tuple[str, ...] = given(gettext_lazy("还涉及的行政区域"), KEPT, most=64)
    ordered_to_rectify: int | None = given(gettext_lazy("责令整改（家）"), KEPT, least=0)
    cases_filed: int | None = given(gettext_lazy("立案处罚（家）"), KEPT, least=0)
    fine: Decimal | None = given(gettext_lazy("罚款（元）"), KEPT, least=0)  # noqa: RUF009 -- it makes the field itself
    criminal_cases: int | None = given(gettext_lazy("立案侦查（件）"), KEPT, least=0)
    administratively_detained: int | None = given(gettext_lazy("行政拘留（人）"), KEPT, least=0)
    criminally_detained: int | None = given(gettext_lazy("刑事拘留（人）"), KEPT, least=0)
    interviewed: int | None = given(gettext_lazy("约谈（人）"), KEPT, least=0)
    held_accountable: int | None = given(gettext_lazy("问责（人）"), KEPT, least=0)


@dataclass(frozen=True)
class RemoveRow:
    """Which row is not to be told now, and why."""

    row: int = given(gettext_lazy("序号"), least=1)
    reason: str = given(gettext_lazy("理由"), long=True, most=500)


@dataclass(frozen=True)
class Taken:
    """The rows for a draft, how many complaints are kept in, and whose seals were opened to mask their names."""

    rows: list[DisclosureItem]
    kept_in: int
    compared: list[Clue]


def take_rows(disclosure: DisclosureBatch, *, by: Actor) -> Taken:
    """Every complaint of its scope that was never told, then those of the series that moved on since they were told.

    Parts and merged ones stand behind all orders.
    """
    clues = complaints_of(disclosure, by)
    eligible = list(publishable(clues).exclude(pk__in=disclosure.left_out))
    told = latest_told(clue.pk for clue in eligible)
    fresh = [clue for clue in eligible if clue.pk not in told]
    again = _moved_on(disclosure, by)
    before = latest_told(clue.pk for clue in again)
    names = _Names()
    rows = [_row_of(clue, before.get(clue.pk), names) for clue in (*fresh, *again)]
    rows.sort(key=lambda row: row.beside)
    for position, row in enumerate(rows, 1):
        row.disclosure, row.position = disclosure, position
    return Taken(rows, clues.count() - len(publishable(clues)), names.compared)


def _moved_on(disclosure: DisclosureBatch, by: Actor) -> list[Clue]:
    """The complaints of the series that went out before and stand otherwise now."""
    told = DisclosureItem.objects.filter(disclosure__in=series_of(disclosure).filter(status="published"))
    latest = latest_told(told.values_list("clue_id", flat=True))
    clues = publishable(that_stand(Clue.objects.filter(pk__in=list(latest)))).exclude(pk__in=disclosure.left_out)
    return [clue for clue in clues if moved_on(latest[clue.pk], clue)]


class _Names:
    """Opens a reporter's seal to mask the name, and remembers whose; shows it to nobody."""

    def __init__(self) -> None:
        self.ring = key_ring()
        self.compared: list[Clue] = []

    def masked(self, clue: Clue, texts: Iterable[str]) -> list[str]:
        """The texts as they may be proposed."""
        reporter = getattr(clue, "reporter", None)
        identity: dict[str, str] = {}
        if reporter and reporter.identity:
            identity = open_identity(clue.id, bytes(reporter.identity), ring=self.ring)
            self.compared.append(clue)
        name, phone = identity.get("name", ""), identity.get("phone", "")
        return [redact_for_public(text, reporter_name=name, reporter_phone=phone) for text in texts]


def _row_of(clue: Clue, before: DisclosureItem | None, names: _Names) -> DisclosureItem:
    """The clue as it stands now; what was told of its problem before has been read over and is told again."""
    facts = getattr(clue, "public_facts", None)
    problem, findings, done = names.masked(clue, (clue.description, clue.findings, clue.measures))
    county = clue.region.parent if clue.region.level == "township" and clue.region.parent else clue.region
    return DisclosureItem(
        clue=clue,
        number=public_number(clue),
        is_key=clue.priority == Priority.KEY,
        area=county.name,
        further_areas=before.further_areas if before else facts.further_areas if facts else [],
        pollution_types=clue.pollution_types,
        batch_label=clue.batch.number if clue.batch else facts.batch_label if facts else "",
        **vars(state_of(clue)),
        problem=before.problem if before else problem,
        findings=findings or (before.findings if before else ""),
        done=done or (before.done if before else ""),
        republishes=before,
        **{name: getattr(facts or before, name, None) for name in COUNTS},
    )


def keep_what_was_edited(fresh: Sequence[DisclosureItem], old: dict[object, DisclosureItem]) -> None:
    """Rows that the author mended keep the words, areas and counts that they were given."""
    for row in fresh:
        mended = old.get(row.clue_id)
        if mended is None or mended.edited_at is None:
            continue
        for name in (*TEXTS, *COUNTS, "further_areas", "edited_by_id", "edited_at"):
            setattr(row, name, getattr(mended, name))


def tell_of_seals(disclosure: DisclosureBatch, clues: Iterable[Clue], *, by: Actor, at: datetime) -> None:
    """That a seal was opened to mask a name is an event of the clue, though nobody was shown what is in it."""
    for clue in clues:
        record(clue, "clue.reporter_compared", by=by, at=at, data={"disclosure": str(disclosure.pk)})


def edit_row_disclosure(disclosure: DisclosureBatch, what: EditRow, *, by: Actor, at: datetime) -> DisclosureBatch:
    """Mend what a row says; what came from the clue's state is not the author's to change."""
    move = DISCLOSURE.advance(disclosure, "edit_row")
    row = row_at(disclosure, what.row)
    changed = {name: value for name, value in _told_of(row, what) if value != getattr(row, name)}
    if not changed:
        return disclosure
    for name, value in changed.items():
        setattr(row, name, value)
    row.edited_by_id, row.edited_at = by.person.pk if by.person else None, at
    row.save(update_fields=[*changed, "edited_by", "edited_at"])
    disclosure.save(update_fields=["version"])
    record(disclosure, move, by=by, at=at, data={"row": row.position, "fields": sorted(changed)})
    return disclosure


def _told_of(row: DisclosureItem, what: EditRow) -> Iterator[tuple[str, Any]]:
    """Each column of which something was said, with what it is to hold."""
    for name in (one.name for one in fields(what) if one.name != "row"):
        value = getattr(what, name)
        if value is not KEPT:
            yield name, _areas(value, own=row.area) if name == "further_areas" else value


def _areas(named: tuple[str, ...], *, own: str) -> list[str]:
    areas = [name for name in dict.fromkeys(name.strip() for name in named) if name and name != own]
    if len(areas) > MOST_AREAS:
        raise GuardUnmet(errors=[FieldError("/further_areas", "too_many", _("最多%s个区域") % MOST_AREAS)])
    return areas


def remove_row_disclosure(disclosure: DisclosureBatch, what: RemoveRow, *, by: Actor, at: datetime) -> DisclosureBatch:
    """Leave a complaint out of this disclosure; the next one proposes it again."""
    move = DISCLOSURE.advance(disclosure, "remove_row")
    row = row_at(disclosure, what.row)
    disclosure.left_out = [*disclosure.left_out, row.clue_id]
    facts = {"row": row.position, "clue": str(row.clue_id)}
    row.delete()
    disclosure.save(update_fields=["version", "left_out"])
    record(disclosure, move, by=by, at=at, data=facts, remarks={"reason": what.reason})
    return disclosure


def row_at(disclosure: DisclosureBatch, position: int) -> DisclosureItem:
    """The row at that place, or a refusal that points at it."""
    row = disclosure.items.filter(position=position).first()
    if row is None:
        raise GuardUnmet(errors=[FieldError("/row", "does_not_exist", _("没有这一行"))])
    return row
