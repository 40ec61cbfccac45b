"""绿书包: opened by a decision, worked off by the day, with a diary that nobody rewrites."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from cases.actions.acceptances import BeginMonitoring
from cases.actions.diaries import CorrectEntry, ReviseEntry, WriteEntry
from cases.actions.milestones import AddMilestone
from cases.actions.satchels import AcceptItems, OpenSatchel
from cases.api.satchels import DiaryEntryOut, SatchelOut
from cases.backscheduling import daily_items
from cases.models import DiaryDraft, DiaryEntry, Satchel
from cases.queries.satchels import days_early, diary_figures
from cases.verbs import SATCHEL_VERBS
from kernel.errors import GuardUnmet
from kernel.verbs import Nothing
from tests.cases.tasks import do, task_in
from tests.cast import City
from tests.conftest import ApiOf
from tests.web.readers import reader

# Eight in the morning here, on the day the satchel is opened.
OPENED = datetime(2021, 10, 25, 0, 0, tzinfo=UTC)
YEAR_END = date(2021, 12, 31)
DAY = timedelta(days=1)


def opened(city: City, *, sites: tuple[str, ...] = ("修复现场",), ends_on: date = YEAR_END) -> Satchel:
    """A satchel that runs to the end of 2021."""
    task = task_in(city, "in_progress", at=OPENED, deadline=YEAR_END)
    do(city, task, "add_milestone", AddMilestone("完成主体修复", date(2021, 11, 30)), at=OPENED)
    decision = OpenSatchel("演示市领导", "演示〔2021〕9号", OPENED.date(), ends_on, sites=sites)
    made: Any = do(city, task, "open_satchel", decision, at=OPENED)
    return Satchel.objects.get(pk=made.pk)


def act(city: City, satchel: Satchel, verb: str, what: object, *, by: str = "verifier", at: datetime) -> Satchel:
    """Somebody who may does it."""
    with transaction.atomic():
        row = Satchel.objects.select_for_update(of=("self",)).get(pk=satchel.pk)
        done: Satchel = SATCHEL_VERBS[verb].do(row, what, by=city.actor(by), at=at)
    return done


def codes_of(refused: pytest.ExceptionInfo[GuardUnmet]) -> set[str]:
    """Why not."""
    return {error.code for error in refused.value.errors}


def test_a_satchel_cleared_early_counts_its_diary_to_that_day(city: City) -> None:
    satchel = opened(city)
    for count in range(47):
        if count != 20:
            act(city, satchel, "write_entry", WriteEntry(f"第{count + 1}天"), at=OPENED + count * DAY)

    cleared = act(city, satchel, "accept_items", AcceptItems(YEAR_END), at=OPENED + 46 * DAY)
    do(city, cleared.task, "request_acceptance", at=OPENED + 46 * DAY)
    do(city, cleared.task, "verify", at=OPENED + 46 * DAY)
    task = do(city, cleared.task, "begin_monitoring", BeginMonitoring(date(2022, 12, 31)), at=OPENED + 46 * DAY)

    figures = diary_figures(cleared, on=date(2022, 1, 1))
    assert (cleared.status, cleared.cleared_on, days_early(cleared)) == ("cleared", date(2021, 12, 10), 21)
    assert (figures.due, figures.written, figures.missing) == (47, 46, 1)
    assert task.status == "post_monitoring"


def test_what_is_to_be_done_each_day_is_worked_back_from_the_milestones(city: City) -> None:
    items = list(opened(city).items.values_list("due_on", "text"))

    assert len(items) == 68
    assert items[0] == (date(2021, 10, 25), "完成主体修复（1/37）")
    assert items[36] == (date(2021, 11, 30), "完成主体修复（37/37）")
    assert items[-1] == (YEAR_END, "沿江化工园区废水直排问题整改（31/31）")


def test_milestones_on_one_day_or_outside_the_satchel_share_no_day_twice() -> None:
    days = list(
        daily_items(date(2021, 1, 1), date(2021, 1, 3), [(date(2021, 1, 2), "甲"), (date(2021, 2, 1), "乙")], rest="丙")
    )

    assert days == [(date(2021, 1, 1), "甲（1/2）"), (date(2021, 1, 2), "甲（2/2）"), (date(2021, 1, 3), "丙（1/1）")]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (WriteEntry("x", day=date(2021, 10, 28)), "in_the_future"),
        (WriteEntry("x", day=date(2021, 10, 24)), "before_start"),
        (WriteEntry("x", site="别处"), "unknown_site"),
        (WriteEntry("x", day=date(2021, 10, 25)), "day_locked"),
    ],
)
def test_a_diary_is_written_for_its_sites_and_days_alone(city: City, said: WriteEntry, code: str) -> None:
    satchel = opened(city)

    with pytest.raises(GuardUnmet) as refused:
        act(city, satchel, "write_entry", said, at=OPENED + 2 * DAY)

    assert code in codes_of(refused)
    assert DiaryEntry.objects.count() == 0


def test_a_site_has_one_entry_a_day(city: City) -> None:
    satchel = opened(city, sites=("南岸", "北岸"))
    act(city, satchel, "write_entry", WriteEntry("水清", site="南岸"), at=OPENED)

    with pytest.raises(GuardUnmet) as refused:
        act(city, satchel, "write_entry", WriteEntry("又写", site="南岸"), at=OPENED)
    act(city, satchel, "write_entry", WriteEntry("水浊", site="北岸"), at=OPENED)

    assert codes_of(refused) == {"already_written"}
    figures = diary_figures(satchel, on=OPENED.date() + DAY)
    assert (figures.due, figures.written, figures.missing) == (4, 2, 0)


def test_an_entry_of_the_day_before_is_marked_as_late(city: City) -> None:
    satchel = opened(city)

    act(city, satchel, "write_entry", WriteEntry("昨日情况", day=OPENED.date()), at=OPENED + DAY)

    assert DiaryEntry.objects.get().is_late


def test_an_entry_is_mended_for_24_hours_by_who_wrote_it_and_then_only_corrected(city: City) -> None:
    satchel = opened(city)
    act(city, satchel, "write_entry", WriteEntry("水清"), at=OPENED)
    entry = DiaryEntry.objects.get()

    with pytest.raises(GuardUnmet) as stranger:
        act(city, satchel, "revise_entry", ReviseEntry(entry, "不清"), by="handler", at=OPENED)
    act(city, satchel, "revise_entry", ReviseEntry(entry, "水较清"), at=OPENED + DAY - timedelta(seconds=1))
    with pytest.raises(GuardUnmet) as late:
        act(city, satchel, "revise_entry", ReviseEntry(entry, "水浊"), at=OPENED + DAY)
    act(city, satchel, "correct_entry", CorrectEntry(entry, "应为水浊"), at=OPENED + 9 * DAY)

    assert (codes_of(stranger), codes_of(late)) == ({"not_the_writer"}, {"entry_locked"})
    entry.refresh_from_db()
    assert (entry.findings, [one.text for one in entry.corrections.all()]) == ("水较清", ["应为水浊"])


def test_a_satchel_is_opened_once_within_the_deadline_after_its_decision(city: City) -> None:
    satchel = opened(city)
    wrong = OpenSatchel("甲", "号", OPENED.date() + DAY, date(2022, 1, 1), opens_on=OPENED.date())

    with pytest.raises(GuardUnmet) as refused:
        do(city, satchel.task, "open_satchel", wrong, at=OPENED)

    assert codes_of(refused) == {"before_decision", "after_deadline", "satchel_open"}


def test_items_are_cleared_by_and_by_and_a_satchel_is_archived_after_monitoring(city: City) -> None:
    satchel = opened(city)

    part = act(city, satchel, "accept_items", AcceptItems(date(2021, 11, 30)), at=OPENED + 40 * DAY)
    whole = act(city, satchel, "accept_items", AcceptItems(YEAR_END), at=OPENED + 45 * DAY)
    with pytest.raises(GuardUnmet) as refused:
        act(city, satchel, "archive", Nothing(), by="rectifier", at=OPENED + 46 * DAY)

    assert (part.status, part.cleared_on, whole.status, whole.cleared_on) == (
        "active", None, "cleared", date(2021, 12, 9),
    )  # fmt: skip
    assert codes_of(refused) == {"verification_missing"}


def test_the_rest_door_opens_a_satchel_and_writes_its_diary_once(city: City, api: ApiOf) -> None:
    task = task_in(city, "in_progress", at=OPENED, deadline=YEAR_END)
    body = {"signed_by": "演示市领导", "decision_number": "9号", "decided_on": "2021-10-25", "ends_on": "2021-12-31"}
    diary = f"/api/v1/tasks/{task.pk}/diary"

    with time_machine.travel(OPENED):
        made = api("rectifier").post(f"/api/v1/tasks/{task.pk}/actions/open_satchel", body)
        entry = api("verifier").post(diary, {"findings": "水清"}, HTTP_IDEMPOTENCY_KEY="diary-of-today")
        again = api("verifier").post(diary, {"findings": "水清"}, HTTP_IDEMPOTENCY_KEY="diary-of-today")

    assert (made.status_code, set(made.json())) == (201, set(SatchelOut().fields))
    assert (entry.status_code, set(entry.json())) == (201, set(DiaryEntryOut().fields))
    assert (again.status_code, again.json()["id"]) == (201, entry.json()["id"])
    assert len(api("verifier").get(diary).json()["results"]) == 1
    assert api("colleague").get(diary).status_code == 404


def test_what_is_typed_is_kept_until_it_is_sent(city: City) -> None:
    satchel, client = opened(city), reader("verifier")
    path = f"/satchels/{satchel.pk}/diary"

    with time_machine.travel(OPENED):
        kept = client.post(f"{path}/draft", {"findings": "写到一半", "day": "2021-10-25"}, HTTP_HX_REQUEST="true")
        shown = client.get(f"{path}/new").content.decode()
        sent = client.post(f"{path}/new", {"findings": "写到一半，写完", "day": "2021-10-25", "once": "once-and-only"})
        twice = client.post(f"{path}/new", {"findings": "写到一半，写完", "day": "2021-10-25", "once": "once-and-only"})

    assert (kept.status_code, "草稿已于" in kept.content.decode(), "写到一半" in shown) == (200, True, True)
    assert (sent.status_code, twice.status_code) == (302, 302)
    assert [entry.findings for entry in DiaryEntry.objects.all()] == ["写到一半，写完"]
    assert DiaryDraft.objects.count() == 0


def test_a_day_without_its_entry_is_a_red_cell_and_the_next_day_is_not(city: City) -> None:
    satchel = opened(city)

    with time_machine.travel(OPENED + DAY):
        page = reader("rectifier").get(f"/satchels/{satchel.pk}")

    cells = [cell for month in page.context["months"] for week in month.weeks for day in week if day for cell in day[1]]
    assert [cell.state for cell in cells[:3]] == ["missing", "due", "ahead"]
    assert page.content.decode().count('class="qy-day is-red"') == 1
    assert timezone.localtime(OPENED).date() == cells[0].day
