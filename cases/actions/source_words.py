"""来源已更新: a source said something new when a unit had its words already; the office adopts it or keeps its own."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.clues import Reason, keep
from cases.actions.registration import search_of
from cases.models import Clue
from cases.workflow import CLUE
from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.verbs import given

WAITING = ("source_updated_at", "source_words")


@dataclass(frozen=True)
class AdoptSource:
    """采用来源更新: what the unit reads from now on; what is left blank stays as the unit has it."""

    handling_summary: str = given(gettext_lazy("办理摘要"), default="", long=True)
    address: str = given(gettext_lazy("地址"), default="", most=300)
    subject_name: str = given(gettext_lazy("涉及单位"), default="", most=200)


def adopt_source_clue(clue: Clue, words: AdoptSource, *, by: Actor, at: datetime) -> Clue:
    """Let the unit read the new words, as the office has written them; the old ones stand in remarks."""
    move = CLUE.advance(clue, "adopt_source")
    _guard_waiting(clue)
    told = {name: getattr(words, name) for name in AdoptSource.__dataclass_fields__ if getattr(words, name).strip()}
    if not told:
        raise GuardUnmet(errors=[FieldError("/handling_summary", "required", _("请写明承办单位将看到的内容"))])
    old = {name: getattr(clue, name) for name, text in told.items() if getattr(clue, name) not in ("", text)}
    for name, text in told.items():
        setattr(clue, name, text)
    settle_source(clue)
    clue.search = search_of(clue)
    keep(clue, *told, *WAITING, "search", at=at)
    record(clue, move, by=by, at=at, data={"fields": sorted(told)}, remarks=old)
    return clue


def keep_source_clue(clue: Clue, why: Reason, *, by: Actor, at: datetime) -> Clue:
    """Leave the unit the words it has."""
    move = CLUE.advance(clue, "keep_source")
    _guard_waiting(clue)
    settle_source(clue)
    keep(clue, *WAITING, at=at)
    record(clue, move, by=by, at=at, remarks={"reason": why.reason})
    return clue


def settle_source(clue: Clue) -> None:
    """Nothing of the source waits any more; the caller saves `WAITING`."""
    clue.source_updated_at, clue.source_words = None, {}


def take_source_back(clue: Clue) -> None:
    """No unit reads the clue any more: it says what its source says, and somebody confirms the summary again.

    The caller saves `WAITING` and what the source owns.
    """
    if clue.source_updated_at is None:
        return
    for name, text in clue.source_words.items():
        setattr(clue, name, text)
    clue.summary_confirmed = False
    settle_source(clue)


def _guard_waiting(clue: Clue) -> None:
    if clue.source_updated_at is None:
        raise GuardUnmet(errors=[FieldError("", "nothing_waits", _("来源没有待处理的更新"))])
