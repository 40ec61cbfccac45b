"""The rows of a disclosure on pages: each text beside the clue's own, and the form that mends one row."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies.rules import is_command_office
from cases.measures import in_words, measures_of
from kernel.access import claim, find
from kernel.page_request import PageRequest
from kernel.web import check_seen, page, page_or_partial
from kernel.web_forms import Question, ask
from reports.actions.disclosed_rows import COUNTS, TEXTS, EditRow, RemoveRow, row_at
from reports.covering import closure_words, number_words, type_words, verdict_words
from reports.models import DisclosureItem
from reports.nouns import DISCLOSURES
from reports.number_gate import CELLS
from reports.queries.covering import areas_of
from reports.queries.differences import compared
from reports.queries.disclosures import disclosures_visible_to, items_visible_to
from reports.queries.places import place_before, rows_after

SIZE = 10


@page
@require_safe
def disclosed_rows(request: PageRequest, pk: str) -> HttpResponse:
    """Ten rows: for the office with what was changed, for others as they were told."""
    actor = request.actor
    disclosure = find(disclosures_visible_to(actor), pk)
    rows = items_visible_to(actor).filter(disclosure=disclosure).select_related("clue", "republishes__disclosure")
    place = _place(request)
    found, following = rows_after(rows, place, size=SIZE)
    office = is_command_office(actor)
    open_now = DISCLOSURES.open_to(actor, disclosure)
    context = {
        "disclosure": disclosure,
        "lines": [_line(row, office=office) for row in found],
        "office": office,
        "may_edit": "edit_row" in open_now,
        "before": place_before(rows, place, size=SIZE),
        "following": following,
    }
    return page_or_partial(request, "reports/disclosures/rows.html", context)


def _place(request: PageRequest) -> int:
    """Behind which place the page begins; anything else than a number is the beginning."""
    raw = request.GET.get("after", "0")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else 0  # noqa: PLR2004 -- an integer of the database


def _line(row: DisclosureItem, *, office: bool) -> dict[str, Any]:
    texts = [(CELLS[name], getattr(row, name)) for name in TEXTS]
    return {
        "row": row,
        "number": number_words(row.number, row.beside, row.of_number),
        "texts": [(CELLS[one.name], one) for one in compared(row, row.clue)] if office else [],
        "plain": [] if office else texts,
        "measures": in_words(measures_of(row)),
        "facts": [
            (_("行政区域"), "、".join(areas_of(row))),
            (_("污染类型"), type_words(row.pollution_types) or _("未标明")),
            (_("是否属实"), verdict_words(row.verdict)),
            (_("是否办结"), closure_words(row.closure)),
            (_("批次"), row.batch_label or "—"),
        ],
    }


@page
@require_http_methods(["GET", "HEAD", "POST"])
def edit_row(request: PageRequest, pk: str, place: int) -> HttpResponse:
    """Mend one row."""
    row = row_at(find(disclosures_visible_to(request.actor), pk), place)
    told = {name: getattr(row, name) for name in (*TEXTS, *COUNTS)}
    areas = "\n".join(row.further_areas)
    hint = f"{row.number} · {_('没有改动的项目保持原样；清空的文字不再公开，清空的数字印为“未公布”')}"
    return _ask(request, pk, "edit_row", EditRow, hint, {"row": place, "further_areas": areas, **told})


@page
@require_http_methods(["GET", "HEAD", "POST"])
def remove_row(request: PageRequest, pk: str, place: int) -> HttpResponse:
    """Leave one row out of this disclosure."""
    row = row_at(find(disclosures_visible_to(request.actor), pk), place)
    hint = f"{row.number} · {_('下一次起草时重新列入')}"
    return _ask(request, pk, "remove_row", RemoveRow, hint, {"row": place})


def _ask(
    request: PageRequest, pk: str, name: str, takes: type[Any], hint: str, initial: dict[str, Any]
) -> HttpResponse:
    """The verb's form on a page of its own, beginning with what the row says now."""
    actor = request.actor
    disclosure = find(disclosures_visible_to(actor), pk)
    DISCLOSURES.permit(actor, name, disclosure)
    back = f"/disclosures/{pk}/rows?after={initial['row'] - 1}"

    def does(what: Any, now: datetime) -> str:
        locked = claim(disclosures_visible_to(actor), pk)
        DISCLOSURES.permit(actor, name, locked)
        check_seen(request, locked.version)
        DISCLOSURES.perform(locked, name, what, by=actor, at=now)
        return back

    label = DISCLOSURES.verb(name).label
    return ask(
        request, Question(takes, does, label, hint, back, initial=initial, settled=("row",), seen=disclosure.version)
    )
