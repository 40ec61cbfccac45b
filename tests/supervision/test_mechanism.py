"""The joint mechanism: four limbs counted as of a day, interviews approved by both sides, totals as released."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kernel.actor import Actor
from kernel.errors import GuardUnmet
from kernel.verbs import Nothing
from supervision.actions.handovers import Release, Send, release_referral, send_referral
from supervision.actions.mechanism import (
    Inspect,
    ProposeInterview,
    PublishTotal,
    Share,
    approve_interview,
    hold_interview,
    inspect_jointly,
    propose_interview,
    publish_total,
    share_item,
)
from supervision.models import Interview, SharedItem
from supervision.queries.mechanism import MechanismCounts, counts_of
from tests.cast import NOON, City
from tests.supervision.situations import referral_in
from tests.web.readers import reader

AT = datetime(2021, 11, 30, 4, tzinfo=UTC)
DAY = date(2021, 11, 30)


def interview(city: City, *units: str, **changes: Any) -> Interview:
    """Proposed by the office."""
    facts: dict[str, Any] = {"on": DAY, "ground": "key_task_not_done", "units": tuple(city.agencies[u] for u in units)}
    with transaction.atomic():
        return propose_interview(ProposeInterview(**{**facts, **changes}), by=city.actor("dispatcher"), at=AT)


def approve(row: Interview, by: Actor) -> Interview:
    """Approve for the actor's side."""
    with transaction.atomic():
        return approve_interview(row, Nothing(), by=by, at=AT)


def held(city: City, *units: str, **changes: Any) -> Interview:
    """Approved by both sides, and held."""
    row = interview(city, *units, **changes)
    for username in ("director2", "discipline"):
        approve(row, city.actor(username))
    with transaction.atomic():
        return hold_interview(row, Nothing(), by=city.actor("dispatcher"), at=AT)


def test_the_four_limbs_are_counted_as_of_a_day_and_by_source(city: City) -> None:
    office = city.actor("director2")
    with transaction.atomic():
        for number in range(3):
            share_item(Share("shared", DAY, f"第{number}条", "zhenjiang"), by=office, at=AT)
        inspect_jointly(Inspect(DAY, "秋冬季扬尘", source="zhenjiang"), by=office, at=AT)
        share_item(Share("moved", date(2021, 11, 29), "别处", "other"), by=office, at=AT)
    held(city, "321181", "321112", source="zhenjiang", principals=2)

    counts = counts_of(office, as_of=DAY, source="zhenjiang")

    assert counts == MechanismCounts(items=3, inspections=1, units=2, principals=4, persons_by_case=0, persons=None)
    assert counts_of(office, as_of=date(2021, 11, 29)).items == 1


def test_a_unit_interviewed_twice_is_one_unit(city: City) -> None:
    held(city, "321181")
    held(city, "321181", "321112")

    assert counts_of(city.actor("director2"), as_of=DAY).units == 2


@pytest.mark.parametrize("username", ["handler", "leader", "sysadmin"])
def test_to_everybody_else_the_mechanism_counts_nothing_and_has_no_page(city: City, username: str) -> None:
    held(city, "321181")

    assert counts_of(city.actor(username), as_of=DAY) == MechanismCounts(0, 0, 0, 0, 0, None)
    assert reader(username).get("/joint/").status_code == 404


def test_an_interview_takes_place_after_both_sides_approved(city: City) -> None:
    row = interview(city, "321181")
    approve(row, city.actor("director2"))
    approve(row, city.actor("director2"))
    assert row.status == "proposed"

    approve(row, city.actor("discipline"))

    assert row.status == "approved"


def test_the_database_holds_no_interview_that_one_side_alone_approved(city: City) -> None:
    row = interview(city, "321181")

    with pytest.raises(IntegrityError, match="approved_by_both_sides"), transaction.atomic():
        Interview.objects.filter(pk=row.pk).update(status="held", office_approved_at=NOON)


def test_another_ground_needs_its_reason(city: City) -> None:
    with pytest.raises(GuardUnmet) as refusal:
        interview(city, "321181", ground="other")

    assert [error.pointer for error in refusal.value.errors] == ["/reason"]


def test_a_referral_that_is_sent_counts_as_moved_once(city: City) -> None:
    referral = referral_in("approved", source="zhenjiang", at=AT)
    with transaction.atomic():
        send_referral(referral, Send("演〔2026〕6号"), by=city.actor("director2"), at=AT)

    assert SharedItem.objects.get().referral_id == referral.pk
    assert counts_of(city.actor("director2"), as_of=DAY).items == 1
    assert counts_of(city.actor("director"), as_of=DAY).items == 0


def test_what_one_case_released_is_not_the_total_of_the_mechanism(city: City) -> None:
    referral = referral_in("received", at=AT)
    with transaction.atomic():
        release_referral(referral, Release("disposed", DAY, persons=6), by=city.actor("discipline"), at=AT)

    counts = counts_of(city.actor("director2"), as_of=DAY)

    assert (counts.persons_by_case, counts.persons) == (6, None)
    assert counts_of(city.actor("director2"), as_of=date(2021, 11, 29)).persons_by_case == 0
    shown = reader("director2").get("/joint/?as_of=2021-11-30").content.decode()
    assert "<b>未公布</b>" in shown


def test_the_organ_alone_publishes_a_total(city: City) -> None:
    with transaction.atomic():
        publish_total(PublishTotal(DAY, "全市", persons=12), by=city.actor("discipline"), at=AT)

    assert counts_of(city.actor("director2"), as_of=DAY).persons == 12
    assert reader("director2").post("/joint/totals/new", {"on": "2021-11-30", "scope": "全市"}).status_code == 403


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("items", {"kind": "shared", "on": "2021-11-30", "title": "通报整改进展"}),
        ("inspections", {"on": "2021-11-30", "theme": "秋冬季扬尘"}),
        ("interviews", {"on": "2021-11-30", "ground": "quality_worse", "units": ["321181"], "principals": "1"}),
    ],
)
def test_a_record_is_written_down_on_its_page(city: City, path: str, body: dict[str, Any]) -> None:
    answer = reader("dispatcher").post(f"/joint/{path}/new", body)

    assert answer.status_code == 302, answer.content.decode()
    assert reader("discipline").get(answer["Location"]).status_code == 200


def test_an_interview_is_approved_and_held_on_its_page(city: City) -> None:
    row = interview(city, "321181")
    for username, verb in (("director2", "approve"), ("discipline", "approve"), ("dispatcher", "hold")):
        assert reader(username).post(f"/interviews/{row.pk}/actions/{verb}").status_code == 302

    row.refresh_from_db()
    assert (row.status, row.report_due) == ("held", date(2021, 12, 30))
