"""A clue as lists and pages print it: what this reader may know, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from cases.models import Channel, Clue, PollutionType
from cases.queries.clues import readership, shown_channel, shown_title
from kernel.actor import Actor
from kernel.days import days_late, ends_a_day

SOON = timedelta(days=3)
HOURS_COUNT = timedelta(hours=48)
MINUTES_COUNT = timedelta(hours=2)

MARKS = {
    "historical_overdue": (lazy("历史逾期"), "amber"),
    "dates_unknown": (lazy("日期不详"), ""),
    "closing_unknown": (lazy("办结日期不详"), ""),
    "extension_requested": (lazy("申请延期中"), "blue"),
    "write_off_requested": (lazy("申请销号中"), "blue"),
    "repeat": (lazy("重复"), ""),
    "source_updated": (lazy("来源已更新"), "amber"),
    "location_outside_region": (lazy("地点与区划不符"), "amber"),
    "unmatched_unit": (lazy("单位待匹配"), "amber"),
}

STATUS_TONES = {
    "registered": "amber",
    "dispatched": "blue",
    "signed": "blue",
    "investigating": "teal",
    "reported": "amber",
    "closed": "green",
    "interim_closed": "green",
}


@dataclass(frozen=True)
class Tag:
    """A word with a colour."""

    text: str | Promise
    tone: str = ""


@dataclass(frozen=True)
class Due:
    """How long there still is, or how long it has been too late."""

    at: datetime
    text: str
    tone: str


@dataclass(frozen=True)
class Line:
    """One clue in a list."""

    clue: Clue
    title: str
    channel: str
    types: str
    status: Tag
    marks: list[Tag]
    due: Due | None

    @property
    def id(self) -> str:
        """The clue's id, for addresses."""
        return str(self.clue.pk)


def line_of(clue: Clue, actor: Actor, *, at: datetime) -> Line:
    """The clue's line as this reader may see it; asks the database nothing."""
    reader = readership(actor, clue)
    return Line(
        clue=clue,
        title=shown_title(clue, reader) or clue.number,
        channel=str(Channel(shown_channel(clue, reader)).label),
        types=types_of(clue),
        status=Tag(clue.get_status_display(), STATUS_TONES.get(clue.status, "")),
        marks=marks_of(clue),
        due=due_of(clue.due_at, at=at) if clue.is_open and clue.due_at else None,
    )


def types_of(clue: Clue) -> str:
    """The kinds of pollution, joined."""
    return "、".join(str(PollutionType(value).label) for value in clue.pollution_types)


def marks_of(clue: Clue) -> list[Tag]:
    """The marks of the clue with their colours."""
    return [Tag(*MARKS[name]) for name in clue.marks if name in MARKS]


def amount_of(time: timedelta) -> str:
    """A stretch of time in the unit that fits it: days, hours or minutes."""
    if time < MINUTES_COUNT:
        count = int(time / timedelta(minutes=1))
        return ngettext("%(count)d 分钟", "%(count)d 分钟", count) % {"count": count}
    if time < HOURS_COUNT:
        count = int(time / timedelta(hours=1))
        return ngettext("%(count)d 小时", "%(count)d 小时", count) % {"count": count}
    return ngettext("%(count)d 天", "%(count)d 天", time.days) % {"count": time.days}


def due_of(due_at: datetime, *, at: datetime) -> Due:
    """How much time is left, or was lost; days late are those of the calendar, as the figures count them."""
    rest = abs(due_at - at)
    amount = amount_of(rest)
    if due_at < at:
        days = days_late(due_at, at)
        if days and (rest >= HOURS_COUNT or ends_a_day(due_at)):
            amount = ngettext("%(count)d 天", "%(count)d 天", days) % {"count": days}
        return Due(due_at, _("逾期 %(amount)s") % {"amount": amount}, "red")
    return Due(due_at, _("剩 %(amount)s") % {"amount": amount}, "amber" if rest < SOON else "")
