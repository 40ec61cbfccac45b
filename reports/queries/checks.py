"""Any text held against the figures as of an instant: what a bulletin says before it goes out."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.actor import Actor
from kernel.errors import BadInput, FieldError
from kernel.verbs import given
from reports.content import content_of_pack
from reports.packs import CHECKED
from reports.prose.guard import check
from reports.prose.marks import Mark, Told
from reports.queries.blocks import Scope
from reports.queries.figures import Wanted

LONGEST = 20_000


@dataclass(frozen=True)
class CheckText:
    """A text, the day at whose end its figures are to be right, and whose records alone they count."""

    text: str = given(gettext_lazy("待核对文字"), long=True, most=LONGEST)
    as_of: date | None = given(gettext_lazy("截至日期（默认现在）"), default=None)  # noqa: RUF009 -- it makes the field itself
    source: str = given(gettext_lazy("来源系统（只统计该来源）"), default="", most=64)


def content_for(what: CheckText, *, by: Actor, at: datetime) -> dict[str, Any]:
    """The figures as of that day's last second, or now, over what the reader may see; nothing is kept."""
    zone = get_default_timezone()
    instant = datetime.combine(what.as_of, time(23, 59, 59), tzinfo=zone) if what.as_of else at
    if instant > at:
        fault = FieldError("/as_of", "in_the_future", _("统计时点不能晚于现在"))
        raise BadInput(errors=[fault])
    begins = (instant.astimezone(zone) + timedelta(seconds=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    first = (begins - timedelta(days=1)).replace(day=1) if what.as_of else begins.replace(day=1)
    return content_of_pack(CHECKED, Scope(Wanted(source=what.source), first, instant, by))


def marks_for(text: str, told: Told) -> list[Mark]:
    """What the guard says of it."""
    return check(text, told)
