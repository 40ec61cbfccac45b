"""One reminder a day to whoever has unread notices: drafted as a row and an event, sent by the worker."""

from collections import Counter
from datetime import datetime

from django.db.models import Count

from agencies.actions.sessions import named_person
from agencies.models import Person, Reminder
from agencies.queries.posts import recipients
from cases.models import Notice
from kernel.actor import SYSTEM
from kernel.days import local_day
from kernel.events import record


def draft_reminders(*, at: datetime) -> int:
    """Draft today's reminder for everybody with something unread who had none today; says how many."""
    today = local_day(at)
    waiting = _unread_by_person(at=at)
    told = set(Reminder.objects.filter(day=today, person__in=waiting).values_list("person_id", flat=True))
    for person in Person.objects.filter(pk__in=set(waiting) - told).order_by("pk"):
        _made, is_new = Reminder.objects.get_or_create(person=person, day=today, defaults={"count": waiting[person.pk]})
        if is_new:
            facts = {"person": person.pk, "count": waiting[person.pk]}
            record(named_person(person), "reminder.drafted", by=SYSTEM, at=at, data=facts)
    return len(set(waiting) - told)


def _unread_by_person(*, at: datetime) -> Counter[int]:
    """How many unread notices wait for each person, by the posts they hold or stand in for."""
    posts = Notice.objects.filter(read_at__isnull=True).values_list("post").annotate(count=Count("id")).order_by()
    waiting: Counter[int] = Counter()
    for post, count in posts:
        for recipient in recipients(post, on=local_day(at)):
            waiting[recipient.person.pk] += count
    return waiting
