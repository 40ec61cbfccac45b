"""Coordinates: what was given is kept; beside it stands WGS-84.

GCJ-02 and BD-09 are the datums of Chinese map services; the formulas are the published approximations, good
to a few metres. CGCS2000 and WGS-84 differ by centimetres and are taken as one.
"""

from decimal import Decimal
from math import atan2, cos, pi, sin, sqrt

AXIS = 6378245.0
ECCENTRICITY = 0.00669342162296594323
SIX_PLACES = Decimal("0.000001")


def to_wgs84(lon: Decimal, lat: Decimal, coord_sys: str) -> tuple[Decimal, Decimal]:
    """The place in WGS-84, six decimal places."""
    x, y = float(lon), float(lat)
    if coord_sys == "bd09":
        x, y = _bd09_to_gcj02(x, y)
    if coord_sys in {"bd09", "gcj02"}:
        x, y = _gcj02_to_wgs84(x, y)
    return Decimal(x).quantize(SIX_PLACES), Decimal(y).quantize(SIX_PLACES)


def _bd09_to_gcj02(x: float, y: float) -> tuple[float, float]:
    x, y = x - 0.0065, y - 0.006
    turn = pi * 3000 / 180
    radius = sqrt(x * x + y * y) - 0.00002 * sin(y * turn)
    angle = atan2(y, x) - 0.000003 * cos(x * turn)
    return radius * cos(angle), radius * sin(angle)


def _gcj02_to_wgs84(x: float, y: float) -> tuple[float, float]:
    shift_x, shift_y = _shift(x, y)
    return x - shift_x, y - shift_y


def _shift(x: float, y: float) -> tuple[float, float]:
    radians = y / 180 * pi
    magic = 1 - ECCENTRICITY * sin(radians) ** 2
    north = _north(x - 105, y - 35) * 180 / (AXIS * (1 - ECCENTRICITY) / (magic * sqrt(magic)) * pi)
    east = _east(x - 105, y - 35) * 180 / (AXIS / sqrt(magic) * cos(radians) * pi)
    return east, north


def _waves(t: float, *parts: tuple[float, float]) -> float:
    return sum(height * sin(t * pi / length) for height, length in parts) * 2 / 3


def _north(x: float, y: float) -> float:
    flat = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    return flat + _waves(x, (20, 1 / 6), (20, 1 / 2)) + _waves(y, (20, 1), (40, 3)) + _waves(y, (160, 12), (320, 30))


def _east(x: float, y: float) -> float:
    flat = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    return flat + _waves(x, (20, 1 / 6), (20, 1 / 2)) + _waves(x, (20, 1), (40, 3)) + _waves(x, (150, 12), (300, 30))
