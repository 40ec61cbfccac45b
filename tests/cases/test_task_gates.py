"""The gates of a task: progress from reports, evidence before acceptance, a public notice, and the satchel archived."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.actions.acceptances import AddEvidence, Disclose, RequestAcceptance
from cases.actions.clues import Reason
from cases.actions.objections import AnswerObjection, RegisterObjection
from cases.actions.progress import AcceptProgress, ReportProgress
from cases.models import Objection, Task
from kernel.errors import GuardUnmet, TransitionNotAllowed
from kernel.verbs import Nothing
from tests.cases.tasks import do, input_of_task, prepare, task_in
from tests.cases.test_satchels import act
from tests.cast import NOON, City
from tests.web.readers import reader

DAY = timedelta(days=1)


def codes_of(city: City, task: Task, verb: str, what: Any = None, *, by: str = "", at: Any = NOON) -> list[str]:
    """Why it was refused."""
    with pytest.raises(GuardUnmet) as refused:
        do(city, task, verb, what, by=by, at=at)
    return [error.code for error in refused.value.errors]


def reported(city: City, percent: int) -> Task:
    """A task of which the unit claims so much."""
    task = task_in(city, "in_progress")
    said = ReportProgress("完成管网铺设", percent, site_checked=True, checked_on=NOON.date())
    return do(city, task, "report_progress", said, by="handler")


def test_no_percent_is_accepted_without_a_report(city: City) -> None:
    task = task_in(city, "in_progress")

    assert codes_of(city, task, "accept_progress", AcceptProgress(60), by="rectifier") == ["report_missing"]
    assert Task.objects.get(pk=task.pk).accepted_percent == 0


@pytest.mark.parametrize(("claimed", "accepted", "fits"), [(60, 60, True), (60, 40, True), (60, 61, False)])
def test_no_more_is_accepted_than_the_newest_report_claims(
    city: City,
    claimed: int,
    accepted: int,
    fits: bool,  # noqa: FBT001 -- a column of the table
) -> None:
    task = reported(city, claimed)

    if fits:
        assert do(city, task, "accept_progress", AcceptProgress(accepted), by="rectifier").accepted_percent == accepted
    else:
        assert codes_of(city, task, "accept_progress", AcceptProgress(accepted), by="rectifier") == ["above_claim"]


def test_a_report_of_an_earlier_cycle_proves_nothing_in_the_next(city: City) -> None:
    task = do(city, reported(city, 80), "request_acceptance")
    do(city, task, "verify")
    do(city, task, "reopen", Reason("反弹"), at=NOON + DAY)
    do(city, task, "start", at=NOON + DAY)

    refused = codes_of(city, task, "accept_progress", AcceptProgress(80), by="rectifier", at=NOON + DAY)

    assert refused == ["report_missing"]


def test_nothing_is_accepted_on_no_evidence_and_none_is_added_afterwards(city: City) -> None:
    task = task_in(city, "in_progress")
    do(city, task, "request_acceptance", RequestAcceptance("已完成整改"))

    bare = codes_of(city, task, "verify")
    do(city, task, "add_evidence", AddEvidence(("检测报告",)), by="handler")
    verified = do(city, task, "verify")

    assert (bare, verified.status) == (["evidence_missing"], "verified")
    with pytest.raises(TransitionNotAllowed):
        do(city, task, "add_evidence", AddEvidence(("补充",)), by="handler")


def test_a_task_cannot_end_in_the_minute_in_which_it_was_made_public(city: City) -> None:
    task = task_in(city, "publicised")

    assert codes_of(city, task, "request_write_off", by="unithead") == ["notice_not_over"]


def test_the_notice_runs_working_days_and_the_day_after_the_last_is_free(city: City) -> None:
    task = task_in(city, "publicised")

    assert task.notice_until == date(2026, 11, 23)
    assert codes_of(city, task, "request_write_off", by="unithead", at=NOON + 7 * DAY) == ["notice_not_over"]
    assert do(city, task, "request_write_off", by="unithead", at=NOON + 8 * DAY).write_off_asked_agency_id


def test_a_shorter_notice_is_refused_and_a_longer_one_kept(city: City) -> None:
    task, client = task_in(city, "verified"), reader("handler")
    form = {"outlet": "市政府网站", "date": "2026-11-16"}
    path = f"/tasks/{task.pk}/actions/disclose"

    short = client.post(path, {**form, "notice_days": "4"}).status_code
    do(city, task, "disclose", Disclose("市政府网站", NOON.date(), notice_days=7))

    assert (short, Task.objects.get(pk=task.pk).notice_until) == (422, date(2026, 11, 25))


def object_to(city: City, task: Task, text: str, *, at: Any) -> Objection:
    """Somebody of the office writes an objection down."""
    do(city, task, "register_objection", RegisterObjection(at.date(), text), by="rectifier", at=at)
    return Objection.objects.get(text=text)


def answer(city: City, task: Task, objection: Objection, result: str = "refuted", *, at: Any) -> Task:
    """And somebody answers it."""
    said = AnswerObjection(objection, result, "现场核查为雨水")
    return do(city, task, "answer_objection", said, by="verifier", at=at)


def test_an_objection_stops_the_days_and_those_left_run_on_after_the_answer(city: City) -> None:
    task = task_in(city, "publicised")
    first = object_to(city, task, "排口仍有污水", at=NOON + 2 * DAY)
    second = object_to(city, task, "夜间有异味", at=NOON + 3 * DAY)

    open_both = codes_of(city, task, "request_write_off", by="unithead", at=NOON + 20 * DAY)
    still = answer(city, task, first, at=NOON + 10 * DAY)
    paused = (still.notice_left, still.notice_until)
    after = answer(city, task, second, at=NOON + 14 * DAY)

    assert open_both == ["objection_open"]
    assert paused == (3, date(2026, 11, 23))
    assert (after.notice_left, after.notice_until) == (None, date(2026, 12, 3))


def test_an_objection_that_stands_begins_the_task_again(city: City) -> None:
    task = task_in(city, "publicised")
    first, other = (object_to(city, task, text, at=NOON + DAY) for text in ("排口仍有污水", "夜间有异味"))

    again = answer(city, task, first, "upheld", at=NOON + 2 * DAY)

    other.refresh_from_db()
    assert (again.status, again.cycle, again.notice_until, again.notice_left) == ("reopened", 2, None, None)
    assert other.result == "upheld"


@pytest.mark.parametrize("day", [NOON.date() + 9 * DAY, NOON.date() - DAY])
def test_an_objection_comes_between_the_disclosure_and_today(city: City, day: date) -> None:
    task = task_in(city, "publicised")

    refused = codes_of(city, task, "register_objection", RegisterObjection(day, "异议"), by="rectifier")

    assert refused in (["in_the_future"], ["before_disclosure"])
    assert Objection.objects.count() == 0


def with_satchel(city: City) -> Any:
    """A publicised task whose notice is over, with its satchel still open."""
    task = task_in(city, "in_progress")
    satchel = do(city, task, "open_satchel", input_of_task("open_satchel", task))
    for verb in ("request_acceptance", "verify", "disclose"):
        task = do(city, task, verb)
    return prepare(task, "request_write_off", at=NOON + DAY), satchel


def test_a_task_is_not_written_off_while_its_satchel_is_open(city: City) -> None:
    task, satchel = with_satchel(city)

    early = codes_of(city, task, "request_write_off", by="unithead", at=NOON + DAY)
    satchel.items.all().delete()
    type(satchel).objects.filter(pk=satchel.pk).update(status="cleared", cleared_on=NOON.date())
    act(city, satchel, "archive", Nothing(), by="rectifier", at=NOON + DAY)
    done = do(city, task, "request_write_off", by="unithead", at=NOON + DAY)

    assert (early, done.write_off_asked_agency_id) == (["satchel_open"], "321181-hb")


@pytest.mark.parametrize("lacking", ["satchel", "notice", "answer"])
def test_the_database_writes_nothing_off_before_its_gates(city: City, lacking: str) -> None:
    task = with_satchel(city)[0] if lacking == "satchel" else prepare(task_in(city, "publicised"), "request_write_off")
    if lacking == "notice":
        Task.objects.filter(pk=task.pk).update(notice_until=None)
    if lacking == "answer":
        prepare(task, "answer_objection")

    with pytest.raises(IntegrityError, match="not ready to be written off"), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(status="written_off", written_off_at=NOON)
