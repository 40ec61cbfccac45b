"""The handover sheet: what is open, the minutes left, and who takes over."""

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from agencies.rules import is_command_office
from cases.actions.handovers import HandOver, hand_over
from cases.queries.handovers import handovers_visible_to, minutes_left, open_items
from cases.queries.lines import line_of
from cases.web.options import people_of
from kernel.access import permit
from kernel.forms import Choices, VerbForm
from kernel.language import officially
from kernel.listing import first_of
from kernel.page_request import PageRequest
from kernel.verbs import FieldOf
from kernel.web import page
from kernel.web_forms import Question, ask

LATEST = 10


@page
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: PageRequest) -> HttpResponse:
    """The sheet as of now, the form, and the latest changes of shift."""
    actor = request.actor
    permit(is_command_office(actor))
    now = timezone.now()
    items = open_items(actor, at=now, midnight=_midnight(now))

    def does(order: HandOver, at: datetime) -> str:
        hand_over(order, items, by=actor, at=at)
        return "/handover"

    def options(field: FieldOf) -> Choices | None:
        me = actor.person.username if actor.person else ""
        people = people_of(actor.agency_id, on=timezone.localdate()) if field.type == "person" else None
        return None if people is None else [one for one in people if one[0] != me]

    def context(_form: VerbForm) -> dict[str, object]:
        with officially():
            waiting = items.waiting.each(lambda clue: (line_of(clue, actor, at=now), minutes_left(clue, at=now)))
            lines = items.due_today.each(lambda clue: line_of(clue, actor, at=now))
        return {
            "waiting": waiting,
            "lists": items.lists,
            "lines": lines,
            "overdue": items.overdue,
            "latest": first_of(handovers_visible_to(actor), LATEST),
            "printed_at": now,
        }

    sheet = "cases/papers/handover.html"
    return ask(request, Question(HandOver, does, template=sheet, options=options, context=context))


def _midnight(now: datetime) -> datetime:
    local = timezone.localtime(now)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
