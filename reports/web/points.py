"""Points 点位: where open clues are, drawn by their coordinates alone."""

from dataclasses import dataclass

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.views.decorators.http import require_safe

from agencies.rules import in_business
from cases.models import Clue
from cases.queries.lines import Line, line_of
from kernel.access import permit
from kernel.errors import NotFound
from kernel.page_request import PageRequest
from kernel.web import page, page_or_partial
from reports.maps import Box, Frame, Place, frame_around, frame_of
from reports.queries.points import located_clues
from reports.web.dashboard import asked_of
from reports.web.tiles import tiles


@dataclass(frozen=True)
class Point:
    """One clue where it stands on the drawing."""

    line: Line
    x: str
    y: str
    lon: str
    lat: str

    @property
    def tone(self) -> str:
        """The colour of its clock; none without one."""
        return self.line.due.tone if self.line.due else ""


@page
@require_safe
def points(request: PageRequest) -> HttpResponse:
    """The open clues with coordinates, as of now."""
    actor = request.actor
    permit(in_business(actor))
    asked = asked_of(request.GET)
    located = located_clues(actor, asked.wanted, at=asked.now)
    lines = [line_of(clue, actor, at=asked.now) for clue in located.clues]
    tiled = tiles()
    standard = None if tiled else standard_map()
    frame = (standard or frame_around(map(place_of, located.clues))) if lines else None
    drawn = [line for line in lines if frame and frame.box.holds(place_of(line.clue))]
    context = {
        "located": located,
        "lines": lines,
        "frame": frame,
        "tiles": tiled,
        "approval": settings.MAP_APPROVAL if standard else "",
        "beyond": len(lines) - len(drawn),
        "points": [_point(line, frame) for line in drawn] if frame else [],
    }
    return page_or_partial(request, "reports/dashboard/points.html", context)


@page
@require_safe
def map_image(request: PageRequest) -> FileResponse:
    """The standard map that the office placed."""
    permit(in_business(request.actor))
    image = settings.MAP_IMAGE
    if standard_map() is None or image is None or not image.is_file():
        raise NotFound
    return FileResponse(image.open("rb"))


def standard_map() -> Frame | None:
    """The frame of the map that the office placed; none unless its image, its edges and its 审图号 are all given."""
    if settings.MAP_IMAGE and settings.MAP_BOX and settings.MAP_APPROVAL:
        return frame_of(Box(*settings.MAP_BOX))
    return None


def place_of(clue: Clue) -> Place:
    """Its longitude and latitude in WGS-84; only of a clue that has them."""
    return float(clue.wgs84_lon or 0), float(clue.wgs84_lat or 0)


def _point(line: Line, frame: Frame) -> Point:
    x, y = frame.at(place_of(line.clue))
    lon, lat = place_of(line.clue)
    return Point(line, f"{x:.1f}", f"{y:.1f}", f"{lon:.6f}", f"{lat:.6f}")
