"""转入办理: imported clues that are open run from a day on, one, several or all of a source, by consent."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.timezone import get_default_timezone, localdate

from cases.actions.clocks import sweep_clocks
from cases.models import Clock, ClockWarning, Clue, HandlingStart, LedgerImport
from kernel.models import Event, Remark
from tests.cases.ledgers import OPEN, imported, row, written
from tests.cast import City
from tests.conftest import ApiOf
from tests.web.readers import reader
from tests.workers import drain

UNKNOWN = {"牵头单位": "不知名的单位"}
STATES = ("待分办", "已分办", "办理中", "待审核")


@pytest.fixture
def ledger(city: City, tmp_path: Path) -> LedgerImport:
    """An import with an open clue in each status, one whose unit nobody knows, and a closed one."""
    rows = [row(f"ZJ{number}", **{**OPEN, "办理状态": state}) for number, state in enumerate(STATES)]
    rows += [row("ZJ8", **{**OPEN, **UNKNOWN}), row("ZJ9")]
    imported(written(tmp_path, *rows))
    return LedgerImport.objects.get()


def the(number: str) -> Clue:
    """The clue of this number in the ledger."""
    return Clue.objects.get(source_external_id=number)


def clocks_of(clue: Clue) -> list[tuple[str, str, bool]]:
    """Its clocks: kind, policy and whether each still runs."""
    clocks = Clock.objects.filter(subject_id=clue.pk).order_by("kind", "policy")
    return [(clock.kind, clock.policy, clock.ended_at is None) for clock in clocks]


def sent(run: LedgerImport, client: Client, **form: Any) -> Any:
    """The form as its page sends it."""
    path = f"/import/{run.pk}/handling"
    waiting = client.get(path).context["waiting"].total
    facts = {"since": localdate().isoformat(), "reason": "恢复办理", "consent": "yes", "version": waiting}
    return client.post(path, {name: value for name, value in {**facts, **form}.items() if value is not None})


def ticked(*numbers: str) -> list[str]:
    """The boxes of these clues, as the page names them."""
    return [f"{clue.pk}:{clue.version}" for clue in map(the, numbers)]


PRINTED = ("closing", "原台账时限", False)
CLOSING = ("closing", "履责2个月", True)
LEG, CONTEST = ("leg", "承办45日", True), ("contest", "退办异议5个工作日", True)


def test_an_open_imported_clue_runs_from_a_day_with_the_clocks_of_its_status(ledger: LedgerImport) -> None:
    answer = sent(ledger, reader("director"), ids=ticked("ZJ0", "ZJ1", "ZJ2", "ZJ3"))

    assert [one.refusal for one in answer.context["outcomes"]] == ["", "", "", ""]
    assert [clocks_of(the(f"ZJ{number}")) for number in range(4)] == [
        [PRINTED, CLOSING],
        [PRINTED, CLOSING, CONTEST, LEG],
        [PRINTED, CLOSING, LEG],
        [PRINTED, CLOSING],
    ]
    assert {clue.historical_overdue for clue in map(the, ("ZJ0", "ZJ1", "ZJ2", "ZJ3"))} == {False}


def test_it_then_warns_climbs_and_is_extended_like_any_other(ledger: LedgerImport, city: City, api: ApiOf) -> None:
    clue = the("ZJ2")
    asked = {"days": 10, "reason": "需检测"}
    path = f"/api/v1/clues/{clue.pk}/actions/request_extension"
    before = api("unithead").post(path, asked).json()["errors"][0]["code"]

    sent(ledger, reader("director"), ids=ticked("ZJ2"))
    sweep_clocks(at=timezone.now() + timedelta(days=50))

    assert before == "no_closing_clock"
    assert ClockWarning.objects.filter(clock__subject_id=clue.pk).exists()
    assert api("unithead").post(path, asked).status_code == 200


def test_a_deadline_is_counted_from_the_day_that_was_given(ledger: LedgerImport) -> None:
    since = localdate() - timedelta(days=20)

    sent(ledger, reader("director"), ids=ticked("ZJ2"), since=since.isoformat())

    closing = Clock.objects.get(subject_id=the("ZJ2").pk, policy="履责2个月")
    assert closing.started_at == datetime(since.year, since.month, since.day, tzinfo=get_default_timezone())
    assert the("ZJ2").due_at == closing.due_at


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"consent": None}, "时限、预警和升级照常进行"),
        ({"reason": ""}, "reason"),
        ({"since": "2999-01-01"}, "不能晚于今天"),
        ({"since": "昨天"}, "since"),
        ({"ids": []}, "请勾选线索"),
        ({"scope": "all", "version": 4}, "已被他人更新"),
        ({"scope": "all", "version": ""}, "缺少所见版本"),
    ],
)
def test_what_is_incomplete_or_stale_is_refused_beside_its_field_and_starts_nothing(
    ledger: LedgerImport, form: dict[str, Any], code: str
) -> None:
    before = list(Clue.objects.order_by("pk").values())

    answer = sent(ledger, reader("director"), **{"ids": ticked("ZJ2"), **form})

    errors = answer.context["form"].errors
    assert answer.status_code in {409, 412, 422, 428}
    assert code in errors or any(code in str(text) for texts in errors.values() for text in texts)
    assert (list(Clue.objects.order_by("pk").values()), HandlingStart.objects.count()) == (before, 0)


def test_each_row_is_refused_for_itself_with_its_reason(ledger: LedgerImport) -> None:
    client, stale = reader("director"), ticked("ZJ3")
    Clue.objects.filter(source_external_id="ZJ3").update(version=7)
    early = date(2021, 6, 1).isoformat()

    mixed = sent(ledger, client, ids=[*ticked("ZJ2", "ZJ8", "ZJ9"), *stale])
    again = sent(ledger, client, ids=ticked("ZJ2"))
    too_early = sent(ledger, client, ids=ticked("ZJ1"), since=early)

    refusals = [one.refusal for answer in (mixed, again, too_early) for one in answer.context["outcomes"]]
    told = ["", "请先匹配单位", "当前状态不能", "已被他人更新", "时限已在计算", "不能早于收到"]
    assert len(refusals) == len(told)
    assert refusals[0] == ""
    assert [word for word, refusal in zip(told, refusals, strict=True) if word not in refusal] == []


def test_a_whole_source_is_started_by_the_worker_and_says_how_far_it_is(ledger: LedgerImport) -> None:
    client = reader("director")

    address = sent(ledger, client, scope="all")["Location"]
    asked = HandlingStart.objects.get()
    drain()

    run = client.get(address).context["run"]
    assert (asked.state, asked.total, asked.looked_at) == ("running", 5, 0)
    assert (run.state, run.begun, run.refused) == ("done", 4, 1)
    assert [
        line.clue.source_external_id for line in client.get(f"/import/{ledger.pk}/handling").context["waiting"]
    ] == ["ZJ8"]


def test_a_run_is_stopped_and_resumed_where_it_was(ledger: LedgerImport) -> None:
    client = reader("director")
    address = sent(ledger, client, scope="all")["Location"]

    client.post(f"{address}/stop", {"version": 1})
    drain()
    stopped = client.get(address).context["run"]
    second = sent(ledger, client, scope="all")
    client.post(f"{address}/resume", {"version": 2})
    drain()

    assert (stopped.state, stopped.looked_at) == ("stopped", 0)
    assert second.status_code == 409
    assert HandlingStart.objects.get().state == "done"


def test_only_a_director_of_the_office_starts_them(ledger: LedgerImport) -> None:
    path = f"/import/{ledger.pk}/handling"

    answers = {name: reader(name).get(path).status_code for name in ("dispatcher", "unithead", "leader", "sysadmin")}
    link = f'href="{path}"'

    assert answers == dict.fromkeys(answers, 403)
    pages = [reader(name).get(f"/import/{ledger.pk}").content.decode() for name in ("dispatcher", "director")]
    assert [link in page for page in pages] == [False, True]


def test_a_number_in_the_reason_is_asked_about_and_may_be_masked(ledger: LedgerImport) -> None:
    client, words = reader("director"), {"reason": "联系 13912345678 后恢复办理", "ids": ticked("ZJ2")}

    asked = sent(ledger, client, **words)
    masked = sent(ledger, client, **words, marks_mask="on")

    told = Remark.objects.get(event_id=Event.objects.get(type="clue.handling_started").pk, name="reason")
    assert (asked.status_code, 'name="marks_mask"' in asked.content.decode()) == (422, True)
    assert [one.refusal for one in masked.context["outcomes"]] == [""]
    assert told.text == "联系 ××× 后恢复办理"
