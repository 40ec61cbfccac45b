"""How far a point lies outside a region, as far as the register knows where the region is."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from math import asin, ceil, cos, radians, sin, sqrt

from agencies.models import Region

EARTH_RADIUS_KM = 6371.0


class Reaches:
    """The reach of every region: its own, or that of the nearest above it that has one."""

    def __init__(self, regions: Mapping[str, Region]) -> None:
        self._regions = regions

    def km_outside(self, code: str, lon: Decimal, lat: Decimal) -> int | None:
        """Whole kilometres by which a point in WGS-84 lies outside the region; None inside, or where nothing is known.

        Of a region without a place, and without one above it that has one, nothing is known.
        """
        for place in upwards(self._regions, code):
            if place.centre_lon is not None and place.centre_lat is not None and place.reach_km is not None:
                beyond = km_between((lon, lat), (place.centre_lon, place.centre_lat)) - place.reach_km
                return ceil(beyond) if beyond > 0 else None
        return None


def upwards(regions: Mapping[str, Region], code: str) -> Iterator[Region]:
    """A region and those above it, the nearest first; each once, even in a ring."""
    at, seen = regions.get(code), {code}
    while at is not None:
        yield at
        if at.parent_id is None or at.parent_id in seen:
            return
        seen.add(at.parent_id)
        at = regions.get(at.parent_id)


def km_between(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]) -> float:
    """The great circle between two points of longitude and latitude."""
    (lon, lat), (lon2, lat2) = ([radians(degree) for degree in point] for point in (one, other))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))
