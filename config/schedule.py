"""The schedule: what happens by the clock, one line each. Turns fire once, whoever starts late."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from cases import subscribers as cases
from kernel import housekeeping
from kernel.schedule import DailyAt, Every

ZONE = ZoneInfo(settings.TIME_ZONE)

SCHEDULE: dict[str, Every | DailyAt] = {
    # every ten seconds, so that a one-hour clock warns to the minute
    "sweep_clocks": Every(timedelta(seconds=10), cases.sweep_due_clocks),
    # at night, when nobody waits
    "purge_old_rows": DailyAt(3, 10, ZONE, housekeeping.purge_old_rows),
    # at night: files of requests that were refused, and ledgers loaded a month ago
    "remove_unnamed_files": DailyAt(3, 30, ZONE, cases.remove_unnamed_files),
    # each day, months before it is needed
    "make_months_ahead": DailyAt(3, 20, ZONE, housekeeping.make_months_ahead),
}
