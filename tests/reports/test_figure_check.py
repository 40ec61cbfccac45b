"""数字核对: a bulletin held against the figures, on the page and through REST, and nothing of it kept."""

from typing import Any

import pytest
import time_machine

from kernel.models import Event
from tests.cast import City
from tests.conftest import ApiOf
from tests.reports.city import make_counted_city, on
from tests.web.readers import reader

LATER = on("11-16", "09:00:00")
PATH = "/api/v1/reports/check"
BULLETIN = "截至10月底，全市收到线索9件，办结4件，平台办结率44.54%（4/9）。"


def check(api: ApiOf, who: str = "director2", **body: object) -> tuple[int, dict[str, Any]]:
    """The guard's answer."""
    with time_machine.travel(LATER, tick=False):
        response = api(who).post(PATH, body)
    return response.status_code, response.json()


def test_a_bulletin_is_held_against_the_figures_of_its_day(city: City, api: ApiOf) -> None:
    make_counted_city(city)

    status, told = check(api, text=BULLETIN, as_of="2026-10-31")

    assert (status, told["as_of"], told["numbers"]) == (200, "截至2026年10月底", 5)
    sentence = "与系统口径不一致：44.44%（4/9，截至2026年10月底）"
    assert told["findings"] == [{"number": "44.54%", "verdict": "contradicts", "sentence": sentence}]


def test_a_county_of_the_bulletin_is_held_against_its_own_figures(city: City, api: ApiOf) -> None:
    make_counted_city(city)

    _status, told = check(api, text="丹阳市收到线索9件，丹徒区收到线索1件", as_of="2026-10-31")

    assert [(one["number"], one["verdict"]) for one in told["findings"]] == [("9", "mixed")]


def test_a_source_narrows_what_the_text_is_held_against(city: City, api: ApiOf) -> None:
    make_counted_city(city)

    _status, told = check(api, text="收到线索9件", as_of="2026-10-31", source="别处")

    assert told["findings"][0]["sentence"] == "与系统口径不一致：收到线索0（截至2026年10月底）"


def test_a_unit_checks_against_what_it_may_see(city: City, api: ApiOf) -> None:
    make_counted_city(city)

    _status, told = check(api, "colleague", text="收到线索9件", as_of="2026-10-31")

    assert told["findings"][0]["sentence"] == "与系统口径不一致：收到线索1（截至2026年10月底）"


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"text": "9件", "as_of": "2026-11-17"}, "/as_of", "in_the_future"),
        ({"text": "9件", "as_of": "10月底"}, "/as_of", "invalid"),
        ({"as_of": "2026-10-31"}, "/text", "required"),
        ({"text": "9件", "report": "x"}, "/report", "unknown_field"),
    ],
)
def test_a_check_that_cannot_be_is_refused(
    city: City, api: ApiOf, body: dict[str, str], pointer: str, code: str
) -> None:
    status, problem = check(api, **body)

    assert (status, problem["errors"][0]["pointer"], problem["errors"][0]["code"]) == (400, pointer, code)


def test_the_page_marks_what_contradicts_and_links_what_is_right(city: City) -> None:
    make_counted_city(city)
    with time_machine.travel(LATER, tick=False):
        page = reader("director2").post("/reports/check", {"text": BULLETIN, "as_of": "2026-10-31"})

    html = page.content.decode()
    assert page.status_code == 200
    assert '<span class="qy-tag is-red" title="与系统口径不一致：44.44%（4/9，截至2026年10月底）">44.54%</span>' in html
    assert 'metric=clues_received&amp;as_of=2026-10-31T23%3A59%3A59%2B08%3A00&amp;part=numerator">9</a>' in html


def test_the_page_says_beside_the_field_what_is_wrong(city: City) -> None:
    with time_machine.travel(LATER, tick=False):
        page = reader("director2").post("/reports/check", {"text": "9件", "as_of": "2027-01-01"})

    assert page.status_code == 422
    assert "统计时点不能晚于现在" in page.content.decode()


def test_nothing_of_a_bulletin_is_kept(city: City, api: ApiOf) -> None:
    before = Event.objects.count()

    check(api, text=BULLETIN)

    assert Event.objects.count() == before


def test_administrators_have_no_figures_to_check_against(city: City, api: ApiOf) -> None:
    assert check(api, "sysadmin", text=BULLETIN)[0] == 403
