"""Reports on pages: the lists that can be printed now, the register of frozen reports, and one of them."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from rest_framework.request import Request

from agencies.rules import in_business, is_command_office
from cases.models import Inspection
from kernel.access import find, permit
from kernel.actor import Actor
from kernel.api import page_of
from kernel.forms import Choices
from kernel.verbs import FieldOf
from kernel.web import page
from kernel.web_forms import Question, ask
from reports.actions.reports import TakeReport, heading_of, take_report
from reports.content import in_words, signed
from reports.exports import download_of
from reports.models import Report
from reports.queries.reports import reports_visible_to


@page
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """What can be printed now, and the reports that were frozen, newest first."""
    actor = request.actor  # type: ignore[attr-defined]
    permit(in_business(actor))
    found, addresses = page_of(reports_visible_to(actor).select_related("inspection"), Request(request), by="taken_at")
    context = {"reports": found, "addresses": addresses, "office": is_command_office(actor)}
    return render(request, "reports/reports.html", context)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    """Take the report of a period that is over, or restate one."""
    actor = request.actor  # type: ignore[attr-defined]
    permit(is_command_office(actor))

    def does(order: TakeReport, now: datetime) -> str:
        return f"/reports/{take_report(order, by=actor, at=now).pk}"

    def options(field: FieldOf) -> Choices | None:
        if field.type == "inspection":
            return [(str(one.pk), one.name) for one in Inspection.objects.all()[:50]]
        if field.type == "report":
            return [(str(one.pk), heading_of(one).title + f" {one.first_day}") for one in _restatable(actor)]
        return None

    initial = _wished(request)
    return ask(request, Question(TakeReport, does, _("生成报告"), back="/reports/", options=options, initial=initial))


def _wished(request: HttpRequest) -> dict[str, Any]:
    """The form for a correction starts with what is corrected."""
    pk = request.GET.get("restates", "")
    if not pk:
        return {}
    old = find(reports_visible_to(request.actor), pk)  # type: ignore[attr-defined]
    return {
        "kind": old.kind,
        "day": old.first_day,
        "inspection": old.inspection_id,
        "source": old.source,
        "restates": old.pk,
    }


def _restatable(actor: Actor) -> list[Report]:
    newest = reports_visible_to(actor).select_related("inspection").filter(restated_by__isnull=True)
    return list(newest[:50])


@page
@require_safe
def report_detail(request: HttpRequest, pk: str) -> HttpResponse:
    """One report as it was frozen."""
    report = find(reports_visible_to(request.actor).select_related("inspection", "restates", "taken_by"), pk)  # type: ignore[attr-defined]
    content = report.content
    context = {
        "report": report,
        "heading": heading_of(report),
        "standing": [(one, in_words(one), _rows_behind(one, report)) for one in content["figures"]],
        "period": [(one["label"], signed(one["value"])) for one in content["period"]],
        "blocks": content.get("blocks", []),
        "tables": [
            {**table, "rows": [(row["label"], [in_words(cell) for cell in row["cells"]]) for row in table["rows"]]}
            for table in content["tables"]
        ],
        "files": report.files.order_by("type").values_list("type", "sha256"),
        "newer": report.restated_by.first(),
        "office": is_command_office(request.actor),  # type: ignore[attr-defined]
    }
    return render(request, "reports/report.html", context)


def _rows_behind(figure: dict[str, Any], report: Report) -> str:
    """The address of the rows that the figure counted, as of the same instant; the mechanism's are shown nowhere."""
    if report.kind == Report.Kind.MECHANISM:
        return ""
    narrowed = f"&inspection={report.inspection_id}" if report.inspection_id else ""
    narrowed += f"&source={quote(report.source)}" if report.source else ""
    instant = timezone.localtime(report.as_of).isoformat().replace("+", "%2B")
    return f"/dashboard/rows?metric={figure['metric']}&as_of={instant}{narrowed}"


@page
@require_safe
def report_file(request: HttpRequest, pk: str) -> HttpResponse:
    """One of its files."""
    report = find(reports_visible_to(request.actor), pk)  # type: ignore[attr-defined]
    content, headers = download_of(report, request.GET.get("type", "pdf"))
    return HttpResponse(content, headers=headers)
