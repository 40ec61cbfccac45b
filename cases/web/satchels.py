"""绿书包 on pages: the month grid with its gaps, the items by day, and the diary written by the river."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.queries.changes import record_since
from cases.actions.diaries import WriteEntry, keep_draft
from cases.models import Satchel
from cases.nouns import SATCHELS
from cases.queries.satchels import (
    Cell,
    cells_of,
    days_early,
    diary_figures,
    draft_of,
    is_locked,
    items_left,
    satchels_for_reading,
    satchels_visible_to,
)
from cases.web.clues import Button
from kernel.access import claim, find
from kernel.actor import Actor
from kernel.errors import BadInput, FieldError
from kernel.forms import Options
from kernel.page_request import PageRequest
from kernel.verbs import FieldOf, fields_of
from kernel.web import check_seen, page, page_or_partial
from kernel.web_forms import Question, ask
from kernel.web_nouns import VerbPage

NAMES = tuple(field.name for field in fields_of(WriteEntry) if not field.is_file)
LONGEST_DRAFT = 5000
# A week of the grid; None pads the days before the opening and after the end.
Week = list["tuple[date, list[Cell]] | None"]


@dataclass(frozen=True)
class Month:
    """One month of the grid, its weeks from Monday."""

    first: date
    weeks: list[Week]


@page
@require_safe
def satchel_detail(request: PageRequest, pk: str) -> HttpResponse:
    """One satchel: its decision, its days, its diary."""
    actor, now = request.actor, timezone.now()
    satchel = find(satchels_for_reading(satchels_visible_to(actor)), pk)
    today = timezone.localdate()
    context = {
        "satchel": satchel,
        "task": satchel.task,
        "figures": diary_figures(satchel, on=today),
        "early": days_early(satchel),
        "months": months_of(cells_of(satchel, on=today)),
        "entries": [(entry, is_locked(entry, at=now)) for entry in satchel.entries.all()],
        "items": items_by_month(satchel),
        "left": items_left(satchel).count(),
        "buttons": _buttons(satchel, actor),
    }
    return page_or_partial(request, "cases/satchels/detail.html", context)


def _buttons(satchel: Satchel, actor: Actor) -> list[Button]:
    names = [name for name in SATCHELS.open_to(actor, satchel) if name != "write_entry"]
    return [Button(name, SATCHELS.verb(name).label, "", "quiet") for name in names]


def months_of(cells: Iterable[Cell]) -> list[Month]:
    """The cells by month and week."""
    days = [(day, list(found)) for day, found in groupby(cells, key=lambda cell: cell.day)]
    months = groupby(days, key=lambda one: one[0].replace(day=1))
    return [Month(first, _weeks(list(found))) for first, found in months]


def _weeks(days: list[tuple[date, list[Cell]]]) -> list[Week]:
    padded: Week = [None] * days[0][0].weekday() + [*days]
    padded += [None] * (-len(padded) % 7)
    return [padded[start : start + 7] for start in range(0, len(padded), 7)]


def items_by_month(satchel: Satchel) -> list[tuple[date, list[tuple[int, list[Any]]]]]:
    """What is to be done: by month, in it by week, in it by day."""
    months = groupby(satchel.items.all(), key=lambda item: item.due_on.replace(day=1))
    return [(first, _by_week(list(found))) for first, found in months]


def _by_week(items: list[Any]) -> list[tuple[int, list[Any]]]:
    return [(week, list(found)) for week, found in groupby(items, key=lambda item: item.due_on.isocalendar().week)]


@page
@require_http_methods(["GET", "HEAD", "POST"])
def new_entry(request: PageRequest, pk: str) -> HttpResponse:
    """The form as it was left, or the entry sent, once."""
    actor = request.actor
    satchel = find(satchels_visible_to(actor).select_related("task"), pk)
    SATCHELS.permit(actor, "write_entry", satchel)

    def does(said: WriteEntry, now: datetime) -> str:
        locked = claim(satchels_visible_to(actor), satchel.pk)
        check_seen(request, locked.version)
        SATCHELS.perform(locked, "write_entry", said, by=actor, at=now)
        return f"/satchels/{pk}"

    question = Question(
        WriteEntry,
        does,
        template="cases/satchels/entry.html",
        options=_sites(satchel),
        initial={"day": timezone.localdate().isoformat(), "site": satchel.sites[0], **draft_of(satchel, actor)},
        context=lambda _form: {"satchel": satchel, "items": satchel.items.filter(due_on=timezone.localdate())},
        seen=satchel.version,
    )
    return ask(request, question)


def _sites(satchel: Satchel) -> Options:
    return lambda field: [(site, site) for site in satchel.sites] if field.name == "site" else None


@page
@require_POST
def keep_entry_draft(request: PageRequest, pk: str) -> HttpResponse:
    """Keep what was typed so far."""
    actor, now = request.actor, timezone.now()
    satchel = find(satchels_visible_to(actor), pk)
    SATCHELS.permit(actor, "write_entry", satchel)
    words = {name: request.POST.get(name, "") for name in NAMES}
    too_long = [name for name, text in words.items() if len(text) > LONGEST_DRAFT]
    if too_long:
        text = _("草稿不超过%(most)s字，未保存") % {"most": LONGEST_DRAFT}
        raise BadInput(errors=[FieldError(f"/{name}", "max_length", text) for name in too_long])
    keep_draft(satchel, words, by=actor, at=now)
    return page_or_partial(request, "cases/satchels/kept.html", {"now": timezone.localtime(now)})


def _options(satchel: Satchel) -> Options:
    def options(field: FieldOf) -> "list[tuple[str, Any]] | None":
        if field.type == "diaryentry":
            return [(str(entry.pk), f"{entry.day} {entry.site}") for entry in satchel.entries.all()]
        return [(site, site) for site in satchel.sites] if field.name == "site" else None

    return options


def _title(request: PageRequest, satchel: Satchel) -> str:
    return satchel.task.title


satchel_action = VerbPage(SATCHELS, _options, _title, frozenset({"archive"}), since=record_since).view()
