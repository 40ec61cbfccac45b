"""Whoever rewrites the past is found, and where."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from kernel.actor import SYSTEM
from kernel.events import Named, record
from kernel.ids import new_id
from kernel.models import Event, EventSeal
from kernel.seals import seal_events
from tests.databases import as_superuser

pytestmark = pytest.mark.usefixtures("db")


def told(count: int) -> list[Event]:
    """So many sealed events with words beside them."""
    now = timezone.now()
    events = [record(Named("t", new_id()), "t.told", by=SYSTEM, at=now, remarks={"text": f"{n}"}) for n in range(count)]
    seal_events()
    return events


def verified(*options: str) -> tuple[int, str]:
    """The command's exit and what it said."""
    out = StringIO()
    try:
        call_command("verify_log", *options, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue().strip()
    return 0, out.getvalue().strip()


def test_a_whole_log_is_said_to_be_whole() -> None:
    told(3)

    assert verified() == (0, "whole: 3 events")


def test_an_altered_event_is_named_by_its_position() -> None:
    second = told(3)[1]
    as_superuser("UPDATE kernel_event SET type = 't.untold' WHERE id = %s", str(second.id))

    position = EventSeal.objects.get(event_id=second.id).position
    assert verified() == (1, f"broken at position {position}: event {second.id}")


def test_words_that_were_exchanged_are_found() -> None:
    first = told(2)[0]
    as_superuser("UPDATE kernel_remark SET text = 'other words' WHERE event_id = %s", str(first.id))

    position = EventSeal.objects.get(event_id=first.id).position
    assert verified() == (1, f"altered words at position {position}: text")


def test_only_the_days_that_were_asked_for_are_read() -> None:
    told(2)
    today = timezone.localdate().isoformat()

    assert verified("--from", today, "--to", today) == (0, "whole: 2 events")
    assert verified("--to", "2020-01-01") == (0, "whole: 0 events")
