"""The schedule: what happens by the clock, one line each. Turns fire once, whoever starts late."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from cases import subscribers as cases
from config import anchoring
from kernel import housekeeping
from kernel.schedule import DailyAt, Every
from reports import subscribers as reports
from supervision import subscribers as supervision

ZONE = ZoneInfo(settings.TIME_ZONE)

SCHEDULE: dict[str, Every | DailyAt] = {
    # every ten seconds, so that a one-hour clock warns to the minute
    "sweep_clocks": Every(timedelta(seconds=10), cases.sweep_due_clocks),
    # every few seconds: figures count what came since one by one, and few are quick
    "follow_the_log": Every(timedelta(seconds=2), reports.follow_the_log),
    # after midnight, when a week, a month or an inspection's day has ended, or as soon as figures have caught up
    "take_due_reports": Every(timedelta(minutes=10), reports.take_due_reports),
    # after midnight: weeks end on Sundays, months on their last day
    "sweep_missed_reports": DailyAt(0, 5, ZONE, cases.sweep_missing_reports),
    # before the day begins: drafts wait on the desk, nothing is sent
    "climb_ladders": DailyAt(6, 30, ZONE, supervision.climb_ladders),
    # before the day begins: reports that units owe after an interview
    "remind_reports": DailyAt(6, 40, ZONE, supervision.remind_reports),
    # in the office's hours, where it chose a channel: one reminder a day for each person
    "draft_due_reminders": Every(timedelta(minutes=10), cases.draft_due_reminders),
    # in the evening, at the hour the office set: diaries whose day is still empty
    "remind_diaries": DailyAt(settings.DIARY_HOUR, 0, ZONE, cases.remind_empty_diaries),
    # at night, when nobody waits
    "purge_old_rows": DailyAt(3, 10, ZONE, housekeeping.purge_old_rows),
    # at night: files of requests that were refused, and ledgers loaded a month ago
    "remove_unnamed_files": DailyAt(3, 30, ZONE, cases.remove_unnamed_files),
    # every hour, as soon as something was sealed: how far the logs have come, to where their owner is not
    "anchor_the_logs": Every(timedelta(hours=1), anchoring.anchor_the_logs),
    # each day, months before it is needed
    "make_months_ahead": DailyAt(3, 20, ZONE, housekeeping.make_months_ahead),
}
