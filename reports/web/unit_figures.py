"""The office's figures for one unit, for the discipline organ; each reading stands in the organ's own log."""

from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from kernel.errors import NotFound
from kernel.page_request import PageRequest
from kernel.web import page
from reports.actions.reports import office_reader
from reports.queries.unit_months import months_of_unit
from supervision.actions.compartment_log import note_reading
from supervision.models import Reading
from supervision.queries.referrals import agencies_in_sphere
from supervision.rules import is_organ


@page
@require_safe
def unit_figures(request: PageRequest) -> HttpResponse:
    """Overdue, returned, rebounded and fake, per month, as of a day, of one unit in the organ's sphere."""
    actor = request.actor
    if not is_organ(actor):
        raise NotFound
    agencies = agencies_in_sphere(actor).order_by("kind", "code")
    as_of = min(_day(request.GET.get("as_of", "")) or timezone.localdate(), timezone.localdate())
    code = request.GET.get("agency", "")
    context = {"agencies": agencies, "as_of": as_of, "chosen": None, "months": []}
    if code:
        chosen = agencies.filter(pk=code).first()
        if chosen is None:
            raise NotFound
        told = {"agency": code, "as_of": as_of.isoformat()}
        note_reading(Reading.What.FIGURES, [], by=actor, at=timezone.now(), data=told)
        zone = ZoneInfo(settings.TIME_ZONE)
        context |= {"chosen": chosen, "months": months_of_unit(chosen, reader=office_reader(), as_of=as_of, zone=zone)}
    return render(request, "reports/unit_figures.html", context)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
