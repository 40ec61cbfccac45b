"""What a metric is: a count, or a rate with numerator and denominator."""

from dataclasses import dataclass
from fractions import Fraction

from kernel.errors import Words
from reports.counts import Counts, Family, Unit

FEN = 100


@dataclass(frozen=True)
class Metric:
    """A definition: a count, or a rate with numerator and denominator."""

    name: str
    label: Words
    formula: Words
    numerator: str
    denominator: str = ""
    version: int = 1
    about: Unit = Unit.CLUES
    family: Family = Family.CLUES

    @property
    def unit(self) -> Unit:
        """What it is about, or percent."""
        return Unit.PERCENT if self.denominator else self.about

    def of(self, counts: Counts) -> "Figure":
        """The figure over these counts."""
        upper = total(self.numerator, counts)
        if not self.denominator:
            return Figure(self, None, None, yuan(upper) if self.about == Unit.YUAN else upper)
        lower = total(self.denominator, counts)
        return Figure(self, upper, lower, percent(upper, lower))

    def exactly(self, counts: Counts) -> Fraction | None:
        """The same without rounding, a rate in percent; None over nothing."""
        upper = total(self.numerator, counts)
        if not self.denominator:
            return Fraction(upper)
        lower = total(self.denominator, counts)
        return Fraction(100 * upper, lower) if lower else None


@dataclass(frozen=True)
class Figure:
    """A value with what it was made from; None where nothing could be divided."""

    metric: Metric
    numerator: int | None
    denominator: int | None
    value: int | str | None


def percent(numerator: int, denominator: int) -> str | None:
    """A percentage with two places, half-up from the integers; None over nothing."""
    if not denominator:
        return None
    hundredths = (numerator * 20_000 + denominator) // (2 * denominator)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def yuan(fen: int) -> str:
    """Money with two places."""
    return f"{fen // FEN}.{fen % FEN:02d}"


def total(terms: str, counts: Counts) -> int:
    """`closed + interim_closed - x` over the counts."""
    found, sign = 0, 1
    for term in terms.split():
        if term in "+-":
            sign = 1 if term == "+" else -1
        else:
            found += sign * int(getattr(counts, term))
    return found
