"""What was done to a record of the compartment since a reader saw it, in words, from the compartment's own log."""

from typing import Any

from agencies.queries.changes import in_words
from supervision.models import ReferralEvent


def apart_since(_request: object, row: Any, seen: int) -> list[str]:
    """The newest few, of a record that this reader sees."""
    return in_words(ReferralEvent.objects.filter(subject_id=row.pk, version__gt=seen).order_by("-occurred_at", "-id"))
