"""What is asked of the texts of reports, of their templates and of who receives them."""

from django.db.models import Exists, OuterRef, QuerySet

from agencies.rules import is_command_office
from kernel.actor import Actor
from reports.models import Report, ReportReceipt, ReportRecipient, ReportText, TextStatus, TextTemplate, Wording
from reports.prose.guard import check
from reports.prose.known import told_by
from reports.prose.marks import Mark
from reports.queries.reports import reports_visible_to
from reports.rules import TEXT_PERMISSIONS
from reports.workflow import TEXT


def texts_visible_to(actor: Actor) -> QuerySet[ReportText]:
    """Whoever reads the report reads its text; before it is issued, the office alone."""
    texts = ReportText.objects.filter(report__in=reports_visible_to(actor).order_by())
    return texts if is_command_office(actor) else texts.filter(status=TextStatus.ISSUED)


def for_reading(texts: QuerySet[ReportText]) -> QuerySet[ReportText]:
    """With everything that one text shows."""
    return texts.select_related("report", "report__inspection", "template", "issued_by")


def may_text(actor: Actor, verb: str, text: ReportText) -> bool:
    """Say whether this actor may ever do this to this text, whatever its status."""
    return TEXT_PERMISSIONS[f"reports.{verb}_text"](actor, None)


def verbs_open_to_text(actor: Actor, text: ReportText) -> list[str]:
    """What this actor may do to this text now."""
    return [verb for verb in TEXT.open_to(text) if may_text(actor, verb, text)]


def marks_of(body: str, report: Report) -> list[Mark]:
    """What the figure guard says of these words beside the report's frozen figures."""
    return check(body, told_by(report.content))


def wordings_of(text: ReportText) -> QuerySet[Wording]:
    """Every version of the words, the latest first."""
    return Wording.objects.filter(text=text).select_related("written_by")


def templates_visible_to(actor: Actor) -> QuerySet[TextTemplate]:
    """The office reads every edition of its templates."""
    templates = TextTemplate.objects.select_related("written_by")
    return templates if is_command_office(actor) else templates.none()


def in_use(templates: QuerySet[TextTemplate]) -> QuerySet[TextTemplate]:
    """The newest edition of every kind that has one."""
    newer = TextTemplate.objects.filter(kind=OuterRef("kind"), edition__gt=OuterRef("edition"))
    return templates.filter(~Exists(newer))


def recipients_of(kind: str) -> list[str]:
    """The posts that receive the issued reports of a kind."""
    return list(ReportRecipient.objects.filter(kind=kind).values_list("post", flat=True))


def receipts_of(report: Report) -> QuerySet[ReportReceipt]:
    """To whom it was delivered, and who opened it when."""
    return ReportReceipt.objects.filter(report=report).select_related("opened_by")
