"""The numbers of a frozen report on its page: each is a way to the very rows that it counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from kernel.days import start_of
from reports.cells import Cell, in_words, signed
from reports.content import IN_PERIOD
from reports.metrics import METRICS
from reports.models import Report, ReportKind
from reports.queries.answers import OF_CLUES
from reports.queries.behind import KEEPING, kept_numbers, number_kept, number_named


@dataclass(frozen=True)
class Piece:
    """Some of a printed cell, and where its rows are."""

    words: str
    address: str = ""


class Printed:
    """Addresses of the rows of one report: by instant and position of the log, or those that the report kept."""

    def __init__(self, report: Report) -> None:
        self.report = report
        scope = {"inspection": str(report.inspection_id or ""), "source": report.source}
        self.kept = kept_numbers(report)
        self.scope = {name: value for name, value in scope.items() if value}

    def address(self, metric: str, part: str, dimension: str = "", key: str = "", **more: str) -> str:
        """Where the rows of a part of a figure are; nowhere for what has none."""
        known = METRICS.get(metric)
        if known is None or self.report.kind == ReportKind.MECHANISM:
            return ""
        group = {"group_by": dimension, "key": key} if dimension else {}
        asked = {"metric": metric, "as_of": timezone.localtime(self.report.as_of).isoformat(), "part": part, **group}
        asked |= more
        if known.family in KEEPING:
            kept = number_named(metric, part, dimension, key) in self.kept
            return f"/reports/{self.report.pk}/rows?{urlencode(asked)}" if kept else ""
        if known.family not in OF_CLUES:
            return ""
        if self.report.position is not None:
            asked["position"] = str(self.report.position)
        return f"/dashboard/rows?{urlencode(asked | self.scope)}"

    def pieces(self, metric: str, cell: Cell, dimension: str = "", key: str = "") -> list[Piece]:
        """A cell as it is printed, its numerator and its denominator each with a way to its rows."""
        words = in_words(cell)
        upper, slash, lower = words.partition("/")
        if metric and slash and cell.get("denominator") is not None:
            mine, theirs = (self.address(metric, part, dimension, key) for part in ("numerator", "denominator"))
            return [Piece(upper, mine), Piece(slash), Piece(lower.removesuffix("）"), theirs), *_end(lower)]
        counted = metric and isinstance(cell.get("value"), int)
        return [Piece(words, self.address(metric, "numerator", dimension, key) if counted else "")]

    def period(self) -> Iterator[tuple[str, list[Piece]]]:
        """What the period brought; what was counted in it has rows, a difference has none."""
        begins = first_instant_of(self.report).isoformat()
        for one in self.report.content["period"]:
            metric = IN_PERIOD.get(one.get("name", ""))
            address = self.address(metric, "numerator", **{"from": begins}) if metric else ""
            yield one["label"], [Piece(f"{one['value']:,}" if metric else signed(one["value"]), address)]

    def block(self, block: dict[str, Any]) -> dict[str, Any]:
        """A block with the numbers of its lines in pieces; of one frozen long ago, words alone."""
        ways = block.get("ways", {})
        lines = [(label, self._line(text, ways.get(str(place)))) for place, (label, text) in enumerate(block["lines"])]
        return {**block, "lines": lines}

    def _line(self, text: str, way: dict[str, Any] | None) -> list[Piece]:
        if way is None:
            return [Piece(text)]
        upper, slash, lower = text.partition("/")
        if slash and "of" in way:
            mine, theirs = self.behind(way), self.behind(way["of"])
            return [Piece(upper, mine), Piece(slash), Piece(lower.removesuffix("）"), theirs), *_end(lower)]
        return [Piece(text, self.behind(way))]

    def behind(self, way: dict[str, Any], dimension: str = "", key: str = "") -> str:
        """Where a way leads: to rows that the report kept, or behind a figure under its own key or the one given."""
        if "kept" in way:
            kept = number_kept(way["kept"]) in self.kept
            return f"/reports/{self.report.pk}/rows?{urlencode({'block': way['kept']})}" if kept else ""
        begins = {"from": first_instant_of(self.report).isoformat()} if way.get("in_period") else {}
        return self.address(way["metric"], way["part"], way.get("by", dimension), way.get("key", key), **begins)

    def table(self, table: dict[str, Any]) -> dict[str, Any]:
        """A table with its cells in pieces."""
        if "ways" in table:
            return {**table, "rows": [(row["label"], list(self._cells(table, row))) for row in table["rows"]]}
        names = table.get("metrics") or [""] * len(table["columns"])
        rows = [
            (
                row["label"],
                [
                    self.pieces(name, cell, table.get("dimension", ""), row["key"])
                    for name, cell in zip(names, row["cells"], strict=True)
                ],
            )
            for row in table["rows"]
        ]
        return {**table, "rows": rows}

    def _cells(self, table: dict[str, Any], row: dict[str, Any]) -> Iterator[list[Piece]]:
        """Cells of which each column is a way under the key of its row; without a key, to the whole."""
        dimension = table["by"] if row["key"] else ""
        for way, cell in zip(table["ways"], row["cells"], strict=True):
            yield [Piece(in_words(cell), self.behind(way, dimension, row["key"]))]


def first_instant_of(report: Report) -> datetime:
    """The instant with which the report's period begins: a midnight, or the cut-off of the day before."""
    if "begins" in report.content:
        return datetime.fromisoformat(report.content["begins"])
    return start_of(report.first_day)


def _end(lower: str) -> list[Piece]:
    return [Piece("）")] if lower.endswith("）") else []
