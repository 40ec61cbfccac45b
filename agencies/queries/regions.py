"""Regions and the prefixes of their codes."""

from datetime import date

from django.db.models import Q, QuerySet

from agencies.models import Region
from agencies.queries.validity import in_force
from kernel.apart import present_case

COUNTY_DIGITS = 6


def region_prefix(code: str) -> str:
    """What the codes of a region and of all below it begin with: 3211 for 321100, 321181 for itself."""
    return code[:2] if code.endswith("0000") else code.removesuffix("00") if len(code) == COUNTY_DIGITS else code


def prefixes_of(code: str) -> list[str]:
    """Every way to name a region that holds `code`: whole codes of city and province among them."""
    pieces = {code[:length] for length in range(1, len(code) + 1)}
    return sorted(pieces | {f"{code[:2]}0000", f"{code[:4]}00"})


def within_region(code: str, *, field: str = "region") -> Q:
    """The condition that the region behind `field` is `code` or lies below it."""
    return Q(**{f"{field}__code__startswith": region_prefix(code)})


def county_code(code: str) -> str:
    """The county, zone or city to which the region belongs."""
    return code[:COUNTY_DIGITS]


def current_regions(*, on: date) -> QuerySet[Region]:
    """The regions that exist on a day, by code."""
    return Region.objects.order_by("code").filter(in_force(on), case__in=["", present_case()])


def current_counties(*, on: date) -> QuerySet[Region]:
    """The counties that exist on a day, by code."""
    return current_regions(on=on).filter(level=Region.Level.COUNTY)


def region_names() -> dict[str, str]:
    """Every region's name by its code, past ones included."""
    return dict(Region.objects.values_list("code", "name"))
