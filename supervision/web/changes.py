"""What was done to a record of the compartment since a reader saw it, in words, from the compartment's own log."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from agencies.models import Person
from supervision.models import ReferralEvent
from supervision.news import WORDS

MOST_CHANGES = 5


def apart_since(_request: HttpRequest, row: Any, seen: int) -> list[str]:
    """The newest few, of a record that this reader sees."""
    newer = ReferralEvent.objects.filter(subject_id=row.pk, version__gt=seen).order_by("-occurred_at", "-id")
    events = list(newer[:MOST_CHANGES])
    people = dict(Person.objects.filter(pk__in={event.person_id for event in events}).values_list("pk", "name"))
    return [
        f"{timezone.localtime(event.occurred_at):%m-%d %H:%M} {people.get(event.person_id or 0, '')}："
        f"{WORDS.get(event.type, '')}"
        for event in events
    ]
