"""The texts of reports at the REST door: their verbs, their versions, the check of any text, templates and delivery."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.rules import in_business, is_command_office
from kernel.access import find, permit
from kernel.errors import PersonRequired
from kernel.rest_nouns import ActionList, NounView, OneAction
from kernel.verbs import shaped
from reports.actions.deliveries import ChooseRecipients, choose_recipients
from reports.actions.templates import WriteTemplate, write_template
from reports.api.reports import ReportView, report_shown, tag_of, text_shown
from reports.models import ReportKind, ReportText, TextTemplate
from reports.nouns import TEXTS
from reports.prose.known import told_by
from reports.prose.marks import problems_of
from reports.queries.checks import CheckText, content_for, marks_for
from reports.queries.reports import reports_visible_to
from reports.queries.texts import (
    for_reading,
    in_use,
    marks_of,
    receipts_of,
    recipients_of,
    templates_visible_to,
    texts_visible_to,
    wordings_of,
)
from reports.rules import chooses_recipients, writes_templates

CREATED = 201


class TextView(ReportView, NounView):
    """What every address of a report's text shares: it is shown with its report."""

    noun = TEXTS

    def tag(self, row: ReportText) -> str:
        """The report's ETag, which its text has a part in."""
        return tag_of(row.report, self.actor)

    def shown(self, row: ReportText) -> dict[str, Any]:
        """The report with its text."""
        return report_shown(row.report, whole=True, reader=self.actor)


class TextActions(TextView, ActionList):
    """`/reports/{id}/actions`."""


class TextAction(TextView, OneAction):
    """`/reports/{id}/actions/{name}`."""


class TextDetail(ReportView):
    """`/reports/{id}/text`."""

    def get(self, request: Request, pk: str) -> Response:
        """The words, what the figure guard says of each number, and every version."""
        text = find(for_reading(texts_visible_to(self.actor)), pk)
        marks = marks_of(text.body, text.report)
        return Response(
            {
                **text_shown(text),
                "findings": problems_of(text.body, marks),
                "versions": [
                    {"version": one.version, "body": one.body, "written_at": one.written_at}
                    for one in wordings_of(text)
                ],
            }
        )


class TextCheck(ReportView):
    """`/reports/check`."""

    def post(self, request: Request) -> Response:
        """Hold a text against the figures as of a day's end, or now; nothing is kept."""
        permit(in_business(self.actor))
        what = shaped(CheckText, request.data, by=self.actor)
        told = told_by(content_for(what, by=self.actor, at=timezone.now()))
        marks = marks_for(what.text, told)
        return Response({"as_of": told.as_of, "numbers": len(marks), "findings": problems_of(what.text, marks)})


class TextTemplates(ReportView):
    """`/reports/templates`."""

    def get(self, request: Request) -> Response:
        """The edition in use of every kind that has one."""
        permit(is_command_office(self.actor))
        return Response({"results": [template_shown(one) for one in in_use(templates_visible_to(self.actor))]})

    def post(self, request: Request) -> Response:
        """Write the next edition of a kind's words."""
        refuse_programs(self)
        permit(writes_templates(self.actor))

        def written(now: datetime) -> Response:
            return self._answer(
                write_template(shaped(WriteTemplate, request.data, by=self.actor), by=self.actor, at=now), CREATED
            )

        return self.once(
            written, replay=lambda pk, status: self._answer(find(templates_visible_to(self.actor), pk), status)
        )

    def _answer(self, template: TextTemplate, status: int) -> Response:
        response = Response(template_shown(template), status=status)
        response.resource = template.pk  # type: ignore[attr-defined]
        return response


class Recipients(ReportView):
    """`/reports/recipients`."""

    def get(self, request: Request) -> Response:
        """The posts that receive the issued reports of each kind."""
        permit(is_command_office(self.actor))
        return Response({"results": [recipients_shown(kind) for kind in ReportKind.values]})

    def post(self, request: Request) -> Response:
        """Choose the posts of a kind; those that are not named receive it no more."""
        refuse_programs(self)
        permit(chooses_recipients(self.actor))

        def chosen(now: datetime) -> Response:
            what = shaped(ChooseRecipients, request.data, by=self.actor)
            choose_recipients(what, by=self.actor, at=now)
            response = Response(recipients_shown(what.kind))
            response.resource = what.kind  # type: ignore[attr-defined]
            return response

        return self.once(chosen, replay=lambda kind, status: Response(recipients_shown(kind), status=status))


class Receipts(ReportView):
    """`/reports/{id}/receipts`."""

    def get(self, request: Request, pk: str) -> Response:
        """To which posts it was delivered, and when somebody there first opened it."""
        report = find(reports_visible_to(self.actor), pk)
        permit(is_command_office(self.actor))
        told = [
            {
                "post": one.post,
                "delivered_at": one.delivered_at,
                "opened_at": one.opened_at,
                "opened_by": one.opened_by.username if one.opened_by else None,
            }
            for one in receipts_of(report)
        ]
        return Response({"results": told})


def refuse_programs(view: ReportView) -> None:
    """What the office says and to whom is for people to decide."""
    if view.actor.client is not None:
        raise PersonRequired


def template_shown(template: TextTemplate) -> dict[str, Any]:
    """One edition of a template."""
    return {
        "id": str(template.pk),
        "kind": template.kind,
        "edition": template.edition,
        "body": template.body,
        "written_at": template.written_at,
    }


def recipients_shown(kind: str) -> dict[str, Any]:
    """Who receives a kind."""
    return {"kind": kind, "posts": recipients_of(kind)}
