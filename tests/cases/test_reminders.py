"""A reminder leaves the platform once a day, says nothing of the matter, and only where the office wants it."""

import json
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from pytest_django import Settings

from agencies.channels import Outgoing, by_http
from agencies.models import Person, Reminder
from cases.actions.reminders import draft_reminders
from cases.models import Notice
from cases.tasks import draft_due_reminders, send_reminder
from kernel.ids import new_id
from kernel.models import Delivery, Event
from tests.cast import NOON, City

MORNING = datetime(2026, 11, 16, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def notices(city: City) -> None:
    """Two unread lines for the head of 丹阳, one that was read."""
    Person.objects.filter(username="unithead").update(email="unithead@example.org", phone="13800000000")
    for read_at in (None, None, NOON):
        line: dict[str, Any] = {"post": "321181-hb:unithead", "kind": "clue.dispatched", "at": NOON, "read_at": read_at}
        Notice.objects.create(event_id=new_id(), subject_id=new_id(), **line)


def drafted() -> Event:
    """The one drafted reminder."""
    return Event.objects.get(type="reminder.drafted")


@pytest.mark.usefixtures("notices")
def test_a_reminder_is_drafted_once_a_day_with_a_delivery_for_the_worker() -> None:
    drafts = [draft_reminders(at=MORNING), draft_reminders(at=MORNING)]

    assert (drafts, Reminder.objects.get().count) == ([1, 0], 2)
    assert Delivery.objects.get(event_id=drafted().pk).task == "cases.send_reminder"
    assert draft_reminders(at=MORNING.replace(day=17)) == 1


@pytest.mark.usefixtures("notices")
def test_a_mail_says_how_many_and_nothing_of_the_matter(settings: Settings) -> None:
    settings.NOTICE_CHANNEL = "email"
    draft_reminders(at=MORNING)

    send_reminder(drafted())

    [letter] = mail.outbox
    assert (letter.to, letter.body) == (["unithead@example.org"], "清源：您有2件新事项，请登录查看")


@pytest.mark.usefixtures("notices")
def test_nothing_leaves_while_no_channel_is_chosen_or_there_is_no_address(settings: Settings) -> None:
    draft_reminders(at=MORNING)
    send_reminder(drafted())
    settings.NOTICE_CHANNEL = "email"
    Person.objects.update(email="")

    send_reminder(drafted())

    assert mail.outbox == []


@pytest.mark.usefixtures("notices")
@pytest.mark.parametrize(
    ("channel", "hours", "count"), [("off", range(24), 0), ("email", range(0), 0), ("email", range(24), 1)]
)
def test_reminders_are_drafted_in_the_offices_hours_where_it_chose_a_channel(
    settings: Settings, channel: str, hours: range, count: int
) -> None:
    settings.NOTICE_CHANNEL, settings.NOTICE_HOURS = channel, hours

    with time_machine.travel(MORNING, tick=False):
        draft_due_reminders()

    assert Reminder.objects.count() == count


@pytest.mark.usefixtures("notices")
@pytest.mark.parametrize(
    ("day", "count"),
    [
        ("2026-11-20", 1),  # Friday
        ("2026-11-21", 0),  # Saturday
        ("2026-11-22", 0),  # Sunday
        ("2026-01-01", 0),  # New Year's Day, a Thursday
        ("2026-02-28", 1),  # a Saturday on which offices work
    ],
)
def test_nobody_is_reminded_on_a_day_off(settings: Settings, day: str, count: int) -> None:
    settings.NOTICE_CHANNEL, settings.NOTICE_HOURS = "email", [9]

    with time_machine.travel(datetime.fromisoformat(f"{day}T09:00:00+08:00"), tick=False):
        draft_due_reminders()

    assert Reminder.objects.count() == count


class Gateway(BaseHTTPRequestHandler):
    """An office's gateway for messages."""

    heard: ClassVar[list[Any]] = []
    status: ClassVar[int] = 200

    def do_POST(self) -> None:
        """Take a message."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.heard.append((self.headers["Authorization"], body))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the library's name
        """Say nothing."""


@pytest.fixture
def gateway() -> Iterator[str]:
    """Its address."""
    Gateway.heard.clear()
    Gateway.status = 200
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/send"
    server.shutdown()
    server.server_close()


def test_a_gateway_gets_one_thin_message_with_its_token(gateway: str) -> None:
    by_http(gateway, "secret")(Outgoing("unithead", "13800000000", "", "您有1件新事项"))

    assert Gateway.heard == [
        ("Bearer secret", {"username": "unithead", "phone": "13800000000", "text": "您有1件新事项"})
    ]


def test_a_gateway_that_refuses_is_a_failure_for_the_worker_to_repeat(gateway: str) -> None:
    Gateway.status = 500

    with pytest.raises(OSError, match="500"):
        by_http(gateway, "secret")(Outgoing("unithead", "13800000000", "", "您有1件新事项"))
