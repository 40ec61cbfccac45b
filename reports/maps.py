"""Where places stand on a drawing: a box of degrees, and the pixels inside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

WIDTH, HEIGHT = 960, 720
# Room beside the outermost points, and the least that a drawing shows: about two kilometres.
MARGIN = 1.15
LEAST_DEGREES = 0.02
# Beyond this a degree of longitude is too short to draw with.
FLATTEST = 0.01
Place = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A piece of the earth in degrees of WGS-84."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, place: Place) -> bool:
        """Say whether the place lies within."""
        lon, lat = place
        return self.west <= lon <= self.east and self.south <= lat <= self.north


@dataclass(frozen=True)
class Frame:
    """A box drawn so many pixels wide and high, degrees evenly."""

    box: Box
    width: int = WIDTH
    height: int = HEIGHT

    def at(self, place: Place) -> Place:
        """The pixels of a place, from the upper left corner."""
        lon, lat = place
        box = self.box
        right = (lon - box.west) / (box.east - box.west)
        down = (box.north - lat) / (box.north - box.south)
        return right * self.width, down * self.height


def frame_around(places: Iterable[Place]) -> Frame:
    """The frame that holds all these places, as wide as high on the ground as on the page."""
    lons, lats = zip(*places, strict=True)
    middle_lon, middle_lat = _middle(lons), _middle(lats)
    shrunk = max(FLATTEST, cos(radians(middle_lat)))
    needed = max((max(lons) - min(lons)) * shrunk, (max(lats) - min(lats)) * WIDTH / HEIGHT, LEAST_DEGREES)
    across, up = needed * MARGIN / shrunk / 2, needed * MARGIN * HEIGHT / WIDTH / 2
    return Frame(Box(middle_lon - across, middle_lat - up, middle_lon + across, middle_lat + up))


def frame_of(box: Box) -> Frame:
    """The frame of a given box, as high as it is on the ground."""
    shrunk = max(FLATTEST, cos(radians((box.south + box.north) / 2)))
    return Frame(box, WIDTH, round(WIDTH * (box.north - box.south) / ((box.east - box.west) * shrunk)))


def _middle(values: tuple[float, ...]) -> float:
    return (min(values) + max(values)) / 2
