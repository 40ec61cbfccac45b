"""Open clues that have a place, the newest first: what stands as points on the dashboard."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from cases.models import Clue
from cases.queries.clues import for_reading
from kernel.actor import Actor
from reports.queries.figures import Wanted
from reports.queries.outlook import open_clues

MOST = 500


@dataclass(frozen=True)
class Located:
    """The newest open clues with a place, out of how many that have one, out of how many that are open."""

    clues: list[Clue]
    with_place: int
    standing: int


def located_clues(actor: Actor, wanted: Wanted, *, at: datetime, most: int = MOST) -> Located:
    """The open clues with a place that this reader sees, among those wanted."""
    clues = open_clues(actor, wanted, at=at)
    counts = clues.aggregate(standing=Count("pk"), with_place=Count("wgs84_lon"))
    placed = clues.filter(wgs84_lon__isnull=False, wgs84_lat__isnull=False)
    newest = for_reading(placed.order_by("-received_at", "-id"))[:most]
    return Located(list(newest), **counts)
