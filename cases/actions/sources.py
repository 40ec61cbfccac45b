"""What other systems send: new clues, newer versions of known ones, and what came too late.

One clue or a thousand take the same way; many are written by COPY, with the rows of the single path.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from agencies.actions.clients import settled_version_kind
from cases.actions.clues import check_place
from cases.actions.registration import (
    REGISTERED,
    Entry,
    ReporterEntry,
    clue_rows,
    next_numbers,
    present_office,
    refuse_foreign_channel,
    refuse_odd_receipt,
    reporter_row,
    search_of,
)
from cases.actions.source_names import SourceTaken, hold_sources, owns_name
from cases.models import Clue, ClueStatus, Reporter
from cases.queries.clues import clues_visible_to, may_edit
from cases.redaction import redact
from cases.source_versions import is_newer, kind_of
from cases.workflow import CLUE
from kernel.actor import Actor
from kernel.copying import copy_all, update_rows
from kernel.errors import BadInput, DomainError, FieldError, Forbidden, TransitionNotAllowed
from kernel.events import News, news_of
from kernel.inserting import insert_rows
from kernel.publishing import publish_after_commit

OWNED = ("title", "description", "address", "lon", "lat", "coord_sys", "occurred_at", "subject_name", "subject_uscc")
CHANGED = (
    *OWNED, "concerns_agency",
    "wgs84_lon", "wgs84_lat", "outside_region_km", "handling_summary", "summary_confirmed", "search",
    "source_version", "version", "updated_at", "source_updated_at", "source_words",
)  # fmt: skip
# Texts of the source that a unit reads as they are, and what a unit's summary was made of.
READ_BY_UNITS = ("address", "subject_name")
TOLD_TO_UNITS = frozenset({*READ_BY_UNITS, "description"})
FEW = 8
Key = tuple[str, str]


class Outcome(StrEnum):
    """What became of a clue that was sent."""

    CREATED = "created"
    UPDATED = "updated"
    DUPLICATE = "duplicate"
    STALE = "stale"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Sent:
    """A clue as another system sent it: its entry, which of the source's fields it gave, where its version stood.

    `also` names what it gave besides: the office's own once the clue is there, or told once and for all.
    """

    entry: Entry
    given: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()
    version_at: str = "/source/version"

    @property
    def key(self) -> Key | None:
        """The system and its id of the clue."""
        source = self.entry.source
        return (source.system, source.external_id) if source else None

    @property
    def version(self) -> str:
        """The system's version of it."""
        return self.entry.source.version if self.entry.source else ""


@dataclass(frozen=True)
class Taken:
    """What became of it, and the clue or the refusal."""

    outcome: Outcome
    clue: Clue | None = None
    refusal: DomainError | None = None
    # What a newer version gave and the office did not take over, by the names of the body.
    ignored: tuple[str, ...] = ()


def take_in(sent: Sequence[Sent], *, by: Actor, at: datetime) -> list[Taken]:
    """Register what is new, apply what is newer, note what is stale and refuse the rest, each by itself."""
    hold_sources(*{one.entry.source for one in sent if one.entry.source})
    taken: dict[int, Taken] = {}
    waiting = list(enumerate(sent))
    while waiting:
        turn = list(_first_of_each(waiting))
        found = _Turn([one for _index, one in turn], by=by, at=at).taken()
        taken.update(zip((index for index, _one in turn), found, strict=True))
        waiting = [(index, one) for index, one in waiting if index not in taken]
    return [taken[index] for index in range(len(sent))]


def _first_of_each(waiting: Sequence[tuple[int, Sent]]) -> Iterator[tuple[int, Sent]]:
    """A clue that was sent twice at once meets itself: its second version comes after the first is written."""
    seen: set[Key] = set()
    for index, one in waiting:
        if one.key is None or one.key not in seen:
            yield index, one
        if one.key is not None:
            seen.add(one.key)


class _Turn:
    """Clues that were sent together, none of them twice."""

    def __init__(self, sent: Sequence[Sent], *, by: Actor, at: datetime) -> None:
        self.sent, self.by, self.at = sent, by, at
        self.office = present_office()
        self.known = self._known()
        self.visible = set(
            clues_visible_to(by).filter(pk__in=[clue.pk for clue in self.known.values()]).values_list("pk", flat=True)
        )
        self.serials = iter(next_numbers(sum(one.key not in self.known for one in sent)))
        self.rows: list[Model] = []
        self.changed: list[Clue] = []
        self.news: list[News] = []

    def _known(self) -> dict[Key, Clue]:
        keys = [one.key for one in self.sent if one.key]
        clues = Clue.objects.filter(
            source_system__in={system for system, _id in keys}, source_external_id__in={name for _system, name in keys}
        ).defer("search")
        locked = clues.select_for_update(of=("self",)).order_by("pk") if keys else clues.none()
        return {(clue.source_system, clue.source_external_id): clue for clue in locked}

    @cached_property
    def kind(self) -> str:
        """The kind of version that the sending client has settled on; nothing for people."""
        first = next((one.version for one in self.sent if one.version), "")
        return settled_version_kind(self.by.client.pk, kind_of(first)) if self.by.client and first else ""

    def taken(self) -> list[Taken]:
        """What becomes of each, once all is written."""
        taken = [self._take(one) for one in self.sent]
        self._write()
        return taken

    def _take(self, one: Sent) -> Taken:
        clue = self.known.get(one.key) if one.key else None
        try:
            self._refuse_foreign_name(one)
            self._refuse_other_kind(one, clue)
            return self._register(one) if clue is None else self._meet(one, clue)
        except DomainError as refusal:
            return Taken(Outcome.REJECTED, refusal=refusal)

    def _refuse_foreign_name(self, one: Sent) -> None:
        if one.key and one.key[0] not in self.own_names:
            raise SourceTaken

    @cached_property
    def own_names(self) -> set[str]:
        """The systems' names among those sent that the sender may use."""
        return {name for name in {one.key[0] for one in self.sent if one.key} if owns_name(self.by, name)}

    def _refuse_other_kind(self, one: Sent, clue: Clue | None) -> None:
        kept = clue.source_version if clue else ""
        kinds = {kind_of(one.version), *([self.kind] if self.kind else []), *([kind_of(kept)] if kept else [])}
        if one.version and len(kinds) > 1:
            text = _("版本须始终用同一种写法：整数或时间")
            raise BadInput(errors=[FieldError(one.version_at, "version_kind", text)])

    def _register(self, one: Sent) -> Taken:
        refuse_foreign_channel(one.entry, by=self.by)
        if one.entry.received_at:
            refuse_odd_receipt(one.entry.received_at, at=self.at)
        rows = clue_rows(one.entry, serial=next(self.serials), by=self.by, at=self.at, office=self.office)
        self.rows += rows.written
        self._tell(rows.clue, REGISTERED, data={"to_status": rows.clue.status})
        return Taken(Outcome.CREATED, rows.clue)

    def _meet(self, one: Sent, clue: Clue) -> Taken:
        if clue.pk not in self.visible:
            raise SourceTaken
        if not may_edit(self.by, clue):
            raise Forbidden
        if not one.version:
            return Taken(Outcome.DUPLICATE, clue)
        if not is_newer(one.version, clue.source_version):
            facts = {"source_version": one.version, "known_version": clue.source_version}
            self._tell(clue, "clue.source_stale", data=facts)
            return Taken(Outcome.STALE, clue)
        if not clue.is_open:
            raise TransitionNotAllowed(status=clue.status, allowed=CLUE.open_to(clue))
        return Taken(Outcome.UPDATED, clue, ignored=self._follow(one, clue))

    def _follow(self, one: Sent, clue: Clue) -> tuple[str, ...]:
        """Take over what the source owns; old values stand in remarks. Says what was given and not taken over."""
        names = sorted(name for name in one.given if getattr(clue, name) != getattr(one.entry, name))
        old = {name: str(value) for name in names if (value := getattr(clue, name)) not in (None, "")}
        derived = clue.handling_summary == redact(clue.description).text
        waiting = self._wait(clue, one.entry, names)
        for name in names:
            if name not in waiting:
                setattr(clue, name, getattr(one.entry, name))
        check_place(clue, self.office.reaches, changed=names)
        ignored = tuple(sorted(name for name in one.also if not self._takes(name, one.entry, clue)))
        if "description" in names and derived and clue.status == ClueStatus.REGISTERED:
            self._summarise_again(clue, one.entry)
        clue.source_version, clue.version, clue.updated_at = one.version, clue.version + 1, self.at
        clue.search = search_of(clue)
        self.changed.append(clue)
        facts = {"fields": names, "source_version": one.version} | ({"ignored": list(ignored)} if ignored else {})
        facts |= {"waiting": waiting} if waiting else {}
        self._tell(clue, "clue.source_updated", data=facts, remarks=old)
        return ignored

    def _wait(self, clue: Clue, entry: Entry, names: Sequence[str]) -> list[str]:
        """Once a unit handles it, what the unit reads stays until the office has adopted the new words or kept its own.

        Says which texts wait; what the source takes back before that waits no longer.
        """
        if clue.lead_agency_id is None:
            return []
        waiting = [name for name in READ_BY_UNITS if name in names]
        clue.source_words = {**clue.source_words, **{name: getattr(entry, name) for name in waiting}}
        if TOLD_TO_UNITS.intersection(names):
            clue.source_updated_at = self.at
        return waiting

    def _takes(self, name: str, entry: Entry, clue: Clue) -> bool:
        """Whether a field that is the office's own says what is known already, or is still open to be told."""
        if name == "reporter":
            return self._seals(entry.reporter, clue)
        if name == "concerns_agency":
            if clue.status == ClueStatus.REGISTERED and clue.concerns_agency_id is None:
                clue.concerns_agency = entry.concerns_agency
            return clue.concerns_agency == entry.concerns_agency
        if name == "pollution_types":
            return sorted(set(entry.pollution_types)) == clue.pollution_types
        return bool(getattr(entry, name) == getattr(clue, name))

    def _seals(self, told: ReporterEntry, clue: Clue) -> bool:
        """Seal who told it, where nobody is sealed yet; their name leaves what the unit reads."""
        if told == ReporterEntry():
            return True
        known = Reporter.objects.filter(clue=clue).first()
        if known is not None and known.identity:
            return False
        self._seal(told, clue, known)
        clean = redact(clue.handling_summary, reporter_name=told.name, reporter_phone=told.phone)
        clue.handling_summary = clean.text
        clue.summary_confirmed = clue.summary_confirmed and not clean.changed
        return True

    def _seal(self, told: ReporterEntry, clue: Clue, known: Reporter | None) -> None:
        """A row of their own, or the one of a reporter of whom nothing was sealed yet."""
        sealed = reporter_row(clue, told, self.office)
        if sealed is not None and known is None:
            self.rows.append(sealed)
        elif sealed is not None and known is not None:
            known.identity, known.is_named, known.wants_reply = sealed.identity, told.is_named, told.wants_reply
            known.save()

    def _summarise_again(self, clue: Clue, entry: Entry) -> None:
        """A summary that nobody wrote follows the description; a reporter sealed here is confirmed by a person."""
        told = redact(clue.description, reporter_name=entry.reporter.name, reporter_phone=entry.reporter.phone)
        sealed = not entry.reporter.name and Reporter.objects.filter(clue=clue, identity__isnull=False).exists()
        clue.handling_summary = told.text
        clue.summary_confirmed = clue.summary_confirmed and not told.changed and not sealed

    def _tell(self, clue: Clue, event: str, **words: Any) -> None:
        self.news.append(news_of(clue, event, by=self.by, at=self.at, **words))

    def _write(self) -> None:
        """Everything at once; a few rows by INSERT, many by COPY."""
        if len(self.changed) <= FEW:
            for clue in self.changed:
                clue.save(update_fields=CHANGED)
        else:
            update_rows(self.changed, CHANGED)
        rows = [*self.rows, *(row for news in self.news for row in news.rows)]
        if len(self.sent) <= FEW:
            insert_rows(rows)
        else:
            copy_all(rows)
        publish_after_commit([message for news in self.news for message in news.messages])
