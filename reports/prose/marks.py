"""What the figure guard knows, and what it says of a number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Verdict(StrEnum):
    """What the guard says of a number."""

    KNOWN = "known"
    CONTRADICTS = "contradicts"
    MIXED = "mixed"
    UNKNOWN = "unknown"


# What does not stand unless somebody says why.
GRAVE = frozenset({Verdict.CONTRADICTS, Verdict.MIXED})


@dataclass(frozen=True)
class Known:
    """A figure that a text may cite: what it is called, its value, and over whom and when it was counted."""

    name: str
    label: str
    words: tuple[str, ...]
    value: Decimal | None
    numerator: int | None = None
    denominator: int | None = None
    scope: str = ""
    # Whether it counts the period alone or all that came before as well; None where that makes no difference.
    of_period: bool | None = False
    dimension: str = ""
    key: str = ""

    @property
    def is_rate(self) -> bool:
        """Whether it is a percentage."""
        return self.denominator is not None

    @property
    def pair(self) -> tuple[int | None, int | None]:
        """What a rate was made from."""
        return self.numerator, self.denominator


@dataclass(frozen=True)
class Mark:
    """One number of the text and what is to be said of it."""

    start: int
    end: int
    verdict: Verdict
    known: Known | None = None
    sentence: str = ""
    # Whether words or n/N said that it is this figure; else it is merely equal to one.
    is_meant: bool = True


@dataclass(frozen=True)
class Told:
    """What is known: the figures, the words of their instant, and whether they count this year alone."""

    figures: Sequence[Known]
    as_of: str
    since_this_year: bool = False
    # Names that are no figure here, but longer than one that is: 按期办结 is not 办结.
    other_names: tuple[str, ...] = ()


def sentence_of(known: Known, as_of: str) -> str:
    """The right figure with what it was made from and its instant."""
    if known.is_rate:
        return f"{known.scope}{known.value}%（{known.numerator:,}/{known.denominator:,}，{as_of}）"
    return f"{known.scope}{known.label}{known.value:,}（{as_of}）"


def grave(marks: Iterable[Mark]) -> list[Mark]:
    """Those that contradict a figure or mix scopes."""
    return [mark for mark in marks if mark.verdict in GRAVE]


def problems_of(body: str, marks: Sequence[Mark]) -> list[dict[str, str]]:
    """What is wrong, number by number; those that nobody knows come after those that contradict."""
    wrong = [mark for mark in marks if mark.verdict != Verdict.KNOWN]
    wrong.sort(key=lambda mark: (mark.verdict == Verdict.UNKNOWN, mark.start))
    return [
        {"number": body[mark.start : mark.end], "verdict": str(mark.verdict), "sentence": mark.sentence}
        for mark in wrong
    ]
