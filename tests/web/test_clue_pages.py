"""A clue on pages: what each reader sees of it, and what the list finds."""

import pytest

from cases.actions.registration import ReporterEntry
from cases.models import Clue
from kernel.models import Event
from tests.cases.situations import clue_in
from tests.cast import City, make_clue
from tests.web.readers import HTMX, reader
from tests.workers import drain

WORDS = "我家住在三栋，电话13812345678，化工厂夜间排放废气"


def test_a_unit_reads_the_summary_and_never_the_reporters_own_words(city: City) -> None:
    clue = clue_in(city, "dispatched", description=WORDS, handling_summary="化工厂夜间排放废气", title="三栋来电")

    unit = reader("handler").get(f"/clues/{clue.pk}").content.decode()
    slip = reader("handler").get(f"/clues/{clue.pk}/papers/dispatch").content.decode()

    for shown in (unit, slip):
        assert "化工厂夜间排放废气" in shown
        assert "三栋" not in shown
        assert "13812345678" not in shown


def test_the_rule_that_fired_stands_on_the_page(city: City) -> None:
    clue = make_clue(city)
    drain()

    shown = reader("dispatcher").get(f"/clues/{clue.pk}").content.decode()

    assert "丹阳大气自动转办" in shown
    assert "规则自动转办" in shown


def test_the_way_from_receipt_to_dispatch_is_printed_to_the_minute(city: City) -> None:
    clue = clue_in(city, "dispatched")
    instant = clue.received_at.replace(hour=5, minute=7)
    Clue.objects.filter(pk=clue.pk).update(presented_at=instant, instructed_at=instant, dispatched_at=instant)

    shown = reader("dispatcher").get(f"/clues/{clue.pk}").content.decode()

    assert shown.count("2026-11-16 13:07") >= 3
    assert "2026-11-16 12:00" in shown


def test_a_clock_says_why_its_end_is_that_day_and_cites_no_article(city: City) -> None:
    shown = reader("dispatcher").get(f"/clues/{make_clue(city).pk}").content.decode()

    assert "为什么是这一天" in shown
    assert "内部时限" in shown
    assert "第" + "条" not in shown


def test_the_reporter_is_sealed_until_somebody_gives_a_reason(city: City) -> None:
    told = ReporterEntry(name="演示群众", phone="13800000000", is_named=True)
    clue, client = make_clue(city, reporter=told), reader("intake")

    sealed = client.get(f"/clues/{clue.pk}").content.decode()
    no_reason = client.post(f"/clues/{clue.pk}/actions/reveal_reporter", {}, headers=HTMX)
    opened = client.post(f"/clues/{clue.pk}/actions/reveal_reporter", {"reason": "回访"}, headers=HTMX)

    assert "演示群众" not in sealed
    assert no_reason.status_code == 422
    assert "演示群众" in opened.content.decode()
    assert Event.objects.filter(subject_id=clue.pk, type="clue.reporter_revealed").count() == 1


@pytest.mark.parametrize(
    ("query", "found"), [("q=黑臭", 1), ("q=体黑", 1), ("q=臭黑", 0), ("status=signed", 0), ("", 1)]
)
def test_the_list_finds_what_the_rest_door_finds(city: City, query: str, found: int) -> None:
    make_clue(city)

    answer = reader("dispatcher").get(f"/clues/?{query}")

    assert len(answer.context["lines"]) == found


def test_a_filter_that_makes_no_sense_is_refused_beside_its_field(city: City) -> None:
    answer = reader("dispatcher").get("/clues/?status=dancing")

    assert answer.status_code == 400


def test_the_list_is_paged_by_key_without_losing_or_repeating_a_clue(city: City) -> None:
    made = {make_clue(city).pk for _ in range(5)}
    client, address = reader("dispatcher"), "/clues/?page_size=2"
    seen: list[object] = []

    while address:
        answer = client.get(address)
        seen += [line.clue.pk for line in answer.context["lines"]]
        address = answer.context["addresses"].get("next")

    assert (len(seen), set(seen)) == (5, made)


def test_a_clue_of_another_agency_cannot_be_told_from_none(city: City) -> None:
    clue, client = clue_in(city, "dispatched"), reader("colleague")

    hidden = client.get(f"/clues/{clue.pk}")
    missing = client.get("/clues/00000000-0000-7000-8000-000000000000")

    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.context["title"] == missing.context["title"]
