"""The 08:00 screen: what presses, one key per verb, and proposals confirmed in bulk."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.queries.directory import working_calendar
from agencies.rules import in_business
from cases.actions.inboxes import read_notices
from cases.actions.proposals import proposed_dispatch
from cases.models import Clue, Notice
from cases.nouns import CLUES
from cases.queries.clues import clues_visible_to, may, readership, shown_title
from cases.queries.desk import Desk, Section, desk_of, hours_at, inbox_of
from cases.queries.lines import Due, Line, due_of, line_of
from cases.rules import PERMISSIONS
from cases.verbs import CLUE_VERBS
from cases.web.labels import KEYS
from kernel.access import claim, permit
from kernel.actor import Actor
from kernel.deadlocks import begun_again
from kernel.errors import BadInput, DomainError, FieldError
from kernel.listing import Shown
from kernel.news import PLACES, Urgency, notice_of
from kernel.nouns import NOUN_OF
from kernel.page_request import PageRequest
from kernel.web import page, page_or_partial, refuse_stale

MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Key:
    """A verb that a section's rows have, and its key."""

    name: str
    label: Any
    key: str


@dataclass(frozen=True)
class Shelf:
    """A section as the screen shows it."""

    section: Section
    rows: Shown[tuple[Line, Due | None]]
    keys: list[Key]
    bulk: bool


@dataclass(frozen=True)
class Confirmed:
    """What became of one row of a bulk confirmation."""

    pk: str
    title: str
    lead: str
    refusal: str | Promise


@page
@require_safe
def desk(request: PageRequest) -> HttpResponse:
    """The desk of whoever asks."""
    actor = request.actor
    return _desk(request, actor) if in_business(actor) else render(request, "cases/desk/empty.html")


def _desk(request: PageRequest, actor: Actor) -> HttpResponse:
    now = timezone.now()
    found = desk_of(actor, at=now, hours=hours_at(timezone.localtime(now), working_calendar()))
    shelves = [_shelf(section, actor, at=now) for section in found.sections]
    context = {
        "now": timezone.localtime(now),
        "shelves": shelves,
        "legend": {key.key: key for shelf in shelves for key in shelf.keys}.values(),
        "notices": _told(found, actor),
        "queues": found.queues,
        "idle": not found.notices and not found.queues and not any(shelf.section.count for shelf in shelves),
    }
    return page_or_partial(request, "cases/desk/desk.html", context)


def _shelf(section: Section, actor: Actor, *, at: datetime) -> Shelf:
    keys = [Key(name, CLUE_VERBS[name].label, KEYS[name]) for name in section.verbs if _offered(name, section, actor)]
    rows = section.clues.each(lambda clue: (line_of(clue, actor, at=at), _dispatch_due(clue, at=at)))
    bulk = section.key == "proposed" and any(key.name == "dispatch" for key in keys)
    return Shelf(section, rows, keys, bulk)


def _offered(name: str, section: Section, actor: Actor) -> bool:
    """A verb stands in a section when the reader's post has it; each row is asked again when it is pressed."""
    return bool(section.clues) and PERMISSIONS[f"cases.{name}_clue"](actor, section.clues[0])


def _dispatch_due(clue: Clue, *, at: datetime) -> Due | None:
    due_at = getattr(clue, "dispatch_due_at", None)
    return due_of(due_at, at=at) if due_at else None


def _told(found: Desk, actor: Actor) -> Shown[dict[str, Any]]:
    def told(notice: Notice) -> dict[str, Any]:
        row = found.told_of.get(notice.subject_id)
        title = (shown_title(row, readership(actor, row)) if isinstance(row, Clue) else "") or str(row or "")
        place = PLACES.get(notice.subject_type, "").format(id=notice.subject_id)
        address = NOUN_OF[type(row)].page_of(row.pk) if row else place
        label = notice_of(notice.kind)
        urgent = notice.urgency == Urgency.NOW
        return {"notice": notice, "label": label, "address": address, "title": title or _("打开"), "urgent": urgent}

    return found.notices.each(told)


@page
@require_POST
def read_inbox(request: PageRequest) -> HttpResponse:
    """Take the notices that were ticked, or all that were shown, off the desk."""
    actor, now = request.actor, timezone.now()
    shown = {value for value in request.POST.getlist("notice") if value.isascii() and value.isdigit()}
    mine = [notice for notice in inbox_of(actor, on=now) if str(notice.pk) in shown]
    with transaction.atomic():
        read_notices(mine, at=now)
    return _desk(request, actor)


@page
@require_POST
def confirm_proposals(request: PageRequest) -> HttpResponse:
    """Confirm the ticked proposals, each for itself: one that is refused stops no other."""
    actor, now = request.actor, timezone.now()
    permit(in_business(actor))
    chosen = list(dict.fromkeys(request.POST.getlist("ids")))
    if len(chosen) > MOST_AT_ONCE:
        raise BadInput(errors=[FieldError("/ids", "too_many", _("一次最多确认%s件") % MOST_AT_ONCE)])
    outcomes = [begun_again(partial(_confirmed, pk, actor, at=now)) for pk in chosen]
    context = {
        "outcomes": outcomes,
        "done": sum(1 for outcome in outcomes if not outcome.refusal),
        "refused": sum(1 for outcome in outcomes if outcome.refusal),
    }
    return page_or_partial(request, "cases/desk/outcomes.html", context)


def _confirmed(ticked: str, actor: Actor, *, at: datetime) -> Confirmed:
    title, lead = "", ""
    pk, _colon, seen = ticked.partition(":")
    try:
        with transaction.atomic():
            clue = claim(clues_visible_to(actor), pk)
            title = shown_title(clue, readership(actor, clue)) or clue.number
            permit(may(actor, "dispatch", clue))
            refuse_stale(seen, clue.version)
            lead = clue.proposed_lead.name if clue.proposed_lead else ""
            CLUES.perform(clue, "dispatch", proposed_dispatch(clue), by=actor, at=at)
    except DomainError as refusal:
        return Confirmed(pk, title, lead, refusal.said)
    return Confirmed(pk, title, lead, "")
