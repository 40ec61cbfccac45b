"""Checklist schemes on pages, for the rectification office."""

from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies.queries.changes import record_since
from agencies.rules import is_command_office
from cases.actions.schemes import NewScheme, new_scheme
from cases.models import ChecklistScheme
from cases.nouns import SCHEMES
from cases.queries.schemes import schemes_visible_to
from cases.task_rules import keeps_schemes
from kernel.access import find, permit
from kernel.forms import Choices, Options
from kernel.page_request import PageRequest
from kernel.verbs import FieldOf
from kernel.web import page, page_or_partial
from kernel.web_forms import Question, ask
from kernel.web_nouns import VerbPage


@page
@require_safe
def scheme_list(request: PageRequest) -> HttpResponse:
    """Every scheme in its editions, with how many items nobody has defined."""
    actor = request.actor
    permit(is_command_office(actor))
    schemes = schemes_visible_to(actor).prefetch_related("items")
    context = {
        "schemes": [(scheme, [item for item in scheme.items.all() if not item.text]) for scheme in schemes],
        "may_write": keeps_schemes(actor, None),
    }
    return page_or_partial(request, "cases/schemes/list.html", context)


@page
@require_safe
def scheme_detail(request: PageRequest, pk: str) -> HttpResponse:
    """One scheme and its items in order."""
    actor = request.actor
    scheme = find(schemes_visible_to(actor).prefetch_related("items"), pk)
    buttons = [(name, SCHEMES.verb(name).label) for name in SCHEMES.open_to(actor, scheme)]
    return page_or_partial(request, "cases/schemes/detail.html", {"scheme": scheme, "buttons": buttons})


@page
@require_http_methods(["GET", "HEAD", "POST"])
def write_scheme(request: PageRequest) -> HttpResponse:
    """Show the form, or write the scheme down."""
    actor = request.actor
    permit(keeps_schemes(actor, None))

    def does(wanted: NewScheme, now: datetime) -> str:
        return f"/schemes/{new_scheme(wanted, by=actor, at=now).pk}"

    hint = _("同名标准自动成为新的一版")
    return ask(request, Question(NewScheme, does, _("新建标准"), hint, "/schemes/"))


def _options(scheme: ChecklistScheme) -> Options:
    def options(field: FieldOf) -> Choices | None:
        if field.type != "checklistitem":
            return None
        return [(str(item.pk), f"{item.position}. {item.heading} {item.text}") for item in scheme.items.all()]

    return options


def _title(request: PageRequest, scheme: ChecklistScheme) -> str:
    return scheme.name


scheme_action = VerbPage(SCHEMES, _options, _title, frozenset({"turn_off"}), since=record_since).view()
