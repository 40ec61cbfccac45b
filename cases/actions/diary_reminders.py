"""In the evening: whoever keeps a diary is told, once a day, that its day is still empty."""

from datetime import date, datetime

from django.db.models import QuerySet

from cases.deadlines import Calendar
from cases.models import DiaryEntry, Satchel, SatchelStatus
from kernel.actor import SYSTEM
from kernel.days import local_day
from kernel.events import record


def remind_of_diaries(*, calendar: Calendar, at: datetime) -> int:
    """Remind of each satchel with a site that has no entry today; on a day off not where the decision spares it."""
    today, told = local_day(at), 0
    for satchel in waiting_for_entries(today).order_by("pk").select_for_update(of=("self",)):
        missing = _sites_left(satchel, today)
        if not missing or (satchel.rests_on_days_off and not calendar.is_working(today)):
            continue
        satchel.reminded_on = today
        satchel.save(update_fields=["reminded_on"])
        record(satchel, "satchel.diary_due", by=SYSTEM, at=at, data={"day": str(today), "sites": missing})
        told += 1
    return told


def waiting_for_entries(today: date) -> QuerySet[Satchel]:
    """The satchels that run today and were not reminded of yet."""
    running = Satchel.objects.filter(status__in=[SatchelStatus.OPEN, SatchelStatus.ACTIVE])
    return running.filter(opens_on__lte=today, ends_on__gte=today).exclude(reminded_on=today)


def _sites_left(satchel: Satchel, today: date) -> int:
    written = DiaryEntry.objects.filter(satchel=satchel, day=today).values_list("site", flat=True)
    return len(set(satchel.sites) - set(written))
