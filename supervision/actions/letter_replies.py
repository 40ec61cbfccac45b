"""The reply that a letter asks for: its clock runs from the signing to the day it names, and a reply meets it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.clocks import end_clock, office_zone, set_clock_row
from cases.deadlines import DAY_END
from cases.models import Clock
from cases.periods import Day
from cases.policies import REPLY
from kernel.actor import Actor
from kernel.days import local_day
from kernel.errors import FieldError, GuardUnmet
from kernel.events import Named, record
from kernel.verbs import given
from supervision.models import Letter, LetterKind
from supervision.workflow import LETTER


@dataclass(frozen=True)
class RegisterReply:
    """登记回复: on which day the reply came, and under which number."""

    replied_on: Day = given(gettext_lazy("收到回复日期"))  # noqa: RUF009 -- it makes the field itself
    reply_number: str = given(gettext_lazy("复函文号"), default="", most=64)
    text: str = given(gettext_lazy("回复内容"), default="", long=True)


def start_reply_clock(letter: Letter, *, at: datetime) -> None:
    """Start the clock of a letter that was just signed, where it asks for a reply by a day."""
    if letter.reply_due is None:
        return
    clock = set_clock_row(letter, Clock.Kind.ANSWER, REPLY, since=at, due_at=_end_of(letter.reply_due))
    clock.leg = letter.addressee
    clock.save(force_insert=True)


def register_reply_letter(letter: Letter, told: RegisterReply, *, by: Actor, at: datetime) -> Letter:
    """Write down the reply; one that came in time meets the clock, however late the office writes it down.

    The addressee writes its own reply, of today and in words. It ends what the letter waits for, and what the clue of
    a letter of supervision waits for.
    """
    move = LETTER.advance(letter, "register_reply")
    _guard_reply(letter, told, at=at)
    if by.agency_id != letter.issuer_id:
        _guard_own_reply(told, at=at)
    letter.replied_on, letter.reply_number = told.replied_on, told.reply_number
    letter.save(update_fields=["version", "replied_on", "reply_number"])
    came = min(at, _end_of(told.replied_on))
    end_clock(letter, Clock.Kind.ANSWER, at=came)
    if letter.kind == LetterKind.SUPERVISION_LETTER and letter.subject_id is not None:
        end_clock(Named(letter.subject_type, letter.subject_id), Clock.Kind.ANSWER, at=came)
    in_time = letter.reply_due is None or told.replied_on <= letter.reply_due
    facts = {"replied_on": str(told.replied_on), "on_time": in_time}
    record(letter, move, by=by, at=at, data=facts, remarks={"text": told.text})
    return letter


def _guard_own_reply(told: RegisterReply, *, at: datetime) -> None:
    faults = {
        ("/replied_on", "not_today", _("本单位登记的回复日期为今天")): told.replied_on != local_day(at),
        ("/text", "required", _("请填写回复内容")): not told.text.strip(),
    }
    errors = [FieldError(*fault) for fault, stands in faults.items() if stands]
    if errors:
        raise GuardUnmet(errors=errors)


def _guard_reply(letter: Letter, told: RegisterReply, *, at: datetime) -> None:
    signed = local_day(letter.signed_at) if letter.signed_at else told.replied_on
    faults = {
        ("", "already_replied", _("已登记过回复")): letter.replied_on is not None,
        ("/replied_on", "in_the_future", _("日期不能晚于今天")): told.replied_on > local_day(at),
        ("/replied_on", "before_signing", _("不能早于签发日期")): told.replied_on < signed,
    }
    errors = [FieldError(*fault) for fault, stands in faults.items() if stands]
    if errors:
        raise GuardUnmet(errors=errors)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, DAY_END, tzinfo=office_zone())
