"""A question about metrics: over which records, as of when, for whom, and how it is parted."""

from dataclasses import dataclass
from datetime import date, datetime

from kernel.actor import Actor
from kernel.days import local_day
from reports.measures import Metric
from reports.queries.figures import Wanted


@dataclass(frozen=True)
class Question:
    """Which metrics, over which records, as of when, for whom, and how it is parted."""

    metric: Metric
    wanted: Wanted
    as_of: datetime
    actor: Actor
    dimensions: tuple[str, ...] = ()
    level: str = "county"
    # Further metrics asked in the same breath; of each family only its own reach its tally.
    also: tuple[Metric, ...] = ()

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """Every metric asked for."""
        return (self.metric, *self.also)

    @property
    def terms(self) -> frozenset[str]:
        """The counts that the metrics are made of."""
        told = " ".join(f"{metric.numerator} {metric.denominator}" for metric in self.metrics)
        return frozenset(told.split()) - {"+", "-"}

    @property
    def day(self) -> date:
        """The day of the instant on the office's calendar."""
        return local_day(self.as_of)

    @property
    def first_day(self) -> date | None:
        """The day from which on records are wanted."""
        return local_day(self.wanted.received_from) if self.wanted.received_from else None

    @property
    def last_day(self) -> date:
        """The day up to which they are."""
        wanted = self.wanted.received_to
        return min(self.day, local_day(wanted)) if wanted else self.day
