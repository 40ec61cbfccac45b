"""Enforcement cases put right, withdrawn, and told about."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from cases.models import EnforcementCase
from cases.queries.enforcement import enforcement_counts
from kernel.models import Event, Remark
from tests.cases.test_enforcement import act, filed
from tests.cast import NOON, City
from tests.web.readers import reader

CORRECT = {"number": "演示1号", "party": "演示企业1", "filed_on": "2026-11-02", "reason": "录入有误"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """It is 16 November 2026."""
    with time_machine.travel(NOON):
        yield


def test_what_was_written_down_wrong_is_put_right_and_the_old_values_are_kept(city: City) -> None:
    case = filed(city, decided_on=date(2026, 11, 5), fine=Decimal("99.00"))
    right = {"party": "演示企业乙", "decided_on": "2026-11-06", "fine": "9900"}

    answer = act(case, "correct", **(CORRECT | right))

    case.refresh_from_db()
    event = Event.objects.get(type="enforcement_case.corrected")
    words = dict(Remark.objects.filter(event_id=event.id).values_list("name", "text"))
    assert answer.status_code == 302
    assert (case.party, case.decided_on, case.fine, case.version) == (
        "演示企业乙", date(2026, 11, 6), Decimal("9900.00"), 2,
    )  # fmt: skip
    assert event.data["fields"] == ["decided_on", "fine", "party"]
    assert words == {"party": "演示企业1", "decided_on": "2026-11-05", "fine": "99.00", "reason": "录入有误"}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({}, "没有改动"),
        ({"number": "演示2号"}, "立案号已被使用"),
        ({"filed_on": "2026-11-17"}, "日期不能晚于今天"),
        ({"to_police_on": "2026-11-01"}, "不能早于立案日期"),
        ({"decided_on": "2026-11-10"}, "不能用更正增加或取消"),
        ({"fine": "5"}, "罚款须有处罚决定"),
        ({"party": "演示企业乙", "reason": ""}, "必填"),
    ],
)
def test_a_correction_that_contradicts_the_case_is_refused(city: City, wrong: dict[str, str], told: str) -> None:
    case = filed(city)
    filed(city, 2)

    answer = act(case, "correct", **(CORRECT | wrong))

    case.refresh_from_db()
    assert (answer.status_code, case.version, case.party) == (422, 1, "演示企业1")
    assert told in answer.content.decode()


def test_the_form_of_a_correction_starts_with_the_case_as_it_is(city: City) -> None:
    case = filed(city, decided_on=date(2026, 11, 5), fine=Decimal("99.00"))

    page = reader("unithead").get(f"/enforcement/{case.pk}/actions/correct").content.decode()

    assert all(f'value="{text}"' in page for text in ("演示1号", "演示企业1", "2026-11-02", "2026-11-05", "99.00"))


def test_a_withdrawn_case_counts_nowhere_from_that_day_and_takes_no_verb(city: City) -> None:
    case = filed(city, decided_on=date(2026, 11, 5), fine=Decimal(50))

    answer = act(case, "withdraw", reason="主体认定错误")

    case.refresh_from_db()
    mine = EnforcementCase.objects.all()
    counts = [enforcement_counts(mine, on=day) for day in (date(2026, 11, 15), date(2026, 11, 16))]
    assert (answer.status_code, case.status, case.withdrawn_on) == (302, "withdrawn", date(2026, 11, 16))
    assert [(one.filed, one.decided, one.fines) for one in counts] == [(1, 1, Decimal("50.00")), (0, 0, Decimal(0))]
    sent = CORRECT | {"to_police_on": "2026-11-10"}
    assert [act(case, name, **sent).status_code for name in ("correct", "transfer", "withdraw")] == [409] * 3


def test_the_cases_page_tells_what_happened_by_whom(city: City) -> None:
    case = filed(city)
    act(case, "decide", decided_on="2026-11-10", fine="20500.5")

    page = reader("dispatcher").get(f"/enforcement/{case.pk}").content.decode()

    assert re.findall("<strong>(立案|登记处罚决定)</strong>", page) == ["登记处罚决定", "立案"]
    assert "20500.50" in page
    assert "expunge" not in reader("director2").get(f"/enforcement/{case.pk}").content.decode()
