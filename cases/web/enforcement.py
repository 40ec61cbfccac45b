"""Enforcement cases on pages: what was filed, decided, fined and handed to the police."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from rest_framework.request import Request

from agencies.models import Agency
from agencies.queries.changes import record_since
from agencies.rules import in_business
from cases.actions.enforcement import CORRECTABLE, FileCase, FiledCase, file_case
from cases.enforcement_rules import files_cases
from cases.filters import EnforcementFilter
from cases.models import EnforcementCase
from cases.nouns import ENFORCEMENT_CASES
from cases.queries.enforcement import EnforcementCounts, enforcement_counts, enforcement_visible_to
from cases.queries.enforcement_lines import line_of_case, yuan
from cases.queries.timelines import record_timeline
from cases.web.clues import offered_lists, without_blanks
from cases.web.timelines import told_of
from kernel.access import find, permit
from kernel.api import page_of
from kernel.forms import Options
from kernel.page_request import PageRequest
from kernel.web import page, page_or_partial
from kernel.web_forms import Question, ask
from kernel.web_nouns import VerbPage

LIST = "/enforcement/"


@page
@require_safe
def case_list(request: PageRequest) -> HttpResponse:
    """One page of the cases this reader sees, the latest entry first, with the totals of all that the filter finds."""
    actor = request.actor
    permit(in_business(actor))
    asked = without_blanks(request.GET)
    wanted = EnforcementFilter(asked, queryset=enforcement_visible_to(actor), actor=actor)
    valid = wanted.form.is_valid()
    cases = wanted.qs if valid else enforcement_visible_to(actor).none()
    found, addresses = page_of(cases, Request(request), by="created_at")
    context = {
        "lines": [line_of_case(case) for case in found],
        "totals": totals_of(enforcement_counts(cases, on=timezone.localdate())),
        "addresses": addresses,
        "filter": wanted.form,
        "filtered": bool(set(asked) - {"cursor", "page_size"}),
        "files": files_cases(actor),
        **offered_lists(),
    }
    return page_or_partial(request, "cases/enforcement/list.html", context, status=200 if valid else 400)


def totals_of(counts: EnforcementCounts) -> list[tuple[str, str]]:
    """The figures above the list, each with the number of cases it is counted over."""
    return [
        (str(counts.filed), _("立案（件）")),
        (f"{counts.decided} / {counts.filed}", _("处罚决定 / 立案（件）")),
        (yuan(counts.fines), _("罚款（元），共 %(cases)d 件") % {"cases": counts.fined}),
        (f"{counts.to_police} / {counts.filed}", _("移送公安 / 立案（件）")),
    ]


@page
@require_http_methods(["GET", "HEAD", "POST"])
def new_case(request: PageRequest) -> HttpResponse:
    """File a case of one's own agency."""
    actor = request.actor
    permit(files_cases(actor))

    def does(what: FileCase, now: datetime) -> str:
        filed = FiledCase(what.number, Agency.objects.get(pk=actor.agency_id), what.party, what.filed_on)
        return f"{LIST}{file_case(filed, by=actor, at=now).pk}"

    initial = {"filed_on": timezone.localdate().isoformat()}
    hint = _("处罚决定、罚款和移送公安在立案之后登记")
    return ask(request, Question(FileCase, does, _("登记立案"), hint, LIST, initial=initial))


@page
@require_safe
def case_detail(request: PageRequest, pk: str) -> HttpResponse:
    """One case and what may be done with it now."""
    actor = request.actor
    case = find(enforcement_visible_to(actor), pk)
    names = ENFORCEMENT_CASES.open_to(actor, case)
    context = {
        **line_of_case(case),
        "buttons": [(name, ENFORCEMENT_CASES.verb(name).label) for name in names],
        "happenings": told_of(record_timeline(case)),
    }
    return page_or_partial(request, "cases/enforcement/detail.html", context)


def _no_options(case: EnforcementCase) -> Options:
    return lambda _field: None


def _title(request: PageRequest, case: EnforcementCase) -> str:
    return case.party


def _suggested(name: str, case: EnforcementCase) -> dict[str, Any]:
    return {field: getattr(case, field) for field in CORRECTABLE} if name == "correct" else {}


GRAVE = frozenset({"withdraw"})
case_action = VerbPage(ENFORCEMENT_CASES, _no_options, _title, GRAVE, suggested=_suggested, since=record_since).view()
