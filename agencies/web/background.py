"""The work of the background on a page: queues, what runs, what failed and was given up, what comes next."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.actions.parked import try_again
from agencies.queries import background
from agencies.web.actor import reader_of
from kernel.access import permit
from kernel.broker import messages_waiting, queue_names, tasks_running
from kernel.clock import database_now
from kernel.errors import BadInput, FieldError, NotFound
from kernel.listing import Shown, first_of
from kernel.models import Delivery, Event
from kernel.page_request import PageRequest
from kernel.web import page

LATEST = 100
LONGEST_REASON = 500


@page
@require_safe
def background_tasks(request: PageRequest) -> HttpResponse:
    """For whoever keeps the program running."""
    permit(reader_of(request.actor).sysadmin)
    messages = messages_waiting(queue_names())
    context = {
        "queues": background.queues(messages),
        "broker": messages is not None,
        "beat": background.beat_seen(),
        "running": tasks_running() if messages is not None else [],
        "failing": _told(first_of(background.failing(), LATEST)),
        "unknown": _told(first_of(background.unknown(), LATEST)),
        "parked": _told(first_of(background.parked(), LATEST)),
        "coming": background.coming(database_now()),
        "longest": LONGEST_REASON,
    }
    return render(request, "agencies/background/page.html", context)


def _told(rows: Shown[Delivery]) -> Shown[tuple[Delivery, str, str]]:
    """Each with the type of its event and the kind of its last error; what the error said may name people."""
    events = Event.objects.filter(pk__in=[one.event_id for one in rows if one.event_id])
    types = {str(pk): name for pk, name in events.values_list("pk", "type")}
    return rows.each(lambda one: (one, types.get(str(one.event_id), ""), one.last_error.partition(":")[0]))


@page
@require_POST
def again(request: PageRequest, pk: int) -> HttpResponse:
    """Try again, from the first attempt, what was given up; with a reason."""
    actor = request.actor
    permit(reader_of(actor).sysadmin)
    reason = request.POST.get("reason", "").strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise BadInput(errors=[FieldError("/reason", "required", _("请说明为何再次执行，不超过500字"))])
    with transaction.atomic():
        parked = Delivery.objects.select_for_update().filter(pk=pk, dead_at__isnull=False).first()
        if parked is None:
            raise NotFound
        try_again(parked, reason, by=actor, at=timezone.now())
    return redirect("/background")
