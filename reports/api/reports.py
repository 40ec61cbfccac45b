"""`/reports` at the REST door: frozen figures and their files."""

from datetime import datetime
from typing import Any

import django_filters
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.rules import is_command_office
from kernel.access import find, permit
from kernel.api import entity_tag, page_of
from kernel.filters import OfActor
from kernel.rest import ContractView, not_modified
from kernel.rest_nouns import filtered
from kernel.verbs import shaped
from reports.actions.reports import TakeReport, take_report
from reports.exports import download_of
from reports.models import Report
from reports.queries.reports import reports_visible_to


class ReportFilter(OfActor):
    """Which reports."""

    kind = django_filters.ChoiceFilter(choices=Report.Kind.choices)
    inspection = django_filters.UUIDFilter(field_name="inspection_id")
    first_day = django_filters.DateFilter()

    class Meta:
        model = Report
        fields: list[str] = []


class ReportView(ContractView):
    """What every address of reports shares."""

    read_scope = "reports:read"
    write_scope = "reports:read"


class ReportList(ReportView):
    """`/reports`."""

    def get(self, request: Request) -> Response:
        """One page, newest first, without the figures."""
        rows = filtered(request, ReportFilter, reports_visible_to(self.actor), by=self.actor)
        found, addresses = page_of(rows, request, by="taken_at")
        return Response({"results": [report_shown(row) for row in found], **addresses})

    def post(self, request: Request) -> Response:
        """Take the report of a period that is over, or restate one."""
        permit(is_command_office(self.actor) and self.actor.person is not None)

        def taken(now: datetime) -> Response:
            report = take_report(shaped(TakeReport, request.data), by=self.actor, at=now)
            return self._shown(report, 201)

        return self.once(taken, replay=lambda pk, status: self._shown(find(reports_visible_to(self.actor), pk), status))

    def _shown(self, report: Report, status: int) -> Response:
        response = Response(report_shown(report, whole=True), status=status)
        response.resource = report.pk  # type: ignore[attr-defined]
        return response


class ReportDetail(ReportView):
    """`/reports/{id}`."""

    def get(self, request: Request, pk: str) -> Response:
        """The report with its frozen figures, or 304."""
        report = find(reports_visible_to(self.actor), pk)
        tag = entity_tag(report.pk, report.version)
        if not_modified(request, tag):
            return Response(status=304, headers={"ETag": tag})
        return Response(report_shown(report, whole=True), headers={"ETag": tag})


class ReportFileBytes(ReportView):
    """`/reports/{id}/file?type=docx|xlsx|pdf`."""

    def get(self, request: Request, pk: str) -> HttpResponse:
        """The same bytes each time, with their hash."""
        report = find(reports_visible_to(self.actor), pk)
        content, headers = download_of(report, request.query_params.get("type", "pdf"))
        return HttpResponse(content, headers=headers)


def report_shown(report: Report, *, whole: bool = False) -> dict[str, Any]:
    """A report as the contract prints it; `content` only on the single one."""
    shown: dict[str, Any] = {
        "id": str(report.pk),
        "kind": report.kind,
        "first_day": report.first_day,
        "last_day": report.last_day,
        "inspection": str(report.inspection_id) if report.inspection_id else None,
        "source": report.source or None,
        "as_of": report.as_of,
        "position": report.position,
        "version": report.version,
        "restates": str(report.restates_id) if report.restates_id else None,
        "reason": report.reason or None,
        "taken_at": report.taken_at,
    }
    return shown | {"content": report.content} if whole else shown
