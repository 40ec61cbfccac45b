"""Lists for a meeting, as pages that print on A4."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.rules import in_business
from cases.queries.lines import line_of
from kernel.access import permit
from kernel.language import officially
from kernel.page_request import PageRequest
from kernel.web import page
from reports.queries.meetings import overdue_for_supervision, week_of


@page
@require_safe
def supervision_list(request: PageRequest) -> HttpResponse:
    """督办清单: what is open and overdue, a sheet for each unit, the oldest first."""
    actor, now = request.actor, timezone.now()
    permit(in_business(actor))
    paper = overdue_for_supervision(actor, at=now)
    with officially():
        units = [(one, one.clues.each(lambda clue: line_of(clue, actor, at=now))) for one in paper.units]
    context = {"units": units, "count": paper.count, "beside": paper.beside, "printed_at": now}
    return render(request, "reports/papers/supervision.html", context)


@page
@require_safe
def meeting_list(request: PageRequest) -> HttpResponse:
    """The weekly meeting's list: 本周新增、办结、逾期、下周到期."""
    actor, now = request.actor, timezone.now()
    permit(in_business(actor))
    week = week_of(actor, at=now, today=timezone.localtime(now))
    with officially():
        parts = [(part, part.clues.each(lambda clue: line_of(clue, actor, at=now))) for part in week.parts]
    return render(request, "reports/papers/meeting.html", {"week": week, "parts": parts, "printed_at": now})
