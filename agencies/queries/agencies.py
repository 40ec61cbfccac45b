"""Which agency is meant: the command office, and agencies by code and by name."""

from collections.abc import Collection

from django.db.models import Count

from agencies.models import Agency
from agencies.queries.directory import directory
from agencies.queries.validity import in_force


def command_office() -> Agency | None:
    """The office that this system serves: of several, the one with the most posts."""
    offices = Agency.objects.filter(in_force(), kind=Agency.Kind.COMMAND_OFFICE)
    return offices.annotate(staff=Count("posts")).order_by("-staff", "code").first()


def office_of(region: str) -> Agency | None:
    """The command office of the city that a region lies in."""
    return next((office for office in directory().offices() if office.region_id.startswith(region[:4])), None)


def agency_names(codes: Collection[str] | None = None) -> dict[str, str]:
    """Names by code, of these agencies or of all, past ones included."""
    agencies = Agency.objects.order_by() if codes is None else Agency.objects.order_by().filter(code__in=codes)
    return dict(agencies.values_list("code", "name"))


def agencies_named(name: str) -> list[Agency]:
    """The agencies that bear exactly this name; a ledger is matched only where there is one."""
    return list(Agency.objects.filter(name=name.strip()).order_by("code"))
