"""Letters that want a reply and interviews that want a report: reminded of, late, and met by what is registered."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from cases.actions.clocks import sweep_clocks
from cases.models import Clock, Clue, Notice
from kernel.actor import SYSTEM
from kernel.errors import GuardUnmet
from kernel.models import Event, Remark
from kernel.verbs import Nothing
from supervision.actions.clue_letters import draft_about_clue
from supervision.actions.interview_reports import RegisterReport, register_report_interview, remind_of_reports
from supervision.actions.letter_replies import RegisterReply, register_reply_letter
from supervision.actions.letters import Sign, sign_letter
from supervision.actions.mechanism import ProposeInterview, approve_interview, hold_interview, propose_interview
from supervision.models import Interview, Letter, LetterKind, ReferralEvent
from tests.cases.situations import clue_in
from tests.cast import NOON, City
from tests.web.readers import reader
from tests.workers import drain

DAY = timedelta(days=1)
DUE = date(2026, 11, 26)
UNIT, OFFICE = "321181-hb:unithead", "321100-hq:dispatcher"


def signed(city: City, *, due: date | None = DUE) -> Letter:
    """A letter to 丹阳's branch that wants a reply."""
    clue = Clue.objects.select_related("lead_agency", "region").get(pk=clue_in(city, "investigating").pk)
    with transaction.atomic():
        letter = draft_about_clue(clue, LetterKind.REMINDER_LETTER, by=SYSTEM, at=NOON, reply_due=due)
        assert letter is not None
        return sign_letter(letter, Sign("演示〔2026〕12号"), by=city.actor("director2"), at=NOON)


def replied(city: City, letter: Letter, day: date, *, at: datetime) -> Letter:
    """The office writes down the reply."""
    with transaction.atomic():
        row = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
        return register_reply_letter(row, RegisterReply(day, "演示复〔2026〕1号"), by=city.actor("dispatcher"), at=at)


def clock_of(letter: Letter) -> Clock:
    """The clock of its reply."""
    return Clock.objects.get(subject_type="letter", subject_id=letter.pk)


def codes_of(refused: pytest.ExceptionInfo[GuardUnmet]) -> list[str]:
    """Why not."""
    return [error.code for error in refused.value.errors]


def test_a_signed_letter_that_wants_a_reply_starts_its_clock_and_another_none(city: City) -> None:
    letter = signed(city)
    other = signed(city, due=None)

    clock = clock_of(letter)
    assert (clock.kind, clock.policy, clock.leg_id) == ("answer", "函件回复时限", "321181-hb")
    assert clock.due_at == datetime.fromisoformat("2026-11-26T23:59:59+08:00")
    assert not Clock.objects.filter(subject_id=other.pk).exists()


def test_the_unit_is_reminded_before_the_day_and_the_office_hears_once_it_is_past(city: City) -> None:
    letter, heard = signed(city, due=date(2026, 11, 19)), []
    for days in (1.5, 2.5, 4):
        sweep_clocks(at=NOON + days * DAY)
        drain()
        told = (
            Notice.objects.filter(subject_id=letter.pk, kind__startswith="letter.clock")
            .order_by("id")
            .values_list("kind", "post")
        )
        heard.append(set(told))

    assert heard[0] == {("letter.clock_warned:blue", UNIT)}
    assert heard[1] - heard[0] == {("letter.clock_warned:yellow", UNIT)}
    assert heard[2] - heard[1] == {("letter.clock_warned:red", UNIT), ("letter.clock_warned:red", OFFICE)}
    assert clock_of(letter).state == "breached"


@pytest.mark.parametrize(("day", "state", "on_time"), [(DUE, "met", True), (DUE + DAY, "breached", False)])
def test_a_registered_reply_meets_the_clock_by_the_day_it_came(
    city: City, day: date, state: str, on_time: object
) -> None:
    letter = signed(city)

    replied(city, letter, day, at=NOON + 20 * DAY)

    event = Event.objects.get(type="letter.replied")
    assert (clock_of(letter).state, event.data["on_time"]) == (state, on_time)
    assert "演示复" not in str(event.data)


def test_a_reply_is_registered_once_between_the_signing_and_today(city: City) -> None:
    letter = signed(city)

    for day, code in ((date(2026, 11, 15), "before_signing"), (date(2026, 11, 18), "in_the_future")):
        with pytest.raises(GuardUnmet) as refused:
            replied(city, letter, day, at=NOON + DAY)
        assert codes_of(refused) == [code]
    replied(city, letter, date(2026, 11, 17), at=NOON + DAY)
    with pytest.raises(GuardUnmet) as again:
        replied(city, letter, date(2026, 11, 17), at=NOON + DAY)

    assert codes_of(again) == ["already_replied"]


def test_the_database_takes_no_reply_to_an_unsigned_letter(city: City) -> None:
    letter = signed(city)

    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(status="voided", signed_at=None, replied_on=DUE)


def test_the_register_of_letters_says_who_is_late_and_who_replied(city: City) -> None:
    letter = signed(city)

    with time_machine.travel(NOON + 12 * DAY):
        client = reader("dispatcher")
        late = client.get("/letters/").content.decode()
        sent = client.post(f"/letters/{letter.pk}/actions/register_reply", {"replied_on": "2026-11-27"})
        after, page = client.get("/letters/").content.decode(), client.get(f"/letters/{letter.pk}").content.decode()

    assert ("逾期 " in late, "已回复" in late) == (True, False)
    assert (sent.status_code, "逾期 " in after, "已回复" in after) == (302, False, True)
    assert "登记回复" not in page


OWN = {"replied_on": "2026-11-17", "text": "已停产整改，管网三日内接通"}


@pytest.mark.parametrize("who", ["unithead", "handler"])
def test_the_addressee_registers_its_own_reply_and_the_clock_ends(city: City, who: str) -> None:
    letter = signed(city)

    with time_machine.travel(NOON + DAY):
        answer = reader(who).post(f"/letters/{letter.pk}/actions/register_reply", OWN)

    letter.refresh_from_db()
    assert (answer.status_code, letter.replied_on, clock_of(letter).state) == (302, date(2026, 11, 17), "met")
    assert Remark.objects.filter(name="text", text=OWN["text"]).count() == 1


@pytest.mark.parametrize(
    ("changes", "words"), [({"text": " "}, "请填写回复内容"), ({"replied_on": "2026-11-16"}, "回复日期为今天")]
)
def test_the_addressee_replies_today_and_in_words(city: City, changes: dict[str, str], words: str) -> None:
    letter = signed(city)

    with time_machine.travel(NOON + DAY):
        answer = reader("unithead").post(f"/letters/{letter.pk}/actions/register_reply", OWN | changes)

    assert (answer.status_code, clock_of(letter).state) == (422, "running")
    assert words in answer.content.decode()


def test_nobody_else_registers_a_reply(city: City) -> None:
    letter = signed(city)

    with time_machine.travel(NOON + DAY):
        answer = reader("colleague").post(f"/letters/{letter.pk}/actions/register_reply", OWN)

    assert answer.status_code == 404


def test_the_reply_to_a_letter_of_supervision_answers_for_its_clue(city: City) -> None:
    clue = clue_in(city, "investigating")
    with time_machine.travel(NOON, tick=False):
        reader("dispatcher").post(f"/clues/{clue.pk}/actions/supervise", {"level": "key", "reply_due": "2026-11-26"})
        drain()
        letter = Letter.objects.get(kind="supervision_letter")
        reader("director2").post(f"/letters/{letter.pk}/actions/sign", {"letter_number": "演〔2026〕7号"})
    before = Clock.objects.get(subject_id=clue.pk, kind="answer").state

    with time_machine.travel(NOON + DAY):
        reader("unithead").post(f"/letters/{letter.pk}/actions/register_reply", OWN)

    assert (before, Clock.objects.get(subject_id=clue.pk, kind="answer").state) == ("running", "met")


def held(city: City, *, by: str = "dispatcher") -> Interview:
    """An interview of 丹阳's branch, held at noon; its report is due in thirty days."""
    wish = ProposeInterview(NOON.date(), "key_task_not_done", (city.agencies["321181-hb"],))
    with transaction.atomic():
        interview = propose_interview(wish, by=city.actor(by), at=NOON)
        for who in ("director2", "discipline"):
            approve_interview(interview, Nothing(), by=city.actor(who), at=NOON)
        return hold_interview(interview, Nothing(), by=city.actor("dispatcher"), at=NOON)


def reminded(days: int) -> int:
    """How many interviews were told of so many days after."""
    with transaction.atomic():
        return remind_of_reports(at=NOON + days * DAY)


def test_an_interviews_report_is_asked_after_once_before_and_once_after_its_day(city: City) -> None:
    interview = held(city)

    counts = [reminded(days) for days in (26, 27, 28, 30, 31, 40)]

    assert counts == [0, 1, 0, 0, 1, 0]
    told = (
        Notice.objects.filter(subject_id=interview.pk, kind__contains="warned")
        .order_by("id")
        .values_list("kind", "post")
    )
    assert list(told) == [("interview.report_warned:yellow", OFFICE), ("interview.report_warned:red", OFFICE)]


def test_the_side_that_keeps_an_interview_is_told_and_the_offices_log_is_not(city: City) -> None:
    held(city, by="discipline")
    before = Event.objects.count()

    reminded(31)

    assert Notice.objects.get(kind="interview.report_warned:red").post == "321100-jw:discipline"
    assert Event.objects.count() == before
    assert ReferralEvent.objects.get(type="interview.report_warned").data == {"level": "red"}


def test_a_registered_report_ends_the_reminders_and_the_mark(city: City) -> None:
    interview = held(city)

    with time_machine.travel(NOON + 35 * DAY):
        client = reader("dispatcher")
        late = client.get("/joint/").content.decode()
        sent = client.post(f"/interviews/{interview.pk}/actions/register_report", {"reported_on": "2026-12-20"})
        after = client.get("/joint/").content.decode()

    assert ("整改报告逾期" in late, sent.status_code) == (True, 302)
    assert ("整改报告逾期" in after, "已报整改" in after) == (False, True)
    assert reminded(40) == 0


@pytest.mark.parametrize(("day", "code"), [("2026-11-15", "before_interview"), ("2026-11-20", "in_the_future")])
def test_a_report_comes_after_the_interview_and_not_later_than_today(city: City, day: str, code: str) -> None:
    interview: Any = held(city)

    with pytest.raises(GuardUnmet) as refused, transaction.atomic():
        register_report_interview(
            interview, RegisterReport(date.fromisoformat(day)), by=city.actor("dispatcher"), at=NOON + DAY
        )

    assert codes_of(refused) == [code]
