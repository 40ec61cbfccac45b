"""Clues on pages: the list, and one clue."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_safe
from rest_framework.request import Request

from agencies.models import ORGAN_KINDS, Agency
from agencies.queries.regions import current_regions
from agencies.queries.validity import in_force
from agencies.rules import is_command_office
from cases.filters import ClueFilter
from cases.models import Channel, Clock, Clue
from cases.nouns import CLUES
from cases.queries.attachments import attachments_visible_to
from cases.queries.clues import (
    attach_clocks,
    clocks_of,
    clues_visible_to,
    for_reading,
    may,
    may_edit,
    readership,
    shown_channel,
    shown_title,
)
from cases.queries.lines import Tag, due_of, line_of, marks_of, types_of
from cases.rules import accuses
from cases.web.labels import CLOCK_STATES, CLOCKS, GRAVE, KEYS
from cases.web.papers import papers_for
from cases.web.timelines import happenings_of
from cases.web.ways import way_of
from kernel.access import find
from kernel.actor import Actor
from kernel.api import page_of
from kernel.events import Subject
from kernel.ids import new_id
from kernel.page_request import PageRequest
from kernel.web import page, page_or_partial

MAIN_VERBS = ("dispatch", "sign", "investigate", "report", "close", "approve_extension")


@page
@require_safe
def clue_list(request: PageRequest) -> HttpResponse:
    """One page of the clues this reader sees, newest first, under the same filters as the REST door's."""
    actor, now = request.actor, timezone.now()
    wanted = ClueFilter(without_blanks(request.GET), queryset=for_reading(clues_visible_to(actor)), actor=actor)
    valid = wanted.form.is_valid()
    found, addresses = page_of(wanted.qs, Request(request)) if valid else ([], {})
    context = {
        "lines": [line_of(clue, actor, at=now) for clue in found],
        "addresses": addresses,
        "filter": wanted.form,
        "query": query_of(request.GET),
        "channels": channels_for(actor),
        "filtered": bool(set(without_blanks(request.GET)) - {"cursor", "page_size"}),
        **offered_lists(),
    }
    return page_or_partial(request, "cases/clues/list.html", context, status=200 if valid else 400)


def without_blanks(query: QueryDict) -> QueryDict:
    """The filters that were filled in."""
    kept = query.copy()
    for name in list(kept):
        if not str(kept[name]).strip():
            del kept[name]
    return kept


def query_of(query: QueryDict) -> str:
    """The filters alone, for the same clues as a file."""
    kept = without_blanks(query)
    for name in ("cursor", "page_size"):
        kept.pop(name, None)
    return kept.urlencode()


def offered_lists() -> dict[str, Any]:
    """The regions and agencies that a filter offers today."""
    today = timezone.localdate()
    agencies = Agency.objects.filter(case="").exclude(kind__in=ORGAN_KINDS)
    return {"regions": current_regions(on=today), "agencies": agencies.order_by("kind", "code").filter(in_force(today))}


def channels_for(actor: Actor) -> list[tuple[str, Any]]:
    """The channels under the names this reader knows."""
    office = is_command_office(actor)
    return [(value, label) for value, label in Channel.choices if office or value != Channel.DISCIPLINE_TRANSFER]


@dataclass(frozen=True)
class Button:
    """A verb that is open now."""

    name: str
    label: Any
    key: str
    tone: str


@dataclass(frozen=True)
class Dial:
    """A clock in words."""

    clock: Clock
    label: Any
    state: Tag
    due: Any


@page
@require_safe
def clue_detail(request: PageRequest, pk: str) -> HttpResponse:
    """One clue: its way so far, what may be done now, its clocks with their reasons, its timeline."""
    actor = request.actor
    clue = read_clue(actor, pk)
    return page_or_partial(request, "cases/clues/detail.html", detail_context(clue, actor, at=timezone.now()))


def read_clue(actor: Actor, pk: object) -> Clue:
    """The clue with everything its page shows."""
    return attach_clocks([find(for_reading(clues_visible_to(actor)).select_related("concerns_agency"), str(pk))])[0]


def detail_context(clue: Clue, actor: Actor, *, at: datetime) -> dict[str, Any]:
    """What a clue's page needs, as this reader may know it."""
    reader = readership(actor, clue)
    buttons = buttons_for(clue, actor)
    return {
        "clue": clue,
        "token": str(new_id()),
        "own_words": reader != "unit",
        "office": reader == "office",
        "title": shown_title(clue, reader) or clue.number,
        "channel": Channel(shown_channel(clue, reader)).label,
        "types": types_of(clue),
        "line": line_of(clue, actor, at=at),
        "marks": marks_of(clue),
        **way_of(clue),
        "buttons": buttons,
        "settles_place": any(button.name == "confirm_place" for button in buttons),
        "dials": [_dial(clock, at=at) for clock in clue.clocks],  # type: ignore[attr-defined]
        "happenings": happenings_of(clue, actor),
        "attachments": list(attachments_visible_to(actor, clue)),
        "may_edit": may_edit(actor, clue) and clue.is_open,
        "reporter": getattr(clue, "reporter", None) if reader != "unit" else None,
        "may_reveal": may(actor, "reveal_reporter", clue),
        "accuses": accuses(clue),
        "papers": papers_for(actor, clue),
    }


def buttons_for(clue: Clue, actor: Actor) -> list[Button]:
    """The verbs that are really open, the one that leads on first."""
    names = [name for name in CLUES.open_to(actor, clue) if name not in {"reveal_reporter", "request_reveal"}]
    names.sort(key=lambda name: (name not in MAIN_VERBS, name in GRAVE))
    tones = {name: "grave" if name in GRAVE else "quiet" for name in names}
    if names and names[0] in MAIN_VERBS:
        tones[names[0]] = "primary"
    return [Button(name, CLUES.verb(name).label, KEYS.get(name, ""), tones[name]) for name in names]


def dials_of(subject: Subject, *, at: datetime) -> list[Dial]:
    """The clocks of any record in words."""
    _noun, pk, _version = subject.event_subject
    return [_dial(clock, at=at) for clock in clocks_of(pk)]


def _dial(clock: Clock, *, at: datetime) -> Dial:
    text, tone = CLOCK_STATES[Clock.State(clock.state)]
    running = clock.ended_at is None
    return Dial(
        clock, CLOCKS[Clock.Kind(clock.kind)], Tag(text, tone), due_of(clock.due_at, at=at) if running else None
    )
