"""Clues about one matter, clues about several, and what is put right, watched and struck off."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from agencies.models import Person, Post
from cases.models import Clock, Clue
from kernel.models import Event, Remark
from tests.cases.situations import clue_in, the_other_clue
from tests.cast import NOON, City, make_clue
from tests.conftest import ApiOf


def act(api: ApiOf, who: str, clue: Clue, verb: str, **body: object) -> tuple[int, dict[str, object]]:
    """The answer to a verb."""
    response = api(who).post(f"/api/v1/clues/{clue.pk}/actions/{verb}", body)
    return response.status_code, response.json()


def codes(body: dict[str, object]) -> list[str]:
    """The codes of all faults."""
    return [error["code"] for error in body["errors"]]  # type: ignore[attr-defined]


def received(api: ApiOf) -> int:
    """How many clues the office counts."""
    value: int = api("director").get("/api/v1/metrics?metric=clues_received").json()["value"]
    return value


def test_two_clues_about_one_matter_count_once_until_they_are_unmerged(city: City, api: ApiOf) -> None:
    one, other = make_clue(city), make_clue(city)

    _status, merged = act(api, "dispatcher", one, "merge", into=str(other.pk))
    counted = received(api)
    _status, apart = act(api, "dispatcher", one, "unmerge", reason="并非同一问题")

    assert (merged["status"], merged["duplicate_of"], merged["closure"], counted) == ("merged", str(other.pk), None, 1)
    assert (apart["status"], apart["duplicate_of"], received(api)) == ("registered", None, 2)
    assert [clock["state"] for clock in apart["clocks"]] == ["cancelled", "running"]  # type: ignore[attr-defined]
    assert Clock.objects.get(subject_id=one.pk, state="running").due_at == one.due_at


def test_the_clue_that_goes_on_says_that_it_came_again(city: City, api: ApiOf) -> None:
    one, other = make_clue(city), make_clue(city)

    act(api, "dispatcher", one, "merge", into=str(other.pk))

    assert api("dispatcher").get(f"/api/v1/clues/{other.pk}").json()["marks"] == ["repeat"]
    assert Event.objects.get(type="clue.repeat_joined").subject_id == other.pk


def test_a_clue_is_merged_neither_into_itself_nor_into_one_that_counts_nowhere(city: City, api: ApiOf) -> None:
    one, gone = make_clue(city), clue_in(city, "void")

    own = act(api, "dispatcher", one, "merge", into=str(one.pk))
    void = act(api, "dispatcher", one, "merge", into=str(gone.pk))
    unknown = act(api, "dispatcher", one, "merge", into="no-id")

    assert (own[0], codes(own[1])) == (422, ["same_clue"])
    assert (void[0], codes(void[1])) == (422, ["target_not_counted"])
    assert (unknown[0], unknown[1]["code"]) == (400, "invalid")


def test_the_database_refuses_a_merged_clue_without_the_other(city: City) -> None:
    clue = make_clue(city)

    with pytest.raises(IntegrityError, match="clue_merged_iff_it_names_the_other"), transaction.atomic():
        Clue.objects.filter(pk=clue.pk).update(status="merged")


def test_a_split_registers_each_matter_as_received_when_the_whole_was(city: City, api: ApiOf) -> None:
    clue = make_clue(city)
    parts = [
        {"description": "夜间废气"},
        {"description": "河道黑臭", "region_code": "321112", "pollution_types": ["water"]},
    ]

    status, _body = act(api, "dispatcher", clue, "split", parts=parts)

    made = list(Clue.objects.filter(split_from=clue).order_by("id"))
    assert status == 200
    assert [(one.region_id, one.pollution_types, one.received_at) for one in made] == [
        ("321181", ["air"], clue.received_at),
        ("321112", ["water"], clue.received_at),
    ]
    assert Event.objects.get(type="clue.split").data["clues"] == [str(one.pk) for one in made]


def test_a_fault_in_one_part_is_named_and_no_part_is_registered(city: City, api: ApiOf) -> None:
    clue = make_clue(city)

    status, body = act(api, "dispatcher", clue, "split", parts=[{"description": "甲"}, {"region_code": "999999"}])

    pointers = [error["pointer"] for error in body["errors"]]  # type: ignore[attr-defined]
    assert (status, sorted(pointers)) == (400, ["/parts/1/description", "/parts/1/region_code"])
    assert not Clue.objects.filter(split_from=clue).exists()


def test_a_comment_is_no_answer_to_a_supervision_and_a_report_is(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "investigating")

    _status, body = act(api, "dispatcher", clue, "supervise", level="listed", reply_due="2099-06-30")
    act(api, "dispatcher", clue, "comment", text="请尽快回复")
    still = Clock.objects.get(subject_id=clue.pk, kind="answer").state
    act(api, "handler", clue, "comment", text="已停产整改")
    commented = Clock.objects.get(subject_id=clue.pk, kind="answer").state
    act(api, "unithead", clue, "report", verdict="substantiated", findings="属实", measures="已停产整改")

    answer = next(clock for clock in body["clocks"] if clock["kind"] == "answer")  # type: ignore[attr-defined]
    assert (answer["due_at"], still, commented) == ("2099-06-30T23:59:59+08:00", "running", "running")
    assert Clock.objects.get(subject_id=clue.pk, kind="answer").state == "met"


def test_a_reply_is_not_due_before_today(city: City, api: ApiOf) -> None:
    status, body = act(api, "dispatcher", make_clue(city), "supervise", level="key", reply_due="2020-01-01")

    assert (status, codes(body)) == (422, ["in_the_past"])


def test_a_corrected_receipt_starts_the_clock_anew_and_keeps_both_values(city: City, api: ApiOf) -> None:
    clue = make_clue(city)
    earlier = (clue.received_at - timedelta(days=3)).isoformat()

    _status, body = act(api, "dispatcher", clue, "correct", field="received_at", value=earlier, reason="按原件")

    closing = [clock for clock in body["clocks"] if clock["kind"] == "closing"]  # type: ignore[attr-defined]
    words = dict(Remark.objects.filter(name__in=["old", "new"]).values_list("name", "text"))
    assert [clock["state"] for clock in closing] == ["running", "cancelled"]
    assert closing[0]["due_at"] < closing[1]["due_at"]
    assert words == {"old": clue.received_at.isoformat(), "new": earlier}


def test_the_receipt_of_an_order_is_corrected_by_a_second_person(city: City, api: ApiOf) -> None:
    clue = make_clue(city, channel="inspection", by="dispatcher")
    change = {"field": "received_at", "value": (NOON - timedelta(hours=1)).isoformat(), "reason": "按原件"}

    own, other = act(api, "dispatcher", clue, "correct", **change), act(api, "director2", clue, "correct", **change)

    assert (own[0], codes(own[1]), other[0]) == (422, ["second_person"], 200)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("received_at", "yesterday", "invalid"),
        ("received_at", "2099-01-01T00:00:00+08:00", "in_the_future"),
        ("channel", "pigeon", "invalid_choice"),
        ("region_code", "999999", "does_not_exist"),
        ("pollution_types", "air,love", "invalid_choice"),
        ("concerns_agency", "nobody", "does_not_exist"),
    ],
)
def test_a_value_that_cannot_be_right_is_refused(city: City, api: ApiOf, field: str, value: str, code: str) -> None:
    clue = make_clue(city)

    status, body = act(api, "dispatcher", clue, "correct", field=field, value=value, reason="核对")

    assert (status, codes(body)) == (422, [code])
    assert Clue.objects.get(pk=clue.pk).version == clue.version


def test_a_clue_is_struck_off_by_two_people_of_two_units(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "closed")

    _status, asked = act(api, "unithead", clue, "request_write_off")
    same_person = act(api, "unithead", clue, "confirm_write_off")
    Post.objects.create(person=Person.objects.get(username="colleague"), agency_id="321181-hb", role="unithead")
    Post.objects.filter(person__username="colleague", agency="321112-hb").delete()
    same_unit = act(api, "colleague", clue, "confirm_write_off")
    status, done = act(api, "dispatcher", clue, "confirm_write_off")

    assert asked["marks"] == ["write_off_requested"]
    assert (same_person[0], same_person[1]["code"]) == (403, "same_person")
    assert (same_unit[0], codes(same_unit[1])) == (422, ["same_unit"])
    assert (status, done["closure"], done["marks"]) == (200, "written_off", [])
    assert received(api) == 1


def test_a_reopened_clue_is_no_longer_struck_off_or_about_to_be(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "closed")
    act(api, "unithead", clue, "request_write_off")

    _status, body = act(api, "director", clue, "reopen", reason="问题反弹")

    assert (body["closure"], body["marks"]) == ("open", [])


def test_the_other_clue_of_these_tests_is_always_the_same(city: City) -> None:
    assert the_other_clue().pk == the_other_clue().pk == UUID("00000000-0000-7000-8000-000000000001")


NOTHING = "\u200b\u3000\ufeff"


@pytest.mark.parametrize("told", [NOTHING, "长" * 10_001], ids=["blank", "too long"])
def test_neither_a_part_nor_a_correction_takes_what_no_description_may_be(city: City, api: ApiOf, told: str) -> None:
    clue = make_clue(city)

    part = act(api, "dispatcher", clue, "split", parts=[{"description": "夜间废气"}, {"description": told}])
    right = act(api, "dispatcher", clue, "correct", field="description", value=told, reason="核对")

    assert part[0] in {400, 422}
    assert right[0] in {400, 422}
    assert not Clue.objects.filter(split_from=clue).exists()
    assert Clue.objects.get(pk=clue.pk).description == clue.description


def test_a_part_and_a_correction_are_as_long_as_a_description_may_be(city: City, api: ApiOf) -> None:
    clue, told = make_clue(city), "长" * 10_000

    part = act(api, "dispatcher", clue, "split", parts=[{"description": told}])
    right = act(api, "dispatcher", clue, "correct", field="description", value=told, reason="核对")

    assert (part[0], right[0]) == (200, 200)
    assert {len(one.description) for one in Clue.objects.all()} == {10_000}
