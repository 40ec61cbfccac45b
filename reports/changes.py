"""环比 and 同比: a figure beside the same a month or a year before; a property of any metric."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from reports.counts import Counts
from reports.measures import Figure, Metric
from reports.queries.answers import answer_to
from reports.queries.figures import Wanted
from reports.queries.questions import Question

# By how many months.
SPANS = {"month": 1, "year": 12}
YEAR = 12


@dataclass(frozen=True)
class Change:
    """What stood then, and by how much it changed: percent of a count, percentage points of a rate; None undefined."""

    against: str
    as_of: datetime
    before: Figure
    change: str | None
    unit: str

    @property
    def in_words(self) -> str:
        """As it is printed, with its sign; a dash where it is not defined."""
        if self.change is None:
            return "—"
        sign = {True: "−", False: ""}[self.change.startswith("-")]
        plus = "+" if not sign and self.change.strip("0.") else ""
        return f"{sign or plus}{self.change.lstrip('-')}{'%' if self.unit == 'percent' else _(' 个百分点')}"


def change_of(question: Question, now: Counts, against: str) -> Change:
    """How the whole figure compares with what it was a month or a year before."""
    before = replace(
        question,
        as_of=earlier(question.as_of, SPANS[against]),
        wanted=_earlier(question.wanted, SPANS[against]),
        dimensions=(),
    )
    return change_from(question.metric, now, answer_to(before).whole, against, before.as_of)


def change_from(metric: Metric, now: Counts, then: Counts, against: str, at: datetime) -> Change:
    """The same where both counts are known already."""
    unit = "points" if metric.denominator else "percent"
    return Change(against, at, metric.of(then), _moved(metric.exactly(now), metric.exactly(then), unit), unit)


def _moved(now: Fraction | None, then: Fraction | None, unit: str) -> str | None:
    if now is None or then is None:
        return None
    if unit == "points":
        return signed(now - then)
    return signed((now - then) * 100 / then) if then else None


def signed(number: Fraction) -> str:
    """Two places, half-up away from nothing."""
    hundredths = (abs(number) * 200 + 1) // 2
    sign = "-" if number < 0 and hundredths else ""
    return f"{sign}{hundredths // 100}.{hundredths % 100:02d}"


def earlier(instant: datetime, months: int) -> datetime:
    """The same time of day so many months before; the last day of a month stays the last."""
    local = localtime(instant)
    count = local.year * YEAR + local.month - 1 - months
    year, month = count // YEAR, count % YEAR + 1
    last, was_last = monthrange(year, month)[1], local.day == monthrange(local.year, local.month)[1]
    return local.replace(year=year, month=month, day=last if was_last else min(local.day, last))


def _earlier(wanted: Wanted, months: int) -> Wanted:
    begins, ends = wanted.received_from, wanted.received_to
    return replace(
        wanted,
        received_from=begins and earlier(begins, months),
        received_to=ends and earlier(ends, months),
    )
