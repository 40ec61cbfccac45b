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


# A table of figures has these columns wherever it is printed; one name is one definition.
COLUMNS = ("clues_received", "clues_closed", "clues_open", "clues_overdue", "closure_rate_strict", "on_time_rate")
QUALITY_COLUMNS = tuple(dict.fromkeys((*COLUMNS, *QUALITY)))


def is_ranked(counts: Counts) -> bool:
    """Say whether a unit is ranked: by what its strict closure rate is divided by, on paper and on the page alike."""
    return counts.received - counts.not_accepted >= FEWEST_COMPARED


def with_quality(
    found: Tally, dimension: str, wanted: Wanted, *, as_of: datetime, actor: Actor, also: tuple[str, ...] = ()
) -> dict[str, Counts]:
    """The counts of clues by county or unit, each with what came back, rebounded and was never reported."""
    first, *others = (METRICS[name] for name in (*NOT_ROLLED, *also))
    question = Question(first, wanted, as_of, actor, (dimension,), also=tuple(others))
    return counts_beside(found.by[dimension], answer_to(question).by[dimension])
