"""What was done to a record of the log since a reader saw it, in words."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Person
from kernel.listing import Shown, first_of
from kernel.models import Event
from kernel.news import words_of

MOST_CHANGES = 5


def record_since(_request: object, row: Any, seen: int) -> list[str]:
    """The newest few, of a record that this reader sees and may know all of."""
    return in_words(Event.objects.filter(subject_id=row.pk, version__gt=seen).order_by("-id"))


def in_words(newer: QuerySet[Any]) -> list[str]:
    """When, who and what of the newest events of whichever log, and how many more there are."""
    events = first_of(newer, MOST_CHANGES)
    names = dict(Person.objects.filter(pk__in={event.person_id for event in events}).values_list("pk", "name"))

    def line(event: Any) -> str:
        when = timezone.localtime(event.occurred_at)
        return f"{when:%m-%d %H:%M} {names.get(event.person_id, '')}：{words_of(event.type)}"

    return with_the_rest(events.each(line))


def with_the_rest(lines: Shown[str]) -> list[str]:
    """The lines, and one that says how many more there are."""
    return [*lines, *([_("另有%(count)s项") % {"count": lines.total - len(lines)}] if lines.is_cut else [])]
