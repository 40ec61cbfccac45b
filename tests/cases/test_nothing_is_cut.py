"""What is too long is refused at its door, and what is kept is kept whole."""

from datetime import date
from pathlib import Path

import pytest

from agencies.actions.calendar import load_calendar
from agencies.errors import FileRefused
from agencies.models import RoutingRule
from cases.models import Clue, LedgerFault
from kernel.actor import SYSTEM
from kernel.models import Event, Remark
from tests.cases.ledgers import imported, row, written
from tests.cases.situations import clue_in
from tests.cast import NOON, City, make_clue
from tests.web.readers import reader
from tests.workers import drain

NUMBER = "请速联系13800000000"


@pytest.mark.parametrize(("length", "status"), [(2000, 302), (2001, 422)])
def test_a_reason_for_numbers_to_stay_is_kept_whole_or_refused_on_its_form(
    city: City, length: int, status: int
) -> None:
    clue = clue_in(city, "dispatched")

    answer = reader("dispatcher").post(f"/clues/{clue.pk}/actions/urge", {"text": NUMBER, "marks_stay": "因" * length})

    assert answer.status_code == status
    if status == 422:
        page = answer.content.decode()
        assert (NUMBER in page, "保留的理由不超过2000字" in page, 'name="marks_stay"' in page) == (True, True, True)
        assert not Event.objects.filter(type="clue.urged").exists()
    else:
        assert len(Remark.objects.get(name="marks_stay").text) == length


def test_the_reason_of_a_rule_is_kept_whole_however_long_its_name_is(city: City) -> None:
    RoutingRule.objects.filter(position=10).update(name="规" * 64, lead=city.agencies["321181-hb"])
    city.agencies["321181-hb"].name = "局" * 128
    city.agencies["321181-hb"].save()
    clue = make_clue(city, subject_name=f"微信号abcdef123，电话13800000000，{'厂' * 20}", address="QQ：12345678")

    drain()

    clue = Clue.objects.get(pk=clue.pk)
    assert clue.routing_reason.startswith("含有")
    assert clue.routing_reason.endswith("局" * 128)


def test_a_refused_row_names_every_column_and_quotes_long_cells_with_an_ellipsis(tmp_path: Path, city: City) -> None:
    wrong = {
        "来源": "鸽" * 100,
        "登记时间": "某日",
        "所属区县": "火星",
        "污染类型": "爱",
        "办理状态": "乱",
        "是否属实": "或许",
    }

    imported(written(tmp_path, row("长" * 129, **wrong, 牵头单位="局" * 129, 是否实名="也许")))

    fault = LedgerFault.objects.get()
    assert set(fault.column.split("、")) == {*wrong, "线索编号", "牵头单位", "是否实名"}
    assert fault.number == "长" * 129
    assert f"“{'鸽' * 59}…”" in fault.reason


@pytest.mark.parametrize(("source", "name"), [("文" * 181, "元旦"), ("通知", "节" * 33)])
@pytest.mark.django_db
def test_a_calendar_with_too_long_a_name_is_refused(source: str, name: str) -> None:
    with pytest.raises(FileRefused):
        load_calendar(f"日期,工作日,名称\n{date(2027, 1, 1)},0,{name}\n", source=source, by=SYSTEM, at=NOON)
