"""How far a point lies outside a region, as far as the register knows where the region is."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from math import asin, ceil, cos, radians, sin, sqrt
from typing import NamedTuple

from agencies.models import Region

EARTH_RADIUS_KM = 6371.0


class _Place(NamedTuple):
    parent: str | None
    lon: Decimal | None
    lat: Decimal | None
    reach_km: int | None


class Reaches:
    """The reach of every region: its own, or that of the nearest above it that has one.

    The register is read once, when the first point is looked at.
    """

    @cached_property
    def _places(self) -> dict[str, _Place]:
        rows = Region.objects.order_by().values_list("code", "parent_id", "centre_lon", "centre_lat", "reach_km")
        return {code: _Place(parent, lon, lat, reach) for code, parent, lon, lat, reach in rows}

    def km_outside(self, code: str, lon: Decimal, lat: Decimal) -> int | None:
        """Whole kilometres by which a point in WGS-84 lies outside the region; None inside, or where nothing is known.

        Of a region without a place, and without one above it that has one, nothing is known.
        """
        for place in self._upwards(code):
            if place.lon is not None and place.lat is not None and place.reach_km is not None:
                beyond = km_between((lon, lat), (place.lon, place.lat)) - place.reach_km
                return ceil(beyond) if beyond > 0 else None
        return None

    def _upwards(self, code: str) -> Iterator[_Place]:
        at, seen = self._places.get(code), {code}
        while at is not None:
            yield at
            if at.parent is None or at.parent in seen:
                return
            seen.add(at.parent)
            at = self._places.get(at.parent)


def km_between(one: tuple[Decimal, Decimal], other: tuple[Decimal, Decimal]) -> float:
    """The great circle between two points of longitude and latitude."""
    (lon, lat), (lon2, lat2) = ([radians(degree) for degree in point] for point in (one, other))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))
