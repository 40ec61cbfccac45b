"""Reports on pages: the lists that can be printed now, the register of frozen reports, and one of them."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from rest_framework.request import Request

from agencies.rules import in_business, is_command_office
from cases.models import Inspection
from cases.queries.inspections import inspections_visible_to
from kernel.access import find, permit
from kernel.actor import Actor
from kernel.apart import ordinary
from kernel.api import page_of
from kernel.forms import Choices
from kernel.page_request import PageRequest
from kernel.verbs import FieldOf
from kernel.web import page
from kernel.web_forms import Question, ask
from reports.actions.deliveries import open_report
from reports.actions.reports import TakeReport, draft_of_the_day, take_report
from reports.exports import download_of
from reports.models import Report, ReportReceipt
from reports.nouns import TEXTS
from reports.printing.heading import heading_of
from reports.prose.marks import problems_of
from reports.queries.reports import reports_visible_to
from reports.queries.texts import for_reading, marks_of, receipts_of, texts_visible_to
from reports.web.deliveries import post_names
from reports.web.printed import Printed
from reports.web.prose import paragraphs_with, rows_of


@page
@require_safe
def report_list(request: PageRequest) -> HttpResponse:
    """What can be printed now, and the reports that were frozen, newest first."""
    actor = request.actor
    permit(in_business(actor))
    mine = ordinary(reports_visible_to(actor), source=request.GET.get("source", "").strip())
    rows = mine.select_related("inspection", "text")
    found, addresses = page_of(rows, Request(request), by="taken_at")
    context = {"reports": found, "addresses": addresses, "office": is_command_office(actor)}
    return render(request, "reports/reports.html", context)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: PageRequest) -> HttpResponse:
    """Take the report of a period that is over, or restate one."""
    actor = request.actor
    permit(is_command_office(actor))

    def does(order: TakeReport, now: datetime) -> str:
        return f"/reports/{take_report(order, by=actor, at=now).pk}"

    def options(field: FieldOf) -> Choices | None:
        if field.type == "inspection":
            return [(str(one.pk), one.name) for one in Inspection.objects.filter(case="")]
        if field.type == "report":
            return [
                (str(one.pk), f"{one} {one.source or (one.inspection.name if one.inspection else '')}".strip())
                for one in _restatable(actor)
            ]
        return None

    initial = _wished(request)
    return ask(request, Question(TakeReport, does, _("生成报告"), back="/reports/", options=options, initial=initial))


def _wished(request: PageRequest) -> dict[str, Any]:
    """The form for a correction starts with what is corrected."""
    pk = request.GET.get("restates", "")
    if not pk:
        return {}
    old = find(reports_visible_to(request.actor), pk)
    return {
        "kind": old.kind,
        "day": old.first_day,
        "inspection": old.inspection_id,
        "source": old.source,
        "restates": old.pk,
    }


def _restatable(actor: Actor) -> list[Report]:
    newest = ordinary(reports_visible_to(actor)).select_related("inspection").filter(restated_by__isnull=True)
    return list(newest)


@page
@require_safe
def report_detail(request: PageRequest, pk: str) -> HttpResponse:
    """One report as it was frozen, and its text as it stands."""
    actor = request.actor
    report = find(reports_visible_to(actor).select_related("inspection", "restates", "taken_by"), pk)
    with transaction.atomic():
        open_report(report, by=actor, at=timezone.now())
    files = report.files.filter(issued=report.files.filter(issued=True).exists())
    context = {
        "report": report,
        "heading": heading_of(report),
        **_figures_shown(report),
        **_text_shown(report, actor),
        "files": [(one.type, one.get_type_display(), one.sha256) for one in files.order_by("type").defer("content")],
        "newer": report.restated_by.first(),
        "office": is_command_office(actor),
        "receipts": _receipts_shown(report, actor),
        "between": urlencode({"report": report.restates_id, "later": report.pk}),
        "after": urlencode({"report": report.pk}),
    }
    return render(request, "reports/report.html", context)


@page
@require_safe
def daily_draft(request: PageRequest, pk: str) -> HttpResponse:
    """Today's daily of an inspection as of now: a draft that is frozen at the cut-off."""
    actor, now = request.actor, timezone.now()
    permit(is_command_office(actor))
    inspection = find(inspections_visible_to(actor), pk)
    report = draft_of_the_day(inspection, at=now)
    context = {"report": report, "draft": True, "heading": heading_of(report), **_figures_shown(report)}
    return render(request, "reports/report.html", context)


def _figures_shown(report: Report) -> dict[str, Any]:
    content, printed = report.content, Printed(report)
    return {
        "standing": [(one, printed.pieces(one["metric"], one)) for one in content["figures"]],
        "period": list(printed.period()),
        "changes": content.get("changes", []),
        "blocks": [printed.block(block) for block in content.get("blocks", [])],
        "tables": [printed.table(table) for table in content["tables"]],
    }


def _text_shown(report: Report, actor: Actor) -> dict[str, Any]:
    """The words with their figures as links, what the guard says of them, and what may be done."""
    text = for_reading(texts_visible_to(actor)).filter(report=report).first()
    if text is None:
        return {"text": None}
    marks = marks_of(text.body, report)
    return {
        "text": text,
        "paragraphs": paragraphs_with(text.body, marks, rows_of(report)),
        "problems": problems_of(text.body, marks) if is_command_office(actor) else [],
        "buttons": [(name, TEXTS.verb(name).label) for name in TEXTS.open_to(actor, text)],
    }


def _receipts_shown(report: Report, actor: Actor) -> list[tuple[str, ReportReceipt]]:
    """To whom it was delivered, for the office alone."""
    if not is_command_office(actor):
        return []
    names = post_names(on=timezone.localdate())
    return [(names.get(one.post, one.post), one) for one in receipts_of(report)]


@page
@require_safe
def report_file(request: PageRequest, pk: str) -> HttpResponse:
    """One of its files."""
    actor = request.actor
    report = find(reports_visible_to(actor), pk)
    with transaction.atomic():
        open_report(report, by=actor, at=timezone.now())
    content, headers = download_of(report, request.GET.get("type", "pdf"))
    return HttpResponse(content, headers=headers)
