"""The schedule: what Celery's beat sends, one line each, in the office's zone.

A turn of the calendar happens once, whoever says it and however late; what is sent every few seconds or minutes asks
the rows what is due, and does no harm when it is missed or comes twice.
"""

from collections.abc import Mapping
from typing import Any

from celery.schedules import crontab

SOON = 60


def schedule(*, diary_hour: int) -> dict[str, dict[str, Any]]:
    """The lines as CELERY_BEAT_SCHEDULE takes them, each under the name of its task."""
    often: Mapping[str, float] = {
        # what waits without a message is sent again, and turns that came are opened
        "kernel.republish_due": 2,
        "kernel.seal_logs": 1,
        # figures count what came since one by one, and few are quick
        "reports.follow_log": 2,
        # so that a one-hour clock warns to the minute
        "cases.sweep_clocks": 10,
        # after midnight, when a week, a month or an inspection's day has ended, as soon as figures have caught up
        "reports.take_weekly_reports": 600,
        "reports.take_monthly_reports": 600,
        "reports.take_mechanism_reports": 600,
        "reports.take_daily_reports": 600,
        # in the office's hours, where it chose a channel: one reminder a day for each person
        "cases.draft_reminders": 600,
    }
    turns = {
        # after midnight: weeks end on Sundays, months on their last day
        "cases.sweep_missed_reports": crontab(hour=0, minute=5),
        # at night, when nobody waits
        "kernel.purge_old_rows": crontab(hour=3, minute=10),
        # each day, months before it is needed
        "kernel.make_months_ahead": crontab(hour=3, minute=20),
        # at night: files of requests that were refused, and ledgers loaded a month ago
        "cases.remove_unnamed_files": crontab(hour=3, minute=30),
        # before the day begins: drafts wait on the desk, nothing is sent
        "supervision.climb_ladders": crontab(hour=6, minute=30),
        # before the day begins: reports that units owe after an interview
        "supervision.remind_of_reports": crontab(hour=6, minute=40),
        # in the evening, at the hour the office set: diaries whose day is still empty
        "cases.remind_of_diaries": crontab(hour=diary_hour, minute=0),
        # every hour, as soon as something was sealed: how far the logs have come, to where their owner is not
        "config.anchor_logs": crontab(minute=0),
    }
    return {
        # What is sent so often is not kept for a worker that was away; clocks of hosts may differ a little.
        **{
            name: {"task": name, "schedule": each, "options": {"expires": max(SOON, each)}}
            for name, each in often.items()
        },
        **{name: {"task": name, "schedule": turn} for name, turn in turns.items()},
    }
