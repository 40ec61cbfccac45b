"""What stands beside every closure rate: how it was reached, and whether it lasted."""

from datetime import datetime

from kernel.actor import Actor
from reports.metrics import METRICS, Counts
from reports.queries.answers import answer_to, counts_beside
from reports.queries.figures import Wanted
from reports.queries.questions import Question
from reports.queries.tallies import Tally

QUALITY = ("on_time_rate", "returned_rate", "reopened_rate", "rebound_rate", "missed_report_rate")
# What of it the rolled-up counts do not hold.
NOT_ROLLED = ("clues_returned", "clues_reopened", "rebound_rate", "missed_report_rate")
# Units are compared only where chance does not decide.
FEWEST_COMPARED = 30


def with_quality(
    found: Tally, dimension: str, wanted: Wanted, *, as_of: datetime, actor: Actor, also: tuple[str, ...] = ()
) -> dict[str, Counts]:
    """The counts of clues by county or unit, each with what came back, rebounded and was never reported."""
    first, *others = (METRICS[name] for name in (*NOT_ROLLED, *also))
    question = Question(first, wanted, as_of, actor, (dimension,), also=tuple(others))
    return counts_beside(found.by[dimension], answer_to(question).by[dimension])
