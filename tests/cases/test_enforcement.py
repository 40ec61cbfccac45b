"""Enforcement cases: filed by an agency, decided by its head, counted in yuan and with n."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.actions.enforcement import FiledCase, file_case
from cases.models import EnforcementCase
from kernel.models import Event
from tests.cast import NOON, City
from tests.web.readers import reader

DANYANG, DANTU = "321181-hb", "321112-hb"
FORM = {"number": "演环罚立〔2026〕1号", "party": "演示企业甲", "filed_on": "2026-11-02"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """It is 16 November 2026."""
    with time_machine.travel(NOON):
        yield


def filed(city: City, number: int = 1, agency: str = DANYANG, **facts: Any) -> EnforcementCase:
    """A case of that agency."""
    case = FiledCase(f"演示{number}号", city.agencies[agency], f"演示企业{number}", date(2026, 11, 2), **facts)
    with transaction.atomic():
        return file_case(case, by=city.actor("unithead"), at=NOON)


def act(case: EnforcementCase, name: str, who: str = "unithead", **form: str) -> Any:
    """The answer to a verb's form as that person sends it."""
    return reader(who).post(f"/enforcement/{case.pk}/actions/{name}", form)


def test_an_agency_files_its_own_case_and_the_event_names_no_party(city: City) -> None:
    answer = reader("handler").post("/enforcement/new", FORM)

    case = EnforcementCase.objects.get()
    assert answer.headers["Location"] == f"/enforcement/{case.pk}"
    assert (case.status, case.agency_id, case.party, case.filed_on) == (
        "filed",
        DANYANG,
        "演示企业甲",
        date(2026, 11, 2),
    )
    assert Event.objects.get(subject_id=case.pk).data == {"decided": False, "to_police": False}


def test_its_head_decides_a_fine_in_yuan_with_two_places(city: City) -> None:
    case = filed(city)

    answer = act(case, "decide", decided_on="2026-11-10", fine="20500.5")

    case.refresh_from_db()
    event = Event.objects.get(type="enforcement_case.decided")
    assert answer.status_code == 302
    assert (case.status, case.decided_on, case.fine, case.version) == (
        "decided", date(2026, 11, 10), Decimal("20500.50"), 2,
    )  # fmt: skip
    assert event.data == {"decided_on": "2026-11-10", "fine": "20500.50"}
    assert "20,500.50" in reader("unithead").get(f"/enforcement/{case.pk}").content.decode()


def test_a_decision_without_a_fine_prints_a_dash(city: City) -> None:
    case = filed(city)

    act(case, "decide", decided_on="2026-11-10")

    case.refresh_from_db()
    assert (case.status, case.fine) == ("decided", None)


def test_a_case_goes_to_the_police_once_whether_decided_or_not(city: City) -> None:
    case = filed(city)

    answers = [act(case, "transfer", to_police_on=day).status_code for day in ("2026-11-05", "2026-11-06")]

    case.refresh_from_db()
    assert (answers, case.to_police_on, case.status) == ([302, 422], date(2026, 11, 5), "filed")
    assert Event.objects.filter(type="enforcement_case.to_police").count() == 1


def test_a_second_decision_is_refused_as_a_conflict(city: City) -> None:
    case = filed(city)
    act(case, "decide", decided_on="2026-11-10", fine="100")

    answer = act(case, "decide", decided_on="2026-11-11", fine="200")

    case.refresh_from_db()
    assert (answer.status_code, case.fine) == (409, Decimal("100.00"))


@pytest.mark.parametrize(
    ("name", "form", "told"),
    [
        ("decide", {"decided_on": "2026-11-01"}, "不能早于立案日期"),
        ("decide", {"decided_on": "2026-11-17"}, "日期不能晚于今天"),
        ("decide", {"decided_on": "2026-11-10", "fine": "0"}, "0.01"),
        ("decide", {"decided_on": "2026-11-10", "fine": "-5"}, "0.01"),
        ("decide", {"decided_on": "2026-11-10", "fine": "1.005"}, "2"),
        ("decide", {"decided_on": "2026-11-10", "fine": "很多"}, "数字"),
        ("decide", {"fine": "5"}, "必填"),
        ("transfer", {"to_police_on": "2026-10-31"}, "不能早于立案日期"),
        ("transfer", {"to_police_on": "2027-01-01"}, "日期不能晚于今天"),
    ],
)
def test_a_wrong_day_or_amount_is_refused_beside_its_field(
    city: City, name: str, form: dict[str, str], told: str
) -> None:
    case = filed(city)

    answer = act(case, name, **form)

    case.refresh_from_db()
    assert (answer.status_code, case.status, case.to_police_on) == (422, "filed", None)
    assert any(
        told in fault for fault in re.findall(r'invalid-feedback" role="alert">([^<]*)', answer.content.decode())
    )


@pytest.mark.parametrize(
    ("changed", "told"),
    [({"filed_on": "2026-11-17"}, "日期不能晚于今天"), ({"number": "演示1号"}, "立案号已被使用"), ({"party": ""}, "")],
)
def test_a_filing_that_cannot_be_is_refused_and_nothing_is_kept(city: City, changed: dict[str, str], told: str) -> None:
    filed(city)

    answer = reader("handler").post("/enforcement/new", FORM | changed)

    assert (answer.status_code, EnforcementCase.objects.count()) == (422, 1)
    assert told in answer.content.decode()


def test_only_the_head_of_the_agency_decides_and_only_agencies_file(city: City) -> None:
    case = filed(city)
    wish = {"decided_on": "2026-11-10"}

    decided = {who: act(case, "decide", who, **wish).status_code for who in ("handler", "dispatcher", "colleague")}
    filing = {who: reader(who).get("/enforcement/new").status_code for who in ("dispatcher", "leader", "discipline")}

    assert decided == {"handler": 403, "dispatcher": 403, "colleague": 404}
    assert filing == {"dispatcher": 403, "leader": 403, "discipline": 403}


@pytest.mark.parametrize(
    ("who", "seen"),
    [("dispatcher", {1, 2}), ("leader", {1, 2}), ("handler", {1}), ("colleague", {2}), ("discipline", set())],
)
def test_each_reader_sees_the_cases_of_their_sphere_and_totals_of_these_alone(
    city: City, who: str, seen: set[int]
) -> None:
    filed(city, 1)
    filed(city, 2, DANTU)

    shown = reader(who).get("/enforcement/").content.decode()

    assert set(map(int, re.findall("演示企业([0-9])", shown))) == seen
    assert figures(shown)[0] == str(len(seen))


def figures(page: str) -> list[str]:
    """The totals above the list."""
    return re.findall(r'qy-figure"><b>([^<]*)', page)


def test_the_totals_follow_the_filter_and_name_what_they_are_counted_over(city: City) -> None:
    filed(city, 1, decided_on=date(2026, 11, 5), fine=Decimal("600000.5"))
    filed(city, 2, decided_on=date(2026, 11, 6), fine=Decimal("499.5"), to_police_on=date(2026, 11, 7))
    filed(city, 3, decided_on=date(2026, 11, 6))
    filed(city, 4, DANTU)

    shown = {
        query: figures(reader("dispatcher").get(f"/enforcement/?{query}").content.decode())
        for query in ("", "agency=321112-hb", "region_code=321181", "status=decided", "to_police=true", "q=企业4")
    }

    assert shown == {
        "": ["4", "3 / 4", "600,500.00", "1 / 4"],
        "agency=321112-hb": ["1", "0 / 1", "0.00", "0 / 1"],
        "region_code=321181": ["3", "3 / 3", "600,500.00", "1 / 3"],
        "status=decided": ["3", "3 / 3", "600,500.00", "1 / 3"],
        "to_police=true": ["1", "1 / 1", "499.50", "1 / 1"],
        "q=企业4": ["1", "0 / 1", "0.00", "0 / 1"],
    }


@pytest.mark.parametrize("query", ["status=nonsense", "filed_after=gestern", "to_police=perhaps"])
def test_a_filter_that_means_nothing_shows_no_case_and_says_so(city: City, query: str) -> None:
    filed(city)

    answer = reader("dispatcher").get(f"/enforcement/?{query}")

    assert answer.status_code == 400
    assert "演示企业" not in answer.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"status": "decided"}, {"status": "closed"}, {"to_police_on": date(2026, 11, 1)}, {"fine": Decimal(5)}],
)
def test_the_database_refuses_a_case_that_contradicts_itself(city: City, wrong: dict[str, Any]) -> None:
    case = filed(city)

    with pytest.raises(IntegrityError), transaction.atomic():
        EnforcementCase.objects.filter(pk=case.pk).update(**wrong)


def test_the_list_costs_the_same_queries_at_one_case_and_at_ten(city: City) -> None:
    client, costs = reader("dispatcher"), []
    client.get("/enforcement/")
    for numbers in (range(1, 2), range(2, 11)):
        for number in numbers:
            filed(city, number)
        with CaptureQueriesContext(connection) as queries:
            client.get("/enforcement/")
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_the_pages_go_on_where_one_ended(city: City) -> None:
    for number in range(1, 4):
        filed(city, number)

    first = reader("dispatcher").get("/enforcement/?page_size=2").content.decode()
    address = re.search(r'rel="next" href="([^"]+)"', first)
    assert address is not None
    second = reader("dispatcher").get(address.group(1).replace("&amp;", "&")).content.decode()

    both = [set(re.findall("演示企业[0-9]", page)) for page in (first, second)]
    assert (len(both[0]), len(both[1]), len(both[0] | both[1])) == (2, 1, 3)
