"""What there is to print, and what comes later."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.rules import in_business
from kernel.access import permit
from kernel.web import page


@page
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """The lists that can be printed now, and the reports that come."""
    permit(in_business(request.actor))  # type: ignore[attr-defined]
    return render(request, "reports/reports.html")
