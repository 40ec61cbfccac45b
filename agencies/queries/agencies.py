"""Agencies and what stands below them."""

from collections.abc import Collection

from django.db.models import Count, QuerySet

from agencies.models import Agency
from agencies.queries.validity import in_force


def command_offices() -> QuerySet[Agency]:
    """Every command office there is now."""
    return Agency.objects.filter(in_force(), kind=Agency.Kind.COMMAND_OFFICE).order_by("code")


def command_office() -> Agency | None:
    """The office that this system serves: of several, the one with the most posts."""
    return command_offices().annotate(staff=Count("posts")).order_by("-staff", "code").first()


def office_of(region: str) -> Agency | None:
    """The command office of the city that a region lies in."""
    return command_offices().filter(region__code__startswith=region[:4]).first()


def agency_names(codes: Collection[str] | None = None) -> dict[str, str]:
    """Names by code, of these agencies or of all, past ones included."""
    agencies = Agency.objects.order_by() if codes is None else Agency.objects.order_by().filter(code__in=codes)
    return dict(agencies.values_list("code", "name"))


def agencies_named(name: str) -> list[Agency]:
    """The agencies that bear exactly this name; a ledger is matched only where there is one."""
    return list(Agency.objects.filter(name=name.strip()).order_by("code"))
