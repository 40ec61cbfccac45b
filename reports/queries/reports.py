"""What is asked of reports."""

from django.db.models import QuerySet

from agencies.models import DISCIPLINE_KINDS, Agency
from agencies.queries.ties import tied_agencies
from agencies.rules import in_business, is_command_office
from cases.models import Inspection
from cases.queries.clues import sees_territory
from kernel.actor import Actor
from reports.models import Report, ReportKind, ReportReceipt


def reports_visible_to(actor: Actor) -> QuerySet[Report]:
    """The command office, leaders and the discipline organ read the city's reports, others what was delivered to them.

    Few read those of the mechanism, whoever else they were delivered to.
    """
    organ = in_business(actor) and actor.agency_kind in DISCIPLINE_KINDS
    reports = Report.objects.defer("content")
    if not (is_command_office(actor) or sees_territory(actor) or organ):
        delivered = ReportReceipt.objects.filter(post=actor.post_code) if actor.post_code else None
        reports = reports.filter(pk__in=delivered.values("report")) if delivered is not None else reports.none()
    return reports if reads_mechanism(actor) else reports.exclude(kind=ReportKind.MECHANISM)


def reads_mechanism(actor: Actor) -> bool:
    """Whoever sees every referral: the city's own organ, and people of the office who have no tie to any agency."""
    if is_command_office(actor):
        return actor.person is not None and not tied_agencies(actor)
    holder = actor.post or actor.client
    city_s_own = holder is not None and holder.agency.region_id.endswith("00")
    return in_business(actor) and actor.agency_kind == Agency.Kind.DISCIPLINE and city_s_own


def has_frozen_daily(inspection: Inspection) -> bool:
    """Say whether a day of the inspection was reported: from then on its days end where they ended."""
    return Report.objects.filter(kind=ReportKind.DAILY, inspection=inspection.pk).exists()
