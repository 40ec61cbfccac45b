"""Cells: one printed number with what it was made from, as plain JSON, and the way it reads."""

from typing import Any, Protocol

from reports.metrics import percent

Cell = dict[str, Any]


class Valued(Protocol):
    """A figure of the registry, or a fact beside it."""

    @property
    def value(self) -> int | str | None:
        """The count, the percentage, or None."""

    @property
    def numerator(self) -> int | None:
        """What a percentage was made from."""

    @property
    def denominator(self) -> int | None:
        """Out of how many."""


def cell_of(figure: Valued) -> Cell:
    """A figure as a cell."""
    return {"value": figure.value, "numerator": figure.numerator, "denominator": figure.denominator}


def number(count: int | None) -> Cell:
    """A plain count; None was not published."""
    return {"value": count, "numerator": None, "denominator": None}


def ratio(numerator: int, denominator: int) -> Cell:
    """A rate from its two numbers."""
    return {"value": percent(numerator, denominator), "numerator": numerator, "denominator": denominator}


def said(text: str) -> Cell:
    """Words instead of a number."""
    return {"text": text}


def in_words(cell: Cell) -> str:
    """A figure as it is printed: a count with separators, a rate with n/N, a dash where nothing could be divided."""
    if "text" in cell:
        return str(cell["text"])
    value = cell["value"]
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value}%（{cell['numerator']:,}/{cell['denominator']:,}）" if value is not None else "—"


def signed(value: int) -> str:
    """A change with its sign."""
    return f"{value:+,}" if value else "0"
