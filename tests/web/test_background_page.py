"""The work of the background on a page: what waits, what failed, what was given up and is tried again."""

from typing import Any

import pytest
from celery import current_app
from django.utils import timezone

from cases.models import Clue
from kernel.models import Delivery, Event, Remark
from kernel.republishing import note_mark
from tests.cast import City, make_clue
from tests.web.readers import reader
from tests.workers import drain


def parked(city: City) -> tuple[Clue, Delivery]:
    """A clue whose routing was given up."""
    clue = make_clue(city)
    routing = Delivery.objects.get(task="cases.route_clue")
    Delivery.objects.filter(pk=routing.pk).update(dead_at=timezone.now(), attempts=8, last_error="OSError: 演示张三")
    return clue, routing


def test_what_was_given_up_is_shown_with_its_event_and_tried_again_with_a_reason(city: City) -> None:
    (clue, routing), client = parked(city), reader("sysadmin")

    shown = client.get("/background").content.decode()
    client.post(f"/background/{routing.pk}/again", {"reason": "网络已修复"})
    drain()

    assert ("clue.registered" in shown, "OSError" in shown, "演示张三" in shown) == (True, True, False)
    assert Clue.objects.get(pk=clue.pk).status == "dispatched"
    replayed = Event.objects.get(type="delivery.replayed")
    assert Remark.objects.get(event_id=replayed.id).text == "网络已修复"
    assert client.post(f"/background/{routing.pk}/again", {"reason": "再来"}).status_code == 404


@pytest.mark.parametrize("reason", ["", "  ", "字" * 501], ids=["none", "blank", "too long"])
def test_nothing_is_tried_again_without_a_reason_that_fits(city: City, reason: str) -> None:
    _clue, routing = parked(city)

    refused = reader("sysadmin").post(f"/background/{routing.pk}/again", {"reason": reason})

    assert refused.status_code == 400
    assert Delivery.objects.get(pk=routing.pk).dead_at is not None


def test_the_page_says_what_waits_in_each_queue_and_what_failed(city: City) -> None:
    make_clue(city)
    note_mark("routing", timezone.now().isoformat())
    Delivery.objects.filter(task="cases.route_clue").update(attempts=2, last_error="TimeoutError: x")

    page: Any = reader("sysadmin").get("/background").context

    routing = next(one for one in page["queues"] if one.name == "routing")
    assert (routing.rows, routing.read_up_to is not None) == (1, True)
    assert [(one.attempts, error) for one, _type, error in page["failing"]] == [(2, "TimeoutError")]
    assert {name for name, _next, _done in page["coming"]} >= {"supervision.climb_ladders", "config.anchor_logs"}


def test_without_a_broker_the_page_says_so_and_shows_the_rows(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    make_clue(city)
    monkeypatch.setattr(current_app.conf, "broker_read_url", "redis://127.0.0.1:1/0")

    page = reader("sysadmin").get("/background")

    assert "消息服务器没有回应" in page.content.decode()
    assert [one.rows for one in page.context["queues"] if one.name == "routing"] == [1]
