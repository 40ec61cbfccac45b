"""An inspection's daily: what units enter is added up, unknown is no nought, a day ends at the hour that it sets."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from cases.actions.inspections import NewBatch, SetCutOff, receive_batch, set_cutoff
from cases.actions.investigations import Report as Result
from cases.actions.investigations import report_clue
from cases.models import Batch, Clue, Inspection
from kernel.errors import GuardUnmet
from kernel.models import Event
from reports.actions.reports import TakeReport, draft_of_the_day, take_due_dailies, take_report
from reports.models import Report
from tests.cases.situations import BODIES, clue_in
from tests.cast import City, make_batch, make_clue
from tests.conftest import ApiOf
from tests.reports.city import on, tell
from tests.web.readers import reader

IMPOSED = {
    "ordered_to_rectify": 1, "cases_filed": 2, "fine": Decimal("20000.50"), "criminal_cases": 1,
    "administratively_detained": 2, "criminally_detained": 1, "interviewed": 3, "held_accountable": 0,
}  # fmt: skip


def lines(content: dict[str, Any], title: str) -> dict[str, str]:
    """The lines of a block."""
    return {label: text for one in content["blocks"] if one["title"] == title for label, text in one["lines"]}


def order(city: City, batch: Batch, day: str, result: Result | None) -> Clue:
    """An order of the batch that its unit investigates, and reports with this result on that day."""
    clue = clue_in(city, "investigating", at=on("11-10"), channel="inspection", batch=batch)
    tell(Clue.objects.filter(pk=clue.pk))
    if result:
        with transaction.atomic():
            locked = Clue.objects.select_for_update(of=("self",)).get(pk=clue.pk)
            report_clue(locked, result, by=city.actor("unithead"), at=on(day))
    return clue


def taken(city: City, batch: Batch, day: int, at: str) -> Report:
    """The daily of a day in November."""
    with transaction.atomic():
        what = TakeReport("daily", date(2026, 11, day), inspection=batch.inspection)
        return take_report(what, by=city.actor("director2"), at=on(at, "23:59:59"))


@pytest.fixture
def batch(city: City) -> Batch:
    """An inspection in place since 10 November, with one batch."""
    return make_batch(city, at=on("11-10", "09:00:00"))


def test_what_units_enter_with_their_results_is_added_up_since_the_inspection_came(city: City, batch: Batch) -> None:
    order(city, batch, "11-12", Result("substantiated", "属实", "已停产", **IMPOSED))  # type: ignore[arg-type]
    order(city, batch, "11-13", Result("substantiated", "属实", "已停产", ordered_to_rectify=4, held_accountable=2))
    order(city, batch, "11-13", Result("unsubstantiated", "不属实", "无"))

    first, second = (taken(city, batch, day, "11-20").content for day in (12, 13))

    told = lines(second, "边督边改（累计）")
    assert lines(first, "边督边改（累计）")["责令整改（家）"] == "1"
    assert told == {
        "责令整改（家）": "5", "立案处罚（家）": "2", "罚款（元）": "20,000.50", "立案侦查（件）": "1",
        "行政拘留（人）": "2", "刑事拘留（人）": "1", "拘留合计（人）": "3", "约谈（人）": "3", "问责（人）": "2",
    }  # fmt: skip


def test_what_nobody_entered_is_uncounted_and_what_was_none_is_nought(city: City, batch: Batch) -> None:
    order(city, batch, "11-12", Result("substantiated", "属实", "已停产", held_accountable=0))

    told = lines(taken(city, batch, 12, "11-20").content, "边督边改（累计）")

    assert told.pop("问责（人）") == "0"
    assert set(told.values()) == {"未统计"}


def test_a_unit_enters_them_on_its_page_and_at_the_rest_door(city: City, api: ApiOf, batch: Batch) -> None:
    by_page, by_rest = (order(city, batch, "11-12", None) for _number in range(2))
    unit = reader("unithead")
    form = {
        "verdict": "substantiated",
        "findings": "属实",
        "measures": "已停产",
        "ordered_to_rectify": "2",
        "fine": "5000",
    }

    assert unit.post(f"/clues/{by_page.pk}/actions/report", form).status_code in (200, 302, 303)
    answer = api("unithead").post(
        f"/api/v1/clues/{by_rest.pk}/actions/report", form | {"ordered_to_rectify": 3, "fine": "1.25"},
        headers={"If-Match": api("unithead").get(f"/api/v1/clues/{by_rest.pk}")["ETag"]},
    )  # fmt: skip

    assert answer.status_code == 200, answer.json()
    rest = api("dispatcher")
    told = {
        name: rest.get(f"/api/v1/metrics?metric={name}&inspection={batch.inspection_id}").json()["value"]
        for name in ("units_ordered", "penalty_fines", "penalties_filed")
    }
    assert told == {"units_ordered": 5, "penalty_fines": "5001.25", "penalties_filed": 0}
    event = Event.objects.get(type="clue.reported", subject_id=by_rest.pk)
    assert event.data["imposed"] == {"ordered_to_rectify": 3, "fine": "1.25"}


def test_loaded_orders_are_counted_by_the_way_that_their_sheet_says(city: City, batch: Batch) -> None:
    with transaction.atomic():
        told = NewBatch(batch.inspection, "第二批", on("11-15", "09:00:00"), declared_count=3, calls=2, letters=1)
        second = receive_batch(told, by=city.actor("intake"), at=on("11-15", "09:00:00"))
    for number in range(3):
        make_clue(city, at=on("11-15", f"10:0{number}:00"), channel="inspection", batch=second)

    day = lines(taken(city, batch, 15, "11-20").content, "本日交办")

    assert (day["本日交办件"], day["其中来电"], day["其中来信"]) == ("3", "2", "1")


def test_orders_whose_sheet_says_no_way_came_by_an_unknown_one(city: City, batch: Batch) -> None:
    make_clue(city, at=on("11-15", "10:00:00"), channel="inspection", batch=batch)

    day = lines(taken(city, batch, 15, "11-20").content, "本日交办")

    assert (day["本日交办件"], day["其中来电"], day["其中来信"]) == ("1", "未统计", "未统计")


def test_a_sheet_does_not_tell_of_more_calls_and_letters_than_orders(city: City, batch: Batch) -> None:
    told = NewBatch(batch.inspection, "第二批", on("11-15"), declared_count=3, calls=3, letters=1)

    with pytest.raises(GuardUnmet) as refusal, transaction.atomic():
        receive_batch(told, by=city.actor("intake"), at=on("11-15"))

    assert [(one.pointer, one.code) for one in refusal.value.errors] == [("/calls", "more_than_declared")]


def ends_at(city: City, batch: Batch, hour: str) -> Inspection:
    """The inspection, whose days end at this hour."""
    with transaction.atomic():
        inspection = Inspection.objects.select_for_update().get(pk=batch.inspection_id)
        return set_cutoff(inspection, SetCutOff(hour), by=city.actor("intake"), at=on("11-14"))


def test_a_day_ends_at_the_hour_that_the_inspection_sets_and_the_next_begins_there(city: City, batch: Batch) -> None:
    ends_at(city, batch, "16:00")
    for time in ("15:59:00", "16:01:00"):
        make_clue(city, at=on("11-15", time), channel="inspection", batch=batch)

    for day, time in (("11-15", "15:59:59"), ("11-15", "16:00:00"), ("11-15", "16:10:00"), ("11-16", "16:00:00")):
        with transaction.atomic():
            take_due_dailies(at=on(day, time))

    dailies = Report.objects.filter(kind="daily", first_day__gte=date(2026, 11, 15)).order_by("first_day")
    told = [(one.first_day.day, f"{one.as_of.astimezone(on('11-15').tzinfo):%d %H:%M:%S}") for one in dailies]
    assert told == [(15, "15 15:59:59"), (16, "16 15:59:59")]
    assert [lines(one.content, "本日交办")["本日交办件"] for one in dailies] == ["1", "1"]
    assert "截至11月15日16时" in dailies[0].text.body


def test_the_daily_of_today_is_refused_before_its_hour_and_taken_from_then_on(city: City, batch: Batch) -> None:
    ends_at(city, batch, "17:00")
    what = TakeReport("daily", date(2026, 11, 15), inspection=Inspection.objects.get(pk=batch.inspection_id))

    with pytest.raises(GuardUnmet) as refusal, transaction.atomic():
        take_report(what, by=city.actor("director2"), at=on("11-15", "16:59:59"))
    with transaction.atomic():
        report = take_report(what, by=city.actor("director2"), at=on("11-15", "17:00:00"))

    assert [one.code for one in refusal.value.errors] == ["period_not_over"]
    assert report.content["begins"] == on("11-14", "17:00:00").isoformat()


def test_a_draft_of_today_counts_as_of_now_and_is_saved_nowhere(city: City, batch: Batch) -> None:
    make_clue(city, at=on("11-15", "10:00:00"), channel="inspection", batch=batch)

    draft = draft_of_the_day(batch.inspection, at=on("11-15", "11:00:00"))

    assert lines(draft.content, "本日交办")["本日交办件"] == "1"
    assert (draft.first_day, Report.objects.exists()) == (date(2026, 11, 15), False)


def test_the_office_reads_the_draft_and_sets_the_hour_on_pages(city: City, batch: Batch) -> None:
    office = reader("dispatcher")

    page = office.get(f"/inspections/{batch.inspection_id}/daily")
    answer = office.post(f"/inspections/{batch.inspection_id}/cutoff", {"daily_cutoff": "16:00", "version": "1"})

    assert "草稿" in page.content.decode()
    assert answer.status_code in (200, 302, 303)
    assert Inspection.objects.get().daily_cutoff == "16:00"
    assert reader("unithead").get(f"/inspections/{batch.inspection_id}/daily").status_code == 403
    assert Event.objects.filter(type="inspection.cutoff_set").count() == 1


def test_the_hour_is_changed_at_rest_until_the_first_daily_is_frozen(city: City, batch: Batch, api: ApiOf) -> None:
    client, address = api("intake"), f"/api/v1/inspections/{batch.inspection_id}"
    tag = client.get(address)["ETag"]
    blind = client.patch(address, {"daily_cutoff": "16:00"})
    unknown = client.patch(address, {"daily_cutoff": "18:00"}, headers={"If-Match": tag})
    changed = client.patch(address, {"daily_cutoff": "16:00"}, headers={"If-Match": tag})
    stale = client.patch(address, {"daily_cutoff": "17:00"}, headers={"If-Match": tag})
    taken(city, batch, 14, "11-15")

    late = client.patch(address, {"daily_cutoff": "24:00"}, headers={"If-Match": changed["ETag"]})

    assert [one.status_code for one in (blind, unknown, changed, stale, late)] == [428, 400, 200, 412, 422]
    assert (changed.json()["daily_cutoff"], client.get(address).json()["daily_cutoff"]) == ("16:00", "16:00")
    assert [(one["pointer"], one["code"]) for one in late.json()["errors"]] == [("/daily_cutoff", "daily_frozen")]
    assert "已有日报固化" in late.json()["errors"][0]["detail"]
    assert api("unithead").patch(address, {"daily_cutoff": "24:00"}, headers={"If-Match": "*"}).status_code == 404


def test_the_page_refuses_another_hour_after_the_first_daily_with_the_same_sentence(city: City, batch: Batch) -> None:
    taken(city, batch, 14, "11-15")

    form = {"daily_cutoff": "16:00", "version": "1"}
    page = reader("dispatcher").post(f"/inspections/{batch.inspection_id}/cutoff", form)

    assert "已有日报固化，截止时点不再更改" in page.content.decode()
    assert Inspection.objects.get().daily_cutoff == "24:00"


def test_what_a_unit_reported_as_imposed_is_read_back_where_it_was_written(city: City, api: ApiOf) -> None:
    clue, told = clue_in(city, "investigating"), {"ordered_to_rectify": 2, "interviewed": 0, "fine": "20500.50"}
    unit, address = api("unithead"), f"/api/v1/clues/{clue.pk}"
    before = unit.get(address).json()["imposed"]

    answer = unit.post(f"{address}/actions/report", {**BODIES["report"], **told})

    unknown = dict.fromkeys(
        ("cases_filed", "criminal_cases", "administratively_detained", "criminally_detained", "held_accountable")
    )
    assert before is None
    assert answer.json()["imposed"] == api("director2").get(address).json()["imposed"] == {**unknown, **told}
