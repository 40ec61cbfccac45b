"""The joint mechanism among the figures: counted by supervision, for the two organs alone."""

from datetime import datetime

from django.utils import timezone

from kernel.actor import Actor
from reports.metrics import Counts
from reports.queries.figures import Wanted
from reports.queries.tallies import Tally
from supervision.queries.mechanism import counts_of


def tally_mechanism(actor: Actor, wanted: Wanted, *, as_of: datetime) -> Tally:
    """The four limbs up to the day of an instant; nothing to whoever is of neither organ."""
    found = counts_of(actor, as_of=timezone.localdate(as_of), source=wanted.source)
    return Tally(
        Counts(
            items_shared_or_moved=found.items,
            joint_inspections=found.inspections,
            units_interviewed=found.units,
            persons_released=found.persons_by_case,
        )
    )
