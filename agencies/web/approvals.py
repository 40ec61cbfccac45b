"""What waits for a second person: seen by who asked and by who may decide, agreed to or refused with a reason."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies.actions.approvals import agree, refuse
from agencies.actions.second_factors import FreshCodeRequired
from agencies.approvals import may_decide
from agencies.models import Approval
from agencies.queries.approvals import past_approvals, waiting_approvals
from kernel.access import claim
from kernel.errors import NotFound
from kernel.page_request import PageRequest
from kernel.web import check_seen, form_token, once, page
from kernel.web_forms import reason_of


@page
@require_safe
def approvals(request: PageRequest) -> HttpResponse:
    """What I asked for, and what waits for me."""
    actor = request.actor
    context = {
        "waiting": waiting_approvals(actor),
        "past": past_approvals(actor),
        "token": form_token(request),
    }
    return render(request, "agencies/approvals/approvals.html", context)


@page
@require_POST
def decide(request: PageRequest, pk: str, name: str) -> HttpResponse:
    """Agree or refuse, as somebody else than who asked."""
    actor = request.actor
    reason = reason_of(request)

    def effect() -> str:
        row = claim(Approval.objects.all(), pk)
        own = actor.person is not None and row.asked_by_id == actor.person.pk
        if not own and not may_decide(actor, row):
            raise NotFound
        check_seen(request, row.version)
        does = agree if name == "agree" else refuse
        return str(does(row, reason, by=actor, at=timezone.now()).pk)

    try:
        once(request, effect, at=timezone.now())
    except FreshCodeRequired as refusal:
        return redirect(f"{refusal.leads_to}?next=/approvals")
    return redirect("/approvals")
