"""What is asked of reports."""

from django.db.models import QuerySet

from agencies.models import Agency
from agencies.rules import in_business, is_command_office
from cases.queries.clues import sees_territory
from kernel.actor import Actor
from reports.models import Report

DISCIPLINE = frozenset({Agency.Kind.DISCIPLINE, Agency.Kind.STATIONED_GROUP})


def reports_visible_to(actor: Actor) -> QuerySet[Report]:
    """The command office, leaders and the discipline organ read the city's reports."""
    organ = in_business(actor) and actor.agency_kind in DISCIPLINE
    seen = is_command_office(actor) or sees_territory(actor) or organ
    return Report.objects.defer("content") if seen else Report.objects.none()
