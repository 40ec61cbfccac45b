"""The log is the auditor's to read: who, what and when, and nothing that anybody wrote."""

import re
from typing import Any

import pytest

from kernel.news import NEWS, SUBJECTS
from tests.cases.situations import clue_in
from tests.cast import City, make_clue
from tests.web.readers import reader


def test_the_auditor_finds_what_a_person_did_without_reading_any_words(city: City) -> None:
    clue = make_clue(city)
    path = f"/clues/{clue.pk}/actions/comment"
    reader("dispatcher").post(path, {"text": "机密的备注"})

    page = reader("auditor").get("/log", {"person": "dispatcher"})

    assert [line.event.type for line in page.context["lines"]] == ["clue.commented"]
    assert "机密的备注" not in page.content.decode()


def test_the_log_speaks_in_words_and_names(city: City) -> None:
    clue = make_clue(city)
    reader("dispatcher").post(f"/clues/{clue.pk}/actions/dispatch", {"lead_agency": "321181-hb"})

    page = reader("auditor").get("/log", {"about": clue.number})

    lines = [(line.who, line.post, str(line.words), str(line.subject), line.name) for line in page.context["lines"]]
    assert lines[0] == ("演示dispatcher", "镇江市攻坚办 · 分办员", "转办", "线索", clue.number)
    assert page.context["lines"][0].moved == "待转办 → 已转办"
    table = page.content.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    assert re.findall(r">[^<]*(?:[0-9a-f]{8}-[0-9a-f]{4}|[a-z_]+\.[a-z_]+)[^<]*<", table) == []


def test_every_subject_of_the_news_has_its_word() -> None:
    assert {name.partition(".")[0] for name in NEWS} == set(SUBJECTS)


def test_a_page_of_the_log_costs_the_same_with_one_line_and_with_many(
    city: City, django_assert_max_num_queries: Any
) -> None:
    client = reader("auditor")
    for _turn in range(30):
        make_clue(city)

    with django_assert_max_num_queries(14):
        assert len(client.get("/log").context["lines"]) > 25


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "clue."}, True),
        ({"kind": "task."}, False),
        ({"begin": "2000-01-01"}, True),
        ({"end": "2000-01-01"}, False),
        ({"person": "nobody"}, False),
        ({"about": "no id"}, False),
    ],
)
def test_a_search_narrows_by_what_was_filled_in(city: City, query: dict[str, str], found: bool) -> None:  # noqa: FBT001 -- a column of the table
    make_clue(city)

    lines = reader("auditor").get("/log", query).context["lines"]

    assert ("clue.registered" in {line.event.type for line in lines}) is found


def test_a_long_log_is_read_page_by_page_without_gap_or_double(city: City) -> None:
    ids = {str(make_clue(city).pk) for _turn in range(130)}
    client = reader("auditor")

    first = client.get("/log", {"kind": "clue."})
    second = client.get(f"/log?{first.context['next']}")

    seen = [[str(line.event.subject_id) for line in page.context["lines"]] for page in (first, second)]
    assert [len(part) for part in seen] == [100, 30]
    assert set(seen[0]) | set(seen[1]) == ids


def test_a_day_that_is_none_is_refused_beside_its_field(city: City) -> None:
    answer = reader("auditor").get("/log", {"begin": "yesterday"})

    assert (answer.status_code, "invalid-feedback" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("username", ["sysadmin", "secadmin", "director", "jwauditor"])
def test_nobody_but_the_auditor_reads_the_log(city: City, username: str) -> None:
    clue_in(city, "registered")

    assert reader(username).get("/log").status_code == 403


def test_an_organs_auditor_is_led_to_the_organs_readings_and_not_to_the_log(city: City) -> None:
    menus = {name: reader(name).get("/desk").content.decode() for name in ("jwauditor", "auditor")}

    led = {
        name: [path for path in ("/log", "/referrals/readings") if f'href="{path}"' in menus[name]] for name in menus
    }
    assert led == {"jwauditor": ["/referrals/readings"], "auditor": ["/log"]}
