"""The timeline in words: what was done, by whom, when, and what they said about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from agencies.models import Person, Role
from agencies.queries.agencies import agency_names
from agencies.queries.changes import MOST_CHANGES, with_the_rest
from cases.actions.corrections import Correctable
from cases.models import Clue, Failure, LookBackResult, Refusal, SupervisionLevel, Verdict
from cases.queries.timelines import timeline_of
from cases.web.labels import CLOCKS, FACTS, LEVELS
from kernel.actor import Actor
from kernel.listing import Shown
from kernel.news import words_of
from kernel.page_request import PageRequest

WORDS: Mapping[str, Any] = {
    "verdict": dict(Verdict.choices),
    "reason_code": dict(Refusal.choices),
    "level": LEVELS,
    "clock": CLOCKS,
    "supervision": dict(SupervisionLevel.choices),
    "field": dict(Correctable.choices),
    "failure": dict(Failure.choices),
    "result": dict(LookBackResult.choices),
}
RED = frozenset({"clue.contested", "clue.sent_back", "clue.voided", "task.found_fake", "task.acceptance_returned"})
INSTANTS = frozenset({"due_at", "from", "to"})


@dataclass(frozen=True)
class Happening:
    """One line of the timeline."""

    label: str | Promise
    who: str
    at: datetime
    recorded_at: datetime
    version: int
    tone: str
    facts: list[tuple[str | Promise, str]]

    @property
    def recorded_later(self) -> bool:
        """Say whether it was written down well after it happened."""
        return abs((self.recorded_at - self.at).total_seconds()) >= 60  # noqa: PLR2004 -- pages print minutes


def happenings_of(clue: Clue, actor: Actor) -> list[Happening]:
    """The clue's timeline, newest first."""
    return told_of(timeline_of(clue, actor))


def told_of(entries: list[dict[str, Any]]) -> list[Happening]:
    """A timeline in words, newest first."""
    names = _Names.of(entries)
    return [_told(entry, names) for entry in reversed(entries)]


def clue_since(request: PageRequest, clue: Clue, seen: int) -> list[str]:
    """What was done to a clue after a version of it, as this reader may know it."""
    return _lately(happenings_of(clue, request.actor), seen)


def _lately(happenings: list[Happening], seen: int) -> list[str]:
    newer = [one for one in happenings if one.version > seen]
    lines = (f"{timezone.localtime(one.at):%m-%d %H:%M} {one.who}：{one.label}" for one in newer)
    return with_the_rest(Shown(islice(lines, MOST_CHANGES), len(newer)))


@dataclass(frozen=True)
class _Names:
    agencies: dict[str, str]
    people: dict[str, str]

    @classmethod
    def of(cls, entries: list[dict[str, Any]]) -> "_Names":
        codes = {str(value) for entry in entries for value in _codes_in(entry)}
        people = {entry["data"]["person"] for entry in entries if "person" in entry["data"]}
        found = Person.objects.filter(username__in=people).values_list("username", "name") if people else []
        return cls(agency_names(codes), dict(found))

    def post(self, code: str) -> str:
        agency, _colon, role = code.partition(":")
        label = str(Role(role).label) if role in Role.values else role
        return f"{self.agencies.get(agency, agency)} {label}"


def _codes_in(entry: dict[str, Any]) -> list[object]:
    data = entry["data"]
    posts = [str(data[name]).partition(":")[0] for name in ("post", "by_post") if name in data]
    return [entry["actor"]["agency"] or "", data.get("lead_agency", ""), *posts]


def _told(entry: dict[str, Any], names: _Names) -> Happening:
    data = entry["data"]
    red = data.get("level") == "red" or entry["type"] in RED
    return Happening(
        label=words_of(entry["type"]),
        who=_who(entry["actor"], names),
        at=entry["occurred_at"],
        recorded_at=entry["recorded_at"],
        version=entry["version"],
        tone="red" if red else "" if entry["actor"]["name"] else "system",
        facts=[(FACTS[name], _fact(name, data[name], names)) for name in FACTS if data.get(name) not in (None, "")],
    )


def _who(actor: dict[str, Any], names: _Names) -> str:
    if not actor["name"]:
        return _("系统")
    post = names.post(actor["post"]) if actor["post"] else names.agencies.get(actor["agency"] or "", "")
    return f"{actor['name']}（{post}）" if post else str(actor["name"])


def _fact(name: str, value: object, names: _Names) -> str:
    text = str(value)
    if name == "lead_agency":
        return names.agencies.get(text, text)
    if name in {"post", "by_post"}:
        return names.post(text)
    if name == "person":
        return names.people.get(text, text)
    instant = parse_datetime(text) if name in INSTANTS else None
    # A day reads as an instant without a zone: it stays the day it is.
    if instant and timezone.is_aware(instant):
        return f"{timezone.localtime(instant):%Y-%m-%d %H:%M}"
    return str(WORDS.get(name, {}).get(text, text))
