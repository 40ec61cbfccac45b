"""Figures as they stand on a page: each with its numerator, its denominator, and a way to its rows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cache
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kernel.actor import Actor
from reports.metrics import METRICS, Counts, Figure, Metric
from reports.queries.groups import groups_of
from reports.queries.quality import COLUMNS, FEWEST_COMPARED, QUALITY_COLUMNS, is_ranked

# Beside the closure rate of a county or a unit stands how it was reached.
WITH_QUALITY = ("region", "agency")
BOARDS: dict[str, tuple[str | Promise, str]] = {
    "region": (_("按县市区"), ""),
    "month": (_("按收到月份"), "line"),
    "agency": (_("按牵头单位"), ""),
    "pollution_type": (_("按污染类型"), "lying"),
    "channel": (_("按来源"), "lying"),
}
KEPT = ("source", "inspection", "batch", "region_code", "from", "to")
Address = Callable[..., str]


@dataclass(frozen=True)
class Cell:
    """One printed figure, and where its rows are."""

    figure: Figure
    address: str
    of_address: str
    compared: bool = True

    @property
    def value(self) -> str:
        """The value as people read it; nothing where nothing could be divided."""
        value = self.figure.value
        return f"{value:,}" if isinstance(value, int) else f"{value}%" if value else ""

    @property
    def numerator(self) -> str:
        """What was counted."""
        return f"{self.figure.numerator or 0:,}"

    @property
    def denominator(self) -> str:
        """Out of how many."""
        return f"{self.figure.denominator or 0:,}"


@dataclass(frozen=True)
class Board:
    """One table with its chart."""

    key: str
    title: str | Promise
    look: str
    columns: list[Metric]
    rows: list[tuple[str | Promise, list[Cell]]]


def kept_query(query: QueryDict) -> str:
    """The part of a query string that says which records, and as of when."""
    return urlencode({name: query[name] for name in (*KEPT, "as_of") if query.get(name)})


def addresses(query: QueryDict, as_of: datetime) -> Address:
    """Makes the address of the rows behind a figure: the same question, at the same instant."""
    kept = {name: query[name] for name in KEPT if query.get(name)}
    kept["as_of"] = query.get("as_of") or timezone.localtime(as_of).isoformat()

    @cache
    def group(dimension: str, key: str) -> str:
        return urlencode({**({"group_by": dimension, "key": key} if dimension else {}), **kept})

    def address(metric: str, part: str, dimension: str = "", key: str = "") -> str:
        return f"/dashboard/rows?metric={metric}&part={part}&{group(dimension, key)}"

    return address


def cell_of(name: str, counts: Counts, address: Address, dimension: str = "", key: str = "") -> Cell:
    """One figure under one key."""
    figure = METRICS[name].of(counts)
    few = dimension == "agency" and figure.denominator is not None and figure.denominator < FEWEST_COMPARED
    group = (dimension, key)
    return Cell(figure, address(name, "numerator", *group), address(name, "denominator", *group), compared=not few)


def board_of(dimension: str, found: dict[str, Counts], actor: Actor, address: Address) -> Board:
    """The table of one dimension; units that are compared first, the best closure rate first, then the few cases."""
    columns = QUALITY_COLUMNS if dimension in WITH_QUALITY else COLUMNS
    groups = groups_of(found, dimension, actor=actor)
    if dimension == "agency":
        # Of some two hundred agencies most lead nothing: those stand at the REST door, not on the page.
        groups = sorted((group for group in groups if group.counts.received), key=lambda group: _rank(group.counts))
    rows = [
        (group.label, [cell_of(name, group.counts, address, dimension, group.key) for name in columns])
        for group in groups
    ]
    title, look = BOARDS[dimension]
    return Board(dimension, title, look, [METRICS[name] for name in columns], rows)


def _rank(counts: Counts) -> tuple[int, Fraction]:
    """Those with few cases stand last, in the order of their codes."""
    if not is_ranked(counts):
        return 1, Fraction(0)
    return 0, -(METRICS["closure_rate_strict"].exactly(counts) or Fraction(0))
