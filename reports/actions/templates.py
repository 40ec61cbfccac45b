"""Templates: the words that reports of a kind begin with, in editions that never change."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.verbs import given
from reports.models import ReportKind, TextTemplate
from reports.prose.filling import is_known, places_in
from reports.prose.usual import USUAL

LONGEST = 20_000
FIRST = 1


@dataclass(frozen=True)
class WriteTemplate:
    """The next edition of the words of a kind."""

    kind: str = given(gettext_lazy("报告类型"), choices=ReportKind)
    body: str = given(gettext_lazy("模板正文"), long=True, most=LONGEST)


def template_in_use(kind: str, *, at: datetime) -> TextTemplate:
    """The newest edition; where nobody wrote one, the usual words become the first.

    The first edition is nobody's own. Where it holds usual words of before, those of now become the second.
    """
    known = TextTemplate.objects.filter(kind=kind).order_by("-edition").first()
    body = USUAL[ReportKind(kind)].strip()
    if known is not None and (known.edition > FIRST or known.body == body):
        return known
    edition = FIRST if known is None else FIRST + 1
    given_words = {"body": body, "written_at": at}
    made, _is_new = TextTemplate.objects.get_or_create(kind=kind, edition=edition, defaults=given_words)
    return made


def write_template(what: WriteTemplate, *, by: Actor, at: datetime) -> TextTemplate:
    """Write the next edition; reports taken before keep theirs."""
    unknown = [name for name in places_in(what.body) if not is_known(name)]
    if unknown:
        faults = [FieldError("/body", "unknown_figure", _("没有这个数字：{%s}") % name) for name in unknown]
        raise GuardUnmet(errors=faults)
    newest = template_in_use(what.kind, at=at)
    TextTemplate.objects.select_for_update().get(pk=newest.pk)
    template = TextTemplate(
        kind=what.kind,
        edition=newest.edition + 1,
        body=what.body.strip().replace("\r\n", "\n"),
        written_by_id=by.person.pk if by.person else None,
        written_at=at,
    )
    facts = {"kind": template.kind, "edition": template.edition}
    record(template, "text_template.written", by=by, at=at, data=facts, rows=[template])
    return template
