"""`/reports` at the REST door: frozen figures and their files."""

from datetime import datetime
from typing import Any

import django_filters
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.rules import is_command_office
from kernel.access import find, permit
from kernel.actor import Actor
from kernel.api import entity_tag, page_of
from kernel.errors import PersonRequired
from kernel.filters import OfActor
from kernel.rest import AnyMedia, ContractView, not_modified
from kernel.rest_nouns import filtered
from kernel.verbs import shaped
from reports.actions.deliveries import open_report
from reports.actions.reports import ReportFrozen, TakeReport, take_report
from reports.exports import download_of
from reports.models import Report, ReportText
from reports.queries.reports import reports_visible_to
from reports.queries.texts import for_reading, texts_visible_to


class ReportFilter(OfActor):
    """Which reports."""

    of_one = ("inspection",)
    kind = django_filters.ChoiceFilter(choices=Report.Kind.choices)
    inspection = django_filters.UUIDFilter(field_name="inspection_id")
    first_day = django_filters.DateFilter()
    source = django_filters.CharFilter()

    class Meta:
        model = Report
        fields: list[str] = []


class ReportView(ContractView):
    """What every address of reports shares."""

    read_scope = "reports:read"
    write_scope = "reports:read"


class ReportList(ReportView):
    """`/reports`."""

    parameters = None

    def get(self, request: Request) -> Response:
        """One page, newest first, without the figures."""
        rows = filtered(request, ReportFilter, reports_visible_to(self.actor), by=self.actor)
        found, addresses = page_of(rows, request, by="taken_at")
        return Response({"results": [report_shown(row) for row in found], **addresses})

    def post(self, request: Request) -> Response:
        """Take the report of a period that is over, or restate one."""
        if self.actor.client is not None:
            raise PersonRequired
        permit(is_command_office(self.actor))

        def taken(now: datetime) -> Response:
            report = take_report(shaped(TakeReport, request.data, by=self.actor), by=self.actor, at=now)
            return self._shown(report, 201)

        return self.once(taken, replay=lambda pk, status: self._shown(find(reports_visible_to(self.actor), pk), status))

    def _shown(self, report: Report, status: int) -> Response:
        response = Response(report_shown(report, whole=True, reader=self.actor), status=status)
        response.resource = report.pk  # type: ignore[attr-defined]
        return response


class ReportDetail(ReportView):
    """`/reports/{id}`."""

    def get(self, request: Request, pk: str) -> Response:
        """The report with its figures and its text, or 304; opening it leaves a receipt where it was delivered."""
        report = find(reports_visible_to(self.actor), pk)
        with transaction.atomic():
            open_report(report, by=self.actor, at=timezone.now())
        tag = tag_of(report, self.actor)
        if not_modified(request, tag):
            return Response(status=304, headers={"ETag": tag})
        return Response(report_shown(report, whole=True, reader=self.actor), headers={"ETag": tag})

    def patch(self, request: Request, pk: str) -> Response:
        """Refused to everybody: what is wrong in frozen figures is restated, and the words have a verb of their own."""
        find(reports_visible_to(self.actor), pk)
        raise ReportFrozen


class ReportFileBytes(ReportView):
    """`/reports/{id}/file?type=docx|xlsx|pdf`."""

    content_negotiation_class = AnyMedia
    parameters = frozenset({"type"})

    def get(self, request: Request, pk: str) -> HttpResponse:
        """The same bytes each time, with their hash."""
        report = find(reports_visible_to(self.actor), pk)
        content, headers = download_of(report, request.query_params.get("type", "pdf"))
        return HttpResponse(content, headers=headers)


def tag_of(report: Report, reader: Actor) -> str:
    """The ETag of a report: its figures never change, its text may."""
    text = texts_visible_to(reader).filter(report=report).first()
    return entity_tag(report.pk, report.version, text.version if text else 0, text.status if text else "")


def report_shown(report: Report, *, whole: bool = False, reader: Actor | None = None) -> dict[str, Any]:
    """A report as the contract prints it; `content` and `text` only on the single one."""
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
    if not whole or reader is None:
        return shown
    text = for_reading(texts_visible_to(reader)).filter(report=report).first()
    return shown | {"content": report.content, "text": text_shown(text) if text else None}


def text_shown(text: ReportText) -> dict[str, Any]:
    """The words as they stand, and by which edition of the template they began."""
    return {
        "status": text.status,
        "version": text.version,
        "template": text.template.edition,
        "body": text.body,
        "despite": text.despite or None,
        "issued_at": text.issued_at,
    }
