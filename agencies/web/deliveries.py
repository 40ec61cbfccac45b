"""Dead letters: what did not reach a subscriber after its last attempt, and once more by hand."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies.actions.dead_letters import replay_delivery
from agencies.web.actor import reader_of
from kernel.access import permit
from kernel.errors import NotFound
from kernel.listing import first_of
from kernel.models import Delivery, Event
from kernel.web import page

LATEST = 100


@page
@require_safe
def dead_letters(request: HttpRequest) -> HttpResponse:
    """The letters that lie, newest first, each with its event and its last error."""
    permit(reader_of(request.actor).sysadmin)  # type: ignore[attr-defined]
    letters = first_of(Delivery.objects.filter(dead_at__isnull=False).order_by("-dead_at", "-id"), LATEST)
    types = dict(Event.objects.filter(pk__in=[one.event_id for one in letters]).values_list("pk", "type"))
    told = letters.each(lambda one: (one, types.get(one.event_id, "—"), one.last_error.partition(":")[0]))
    return render(request, "agencies/deliveries/dead_letters.html", {"letters": told})


@page
@require_POST
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one again from its first attempt."""
    actor = request.actor  # type: ignore[attr-defined]
    permit(reader_of(actor).sysadmin)
    with transaction.atomic():
        letter = Delivery.objects.select_for_update().filter(pk=pk, dead_at__isnull=False).first()
        if letter is None:
            raise NotFound
        replay_delivery(letter, by=actor, at=timezone.now())
    return redirect("/dead-letters")
