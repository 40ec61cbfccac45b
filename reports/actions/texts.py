"""The text of a report: begun from its template, edited beside the frozen figures, issued once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.language import officially
from kernel.verbs import given
from reports.actions.templates import template_in_use
from reports.models import Report, ReportFile, ReportReceipt, ReportText, TextStatus, Wording
from reports.printing import PRINTERS
from reports.printing.heading import heading_of
from reports.prose.filling import filled
from reports.prose.marks import Mark, grave
from reports.queries.texts import marks_of, recipients_of
from reports.workflow import TEXT

LONGEST = 20_000


@dataclass(frozen=True)
class EditText:
    """The words from now on."""

    body: str = given(gettext_lazy("正文"), long=True, most=LONGEST)


@dataclass(frozen=True)
class IssueText:
    """Why it is issued though a number contradicts the figures; not needed where none does."""

    despite: str = given(gettext_lazy("与系统口径不一致仍印发的理由"), default="", long=True, most=500)


class FiguresContradicted(GuardUnmet):
    """A number of the text contradicts the frozen figures, and nobody said why it stands."""

    code = "figures_contradicted"
    detail = gettext_lazy("正文中有与系统口径不一致的数字，请更正或说明理由")


def begin_text(report: Report, *, by: Actor, at: datetime) -> ReportText:
    """Give a report that was just taken the words of its template."""
    template = template_in_use(report.kind, at=at)
    whole = report.inspection.name if report.inspection else report.source or _("全市")
    body = filled(template.body, report.content, whole=whole)
    text = ReportText(report=report, template=template, body=body)
    TEXT.begin(text, TextStatus.DRAFTED)
    text.save(force_insert=True)
    _keep_wording(text, by=by, at=at)
    return text


def edit_text(text: ReportText, what: EditText, *, by: Actor, at: datetime) -> ReportText:
    """Change the words; the figures beside them are out of reach."""
    move = TEXT.advance(text, "edit")
    text.body = what.body.strip().replace("\r\n", "\n")
    text.save(update_fields=["version", "body"])
    _keep_wording(text, by=by, at=at)
    marks = marks_of(text.body, text.report)
    facts = {"report": str(text.report_id), "contradictions": len(grave(marks))}
    record(text, move, by=by, at=at, data=facts)
    return text


def issue_text(text: ReportText, what: IssueText, *, by: Actor, at: datetime) -> ReportText:
    """印发: the words are frozen, the files are printed with them, and the posts chosen for the kind receive it."""
    move = TEXT.advance(text, "issue")
    marks = grave(marks_of(text.body, text.report))
    if marks and not what.despite.strip():
        raise FiguresContradicted(errors=[_fault(mark, text.body) for mark in marks])
    text.despite = what.despite.strip() if marks else ""
    text.issued_at, text.issued_by_id = at, by.person.pk if by.person else None
    text.save(update_fields=["status", "version", "despite", "issued_at", "issued_by"])
    posts = recipients_of(text.report.kind)
    files = _printed(text)
    receipts = [ReportReceipt(report=text.report, post=post, delivered_at=at) for post in posts]
    facts = {"report": str(text.report_id), "contradictions": len(marks), "posts": posts}
    hashes = {"hashes": [file.sha256 for file in files]}
    remarks = {"despite": text.despite}
    record(text, move, by=by, at=at, data=facts | hashes, remarks=remarks, rows=[*files, *receipts])
    return text


def _fault(mark: Mark, body: str) -> FieldError:
    return FieldError("/body", f"figure_{mark.verdict}", f"{body[mark.start : mark.end]}：{mark.sentence}")


def _keep_wording(text: ReportText, *, by: Actor, at: datetime) -> None:
    person = by.person.pk if by.person else None
    Wording.objects.create(text=text, version=text.version, body=text.body, written_by_id=person, written_at=at)


def _printed(text: ReportText) -> list[ReportFile]:
    """The files again, with the words before the figures."""
    report = text.report
    with officially():
        heading = heading_of(report)
        printed = {kind: printer(heading, {**report.content, "text": text.body}) for kind, printer in PRINTERS.items()}
    return [
        ReportFile(report=report, type=kind, issued=True, sha256=hashlib.sha256(data).hexdigest(), content=data)
        for kind, data in printed.items()
    ]
