"""The texts of reports on pages: their verbs, the versions of the words, and the check of any bulletin."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies.queries.changes import record_since
from agencies.rules import in_business
from kernel.access import find, permit
from kernel.errors import BadInput, DomainError
from kernel.forms import form_for, posted, read
from kernel.page_request import PageRequest
from kernel.verbs import FieldOf
from kernel.web import page
from kernel.web_nouns import VerbPage
from reports.models import ReportText
from reports.nouns import TEXTS
from reports.printing.heading import heading_of
from reports.prose.known import told_by
from reports.prose.marks import GRAVE, problems_of
from reports.queries.checks import CheckText, content_for, marks_for
from reports.queries.texts import for_reading, marks_of, texts_visible_to, wordings_of
from reports.web.prose import paragraphs_with, rows_as_of


def _no_options(_row: Any) -> Any:
    def options(_field: FieldOf) -> None:
        return None

    return options


def _title(_request: PageRequest, text: ReportText) -> str:
    return heading_of(text.report).title


def _suggested(name: str, text: ReportText) -> dict[str, str]:
    return {"body": text.body} if name == "edit" else {}


text_action = VerbPage(
    TEXTS, _no_options, _title, frozenset({"issue"}), template="reports/texts/action.html", suggested=_suggested,
    more=lambda _request, _name, text: {"problems": problems_of(text.body, marks_of(text.body, text.report))},
    since=record_since,
).view()  # fmt: skip


@page
@require_safe
def wordings(request: PageRequest, pk: str) -> HttpResponse:
    """Every version of a report's words, with who saved it."""
    text = find(for_reading(texts_visible_to(request.actor)), pk)
    context = {"text": text, "heading": heading_of(text.report), "wordings": wordings_of(text)}
    return render(request, "reports/texts/wordings.html", context)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def check_figures(request: PageRequest) -> HttpResponse:
    """数字核对: any text held against the figures as of an instant, over what this reader may see."""
    actor = request.actor
    permit(in_business(actor))
    if request.method != "POST":
        form = form_for(CheckText, options=_no_options(None), initial={"as_of": None})
        return render(request, "reports/texts/check.html", {"form": form})
    form = form_for(CheckText, options=_no_options(None), data=posted(request))
    try:
        return _checked(request, form, timezone.now())
    except DomainError as refusal:
        form.refuse(refusal.errors)
        return render(request, "reports/texts/check.html", {"form": form}, status=422)


def _checked(request: PageRequest, form: Any, now: datetime) -> HttpResponse:
    what = read(form, CheckText, posted(request), by=request.actor)
    if what is None:
        raise BadInput
    content = content_for(what, by=request.actor, at=now)
    told = told_by(content)
    marks = marks_for(what.text, told)
    address = rows_as_of(content["as_of"], {"source": what.source})
    context = {
        "form": form,
        "as_of": told.as_of,
        "paragraphs": paragraphs_with(what.text, marks, address),
        "problems": problems_of(what.text, marks),
        "grave": sum(mark.verdict in GRAVE for mark in marks),
        "count": len(marks),
        "done": _("共核对%(count)d个数字") % {"count": len(marks)},
    }
    return render(request, "reports/texts/check.html", context)
