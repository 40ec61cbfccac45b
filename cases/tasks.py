"""What Celery does for cases: when news comes, when a turn comes, and every few seconds."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from agencies.channels import Outgoing, by_http, by_mail
from agencies.models import Person, Post
from agencies.queries.directory import one_directory, working_calendar
from cases.actions.calendar_clocks import recompute_by_calendar
from cases.actions.clocks import sweep_clocks
from cases.actions.diary_reminders import remind_of_diaries
from cases.actions.handling_start_runs import start_next_chunk
from cases.actions.kept_files import remove_file, remove_old_ledgers, remove_orphans
from cases.actions.ledger_queue import load_next_chunk
from cases.actions.missed_reports import sweep_missed_reports
from cases.actions.notices import tell_posts
from cases.actions.reminders import draft_reminders
from cases.actions.routing import route_clue_by_id
from kernel.actor import SYSTEM, Actor
from kernel.days import local_day
from kernel.deliveries import on_event
from kernel.events import Named, record
from kernel.models import Event
from kernel.turns import often, on_turn

# What leaves the platform says how many and nothing else.
REMINDER = "清源：您有%(count)s件新事项，请登录查看"
CHANNELS = {
    "email": lambda: by_mail(settings.DEFAULT_FROM_EMAIL),
    "http": lambda: by_http(settings.NOTICE_URL, settings.NOTICE_TOKEN),
}


@on_event("cases.route_clue")
def route_clue(event: Event) -> None:
    """A fresh clue is dispatched, proposed, or left to a person."""
    with one_directory():
        route_clue_by_id(event.subject_id, at=timezone.now())


@on_event("cases.tell_those_concerned")
def tell_those_concerned(event: Event) -> None:
    """The posts that the news names find a line in their inbox."""
    with one_directory():
        tell_posts(event, at=timezone.now())


@on_event("cases.load_ledger_chunk")
def load_ledger_chunk(event: Event) -> None:
    """A queued ledger goes on, a chunk for each event."""
    load_next_chunk(event.subject_id, by=importer_of(event), at=timezone.now())


@on_event("cases.take_source_into_handling")
def take_source_into_handling(event: Event) -> None:
    """A whole source is taken into handling, a chunk for each event."""
    start_next_chunk(event.subject_id, by=importer_of(event), at=timezone.now())


@on_event("cases.recompute_clocks")
def recompute_clocks(event: Event) -> None:
    """The days of a year arrived or were corrected: clocks are reckoned again, a chunk for each event."""
    now = timezone.now()
    if recompute_by_calendar(calendar=working_calendar(), at=now):
        record(Named(event.subject_type, event.subject_id), "calendar.clocks_recomputed", by=SYSTEM, at=now)


@often("cases.sweep_clocks")
def sweep_due_clocks() -> None:
    """Say what clocks have reached since the last time."""
    while sweep_clocks(at=timezone.now()):
        pass


@on_turn("cases.sweep_missed_reports")
def sweep_missing_reports(turn: datetime) -> None:
    """Say which progress reports did not come."""
    sweep_missed_reports(at=turn)


@often("cases.draft_reminders")
def draft_due_reminders() -> None:
    """In the hours that the office set, only where it chose a channel, and never on a day off."""
    now = timezone.localtime()
    asked = settings.NOTICE_CHANNEL in CHANNELS and now.hour in settings.NOTICE_HOURS
    if asked and working_calendar().is_working(local_day(now)):
        draft_reminders(at=now)


@on_turn("cases.remind_of_diaries")
def remind_empty_diaries(turn: datetime) -> None:
    """In the evening: the day's diary is still empty; a turn of yesterday that comes late reminds of nothing."""
    now = timezone.localtime()
    if local_day(turn, now.tzinfo) == local_day(now):
        remind_of_diaries(calendar=working_calendar(), at=now)


@on_event("cases.send_reminder")
def send_reminder(event: Event) -> None:
    """One thin sentence leaves the platform; whoever has no address there is told at the desk alone."""
    person = Person.objects.filter(pk=event.data["person"], is_active=True).first()
    if person and settings.NOTICE_CHANNEL in CHANNELS:
        _send(Outgoing(person.username, person.phone, person.email, REMINDER % event.data), settings.NOTICE_CHANNEL)


def _send(letter: Outgoing, channel: str) -> None:
    if letter.email if channel == "email" else letter.phone:
        CHANNELS[channel]()(letter)


@on_event("cases.destroy_file")
def destroy_file(event: Event) -> None:
    """An expunged attachment's bytes go at once; a second time there is nothing left to do."""
    if "path" in event.data:
        remove_file(Path(settings.MEDIA_ROOT), str(event.data["path"]))


@on_turn("cases.remove_unnamed_files")
def remove_unnamed_files(turn: datetime) -> None:
    """Nothing stays on disk that no row speaks of."""
    root = Path(settings.MEDIA_ROOT)
    remove_orphans(root, at=turn)
    remove_old_ledgers(root, at=turn)


def importer_of(event: Event) -> Actor:
    """Whoever asked for the import, in the post in which they asked."""
    person = Person.objects.filter(pk=event.person_id).first() if event.person_id else None
    agency, _colon, role = event.post.rpartition(":")
    post = (
        Post.objects.filter(person=person, agency=agency, role=role).select_related("agency").first()
        if person
        else None
    )
    return Actor(person=person, post=post)
