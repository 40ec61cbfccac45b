"""Two people at the same records in the same moment: one is first, the other is told so, and nobody waits in a ring."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from agencies.models import Agency
from cases.models import Clue, Task
from kernel.deadlocks import begun_again, lock_in_order
from tests.cases.situations import clue_in
from tests.cases.tasks import do, prepare, task_in
from tests.cast import NOON, City, make_clue
from tests.conftest import ApiOf
from tests.web.readers import reader

PAIRS = 16
DONE, TOLD = {200, 201, 302}, {409, 412, 422}
pytestmark = pytest.mark.django_db(transaction=True)
Hand = Callable[[], int]


def at_once(*hands: Hand) -> list[int]:
    """What each hand is answered that acts at the same moment, on a connection of its own."""
    together = Barrier(len(hands))

    def act(hand: Hand) -> int:
        together.wait()
        try:
            return hand()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(hands)) as pool:
        return list(pool.map(act, hands))


def by_page(username: str, path: str, form: dict[str, Any] | None = None) -> Hand:
    """Somebody sends a verb's form."""
    client = reader(username)
    client.raise_request_exception = False
    return lambda: int(client.post(path, form or {}).status_code)


def by_rest(api: ApiOf, username: str, path: str, body: dict[str, Any] | None = None) -> Hand:
    """Somebody calls the verb's address."""
    client = api(username)
    client.raise_request_exception = False
    return lambda: int(client.post(f"/api/v1{path}", body or {}).status_code)


def one_was_first(answers: list[int]) -> bool:
    """Say whether one was done and the other refused in words."""
    return sorted(answer in DONE for answer in answers) == [False, True] and set(answers) <= DONE | TOLD


@pytest.mark.parametrize("door", ["page", "rest"])
def test_two_clues_merged_into_each_other_end_in_one(
    city: City, api: ApiOf, caplog: pytest.LogCaptureFixture, door: str
) -> None:
    found = []
    for _pair in range(PAIRS):
        one, other = make_clue(city), make_clue(city)
        ways = [(one, other), (other, one)]
        paths = [(f"/clues/{clue.pk}/actions/merge", {"into": str(into.pk)}) for clue, into in ways]
        hands = [by_page("dispatcher", *way) if door == "page" else by_rest(api, "dispatcher", *way) for way in paths]
        found.append(at_once(*hands))

    assert [answers for answers in found if not one_was_first(answers)] == []
    assert "deadlock" not in caplog.text


def test_a_clue_unmerged_while_its_target_is_merged_waits_in_no_ring(city: City) -> None:
    found = []
    for _pair in range(PAIRS):
        one, other, third = make_clue(city), make_clue(city), make_clue(city)
        by_page("dispatcher", f"/clues/{one.pk}/actions/merge", {"into": str(other.pk)})()
        found += at_once(
            by_page("dispatcher", f"/clues/{one.pk}/actions/unmerge", {"reason": "并非同一问题"}),
            by_page("director2", f"/clues/{other.pk}/actions/merge", {"into": str(one.pk)}),
            by_page("director2", f"/clues/{third.pk}/actions/merge", {"into": str(one.pk)}),
        )

    assert set(found) <= DONE | TOLD


@pytest.mark.parametrize("door", ["page", "rest"])
def test_of_two_dispatches_of_one_clue_one_is_first(city: City, api: ApiOf, door: str) -> None:
    found = []
    for _pair in range(PAIRS):
        clue = clue_in(city, "registered")
        path = f"/clues/{clue.pk}/actions/dispatch"
        wishes = [("dispatcher", "321181-hb"), ("director2", "321112-hb")]
        if door == "page":
            hands = [by_page(who, path, {"lead_agency": lead, "version": str(clue.version)}) for who, lead in wishes]
        else:
            hands = [by_rest(api, who, path, {"lead_agency": lead}) for who, lead in wishes]
        found.append(at_once(*hands))

    if door == "page":
        assert [answers for answers in found if not one_was_first(answers)] == []
    assert {answer for answers in found for answer in answers} <= DONE | TOLD


def test_of_two_confirmed_write_offs_of_one_task_one_is_first(city: City) -> None:
    found = []
    with time_machine.travel(NOON):
        for _pair in range(PAIRS):
            task = prepare(task_in(city, "publicised"), "request_write_off")
            task = do(city, task, "request_write_off", by="unithead")
            path = f"/tasks/{task.pk}/actions/confirm_write_off"
            version = {"version": str(task.version)}
            found.append(at_once(by_page("rectifier", path, version), by_page("director2", path, version)))

    assert [answers for answers in found if not one_was_first(answers)] == []
    assert set(Task.objects.values_list("status", flat=True)) == {"written_off"}


def test_of_two_confirmed_write_offs_of_one_clue_one_is_first(city: City) -> None:
    found = []
    for _pair in range(PAIRS):
        clue = clue_in(city, "closed", write_off_asked_agency="321181-hb")
        path = f"/clues/{clue.pk}/actions/confirm_write_off"
        version = {"version": str(clue.version)}
        found.append(at_once(by_page("dispatcher", path, version), by_page("director2", path, version)))

    assert [answers for answers in found if not one_was_first(answers)] == []


def test_a_transaction_that_lost_a_deadlock_is_begun_again(city: City) -> None:
    first, second = sorted((make_clue(city).pk, make_clue(city).pk))
    together, turns = Barrier(2), []

    def locking(*order: object) -> Hand:
        def work() -> int:
            turns.append(order)
            with transaction.atomic():
                lock_in_order(Clue, order[:1])
                if len(turns) <= 2:
                    together.wait()
                lock_in_order(Clue, order[1:])
            return 200

        return lambda: begun_again(work)

    assert at_once(locking(first, second), locking(second, first)) == [200, 200]
    assert len(turns) == 3


def test_rows_are_locked_in_one_order_whoever_names_them(city: City) -> None:
    ids = [make_clue(city).pk for _turn in range(2)]

    def locking(*order: object) -> Hand:
        def work() -> int:
            with transaction.atomic():
                lock_in_order(Clue, order)
            return 200

        return work

    found = [at_once(locking(*ids), locking(*reversed(ids))) for _pair in range(PAIRS)]

    assert {answer for answers in found for answer in answers} == {200}
    assert Agency.objects.exists()
