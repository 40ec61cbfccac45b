"""How well clues were handled: in time, returned, reopened, rated, and what is counted apart."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from cases.actions.clues import Reason
from cases.actions.dispatches import Dispatch, dispatch_clue
from cases.actions.investigations import Report, close_clue, investigate_clue, reopen_clue, report_clue, send_back_clue
from cases.actions.ratings import Rate, rate_clue
from cases.models import Clue, LedgerImport, PublicFacts
from kernel.errors import GuardUnmet
from kernel.models import Event
from kernel.verbs import Nothing
from tests.cases.situations import clue_in
from tests.cast import NOON, City, make_clue
from tests.conftest import ApiOf
from tests.reports.city import roll_up

DAY = timedelta(days=1)


def asked(api: ApiOf, metric: str, *, after: timedelta = timedelta(), **query: str) -> Any:
    """The answer so long after noon."""
    with time_machine.travel(NOON + after + timedelta(seconds=1)):
        body = api("intake").get("/api/v1/metrics", {"metric": metric, **query}).json()
    return (body["numerator"], body["denominator"], body["value"])


def test_a_returned_result_counts_once_from_its_first_return(city: City, api: ApiOf) -> None:
    clue, _other = clue_in(city, "reported"), clue_in(city, "reported")
    for shift in (DAY, 3 * DAY):
        send_back_clue(clue, Reason("现场仍有异味"), by=city.actor("dispatcher"), at=NOON + shift)
        result = Report("substantiated", "属实", "已停产整改")
        report_clue(clue, result, by=city.actor("unithead"), at=NOON + shift + DAY)

    assert asked(api, "returned_rate") == (0, 2, "0.00")
    assert asked(api, "returned_rate", after=2 * DAY) == (1, 2, "50.00")
    assert asked(api, "clues_returned", after=9 * DAY) == (None, None, 1)
    clue.refresh_from_db()
    assert clue.first_returned_at == NOON + DAY


def test_a_clue_reopened_twice_counts_once_and_not_before(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "closed")
    director = city.actor("director")
    reopen_clue(clue, Reason("反弹"), by=director, at=NOON + DAY)
    Clue.objects.filter(pk=clue.pk).update(status="closed", closed_at=NOON + 2 * DAY)
    clue.refresh_from_db()
    reopen_clue(clue, Reason("再次反弹"), by=director, at=NOON + 3 * DAY)

    assert asked(api, "clues_reopened")[2] == 0
    assert asked(api, "reopened_rate", after=2 * DAY) == (1, 1, "100.00")
    assert asked(api, "clues_reopened", after=4 * DAY)[2] == 1


@pytest.fixture(params=["from the clues", "from the roll-ups"])
def told(request: pytest.FixtureRequest) -> Callable[[], None]:
    """Asked before the roll-ups know of anything, and after."""
    return roll_up if request.param == "from the roll-ups" else lambda: None


def test_a_clue_is_taken_up_in_time_within_fifteen_days(city: City, api: ApiOf, told: Callable[[], None]) -> None:
    late, prompt, _waiting = (make_clue(city, at=NOON, channel="letter") for _number in range(3))
    for clue, shift in ((late, 15 * DAY + timedelta(seconds=1)), (prompt, 15 * DAY)):
        into = Dispatch(city.agencies["321181-hb"], handling_summary="夜间异味")
        dispatch_clue(clue, into, by=city.actor("dispatcher"), at=NOON + shift)
    told()

    assert asked(api, "acceptance_on_time_rate", after=14 * DAY) == (0, 0, None)
    assert asked(api, "acceptance_on_time_rate", after=15 * DAY) == (1, 3, "33.33")
    assert asked(api, "acceptance_on_time_rate", after=30 * DAY) == (1, 3, "33.33")


def test_days_overdue_are_counted_from_the_day_after_the_deadline(
    city: City, api: ApiOf, told: Callable[[], None]
) -> None:
    for due in (NOON, NOON + 3 * DAY, None):
        clue = clue_in(city, "signed", due_at=due)
        investigate_clue(clue, Nothing(), by=city.actor("handler"), at=NOON)
    told()

    assert asked(api, "clue_days_overdue")[2] == 0
    assert asked(api, "clue_days_overdue", after=timedelta(hours=12))[2] == 1
    assert asked(api, "clue_days_overdue", after=5 * DAY)[2] == 5 + 2
    assert asked(api, "clues_overdue", after=5 * DAY)[2] == 2
    assert asked(api, "clues_without_due", after=5 * DAY)[2] == 1


def test_who_was_invited_may_answer_once_and_both_rates_tell(city: City, api: ApiOf) -> None:
    clues = [clue_in(city, "closed") for _number in range(4)]
    intake = city.actor("intake")
    for clue, answers in zip(clues, (["invited"], ["invited", "satisfied"], ["dissatisfied"], []), strict=True):
        for step, answer in enumerate(answers):
            rate_clue(clue, Rate(answer), by=intake, at=NOON + step * DAY)

    assert asked(api, "rating_rate") == (1, 3, "33.33")
    assert asked(api, "rating_rate", after=DAY) == (2, 3, "66.67")
    assert asked(api, "satisfaction_rate", after=DAY) == (1, 2, "50.00")
    with pytest.raises(GuardUnmet) as refused:
        rate_clue(clues[2], Rate("satisfied"), by=intake, at=NOON + 2 * DAY)
    assert [error.code for error in refused.value.errors] == ["already_rated"]
    assert Event.objects.filter(type="clue.rated").values_list("data", flat=True)[0] == {"answer": "invited"}


def test_published_measures_are_summed_where_they_were_published(city: City, api: ApiOf) -> None:
    run = LedgerImport.objects.create(source="old", file_name="公开表.csv", started_at=NOON)
    for ordered, detained in ((2, None), (3, 1)):
        clue = make_clue(city, at=NOON)
        Clue.objects.filter(pk=clue.pk).update(ledger_import=run)
        PublicFacts.objects.create(clue=clue, ordered_to_rectify=ordered, administratively_detained=detained)

    assert asked(api, "units_ordered")[2] == 5
    assert asked(api, "administrative_detentions")[2] == 1
    assert asked(api, "criminal_detentions")[2] == 0


def test_quality_is_parted_as_clues_are(city: City, api: ApiOf, told: Callable[[], None]) -> None:
    clue = clue_in(city, "reported")
    send_back_clue(clue, Reason("未到现场"), by=city.actor("dispatcher"), at=NOON)
    make_clue(city, at=NOON, pollution_types=("air", "water"))
    told()

    with time_machine.travel(NOON + DAY):
        body = api("intake").get("/api/v1/metrics?metric=returned_rate&group_by=pollution_type").json()

    found = {group["key"]: (group["numerator"], group["denominator"]) for group in body["groups"]}
    assert (found["air"], found["water"], found["noise"]) == ((1, 2), (0, 1), (0, 0))


def test_a_closed_clue_keeps_its_closing_when_it_is_rated(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "reported")
    close_clue(clue, Nothing(), by=city.actor("director"), at=NOON)
    before = asked(api, "closure_rate_strict")

    rate_clue(clue, Rate("satisfied"), by=city.actor("intake"), at=NOON)

    assert asked(api, "closure_rate_strict") == before == (1, 1, "100.00")
