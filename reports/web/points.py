"""Points 点位: where open clues are, drawn by their coordinates alone."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from agencies.rules import in_business
from cases.models import Clue
from cases.queries.lines import Line, line_of
from kernel.access import permit
from kernel.web import page, page_or_partial
from reports.maps import Frame, Place, frame_around
from reports.queries.points import located_clues
from reports.web.dashboard import asked_of


@dataclass(frozen=True)
class Point:
    """One clue where it stands on the drawing."""

    line: Line
    x: str
    y: str

    @property
    def tone(self) -> str:
        """The colour of its clock; none without one."""
        return self.line.due.tone if self.line.due else ""


@page
@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """The open clues with coordinates, as of now."""
    actor = request.actor  # type: ignore[attr-defined]
    permit(in_business(actor))
    asked = asked_of(request.GET)
    located = located_clues(actor, asked.wanted)
    lines = [line_of(clue, actor, at=asked.now) for clue in located.clues]
    frame = frame_around(map(place_of, located.clues)) if lines else None
    context = {
        "located": located,
        "lines": lines,
        "frame": frame,
        "points": [_point(line, frame) for line in lines] if frame else [],
    }
    return page_or_partial(request, "reports/dashboard/points.html", context)


def place_of(clue: Clue) -> Place:
    """Its longitude and latitude in WGS-84; only of a clue that has them."""
    return float(clue.wgs84_lon or 0), float(clue.wgs84_lat or 0)


def _point(line: Line, frame: Frame) -> Point:
    x, y = frame.at(place_of(line.clue))
    return Point(line, f"{x:.1f}", f"{y:.1f}")
