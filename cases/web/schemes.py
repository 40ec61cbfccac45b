"""Checklist schemes on pages, for the rectification office."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from agencies.rules import is_command_office
from cases.actions.schemes import NewScheme, new_scheme
from cases.models import ChecklistScheme
from cases.nouns import SCHEMES
from cases.queries.schemes import schemes_visible_to
from cases.rules import keeps_schemes
from kernel.access import find, permit
from kernel.errors import BadInput
from kernel.forms import Choices, Options, VerbForm, form_for, read
from kernel.verbs import FieldOf
from kernel.web import form_token, once, page, page_or_partial
from kernel.web_nouns import VerbPage


@page
@require_safe
def scheme_list(request: HttpRequest) -> HttpResponse:
    """Every scheme in its editions, with how many items nobody has defined."""
    actor = request.actor  # type: ignore[attr-defined]
    permit(is_command_office(actor))
    schemes = schemes_visible_to(actor).prefetch_related("items")
    context = {
        "schemes": [(scheme, [item for item in scheme.items.all() if not item.text]) for scheme in schemes],
        "may_write": keeps_schemes(actor, None),
    }
    return page_or_partial(request, "cases/schemes/list.html", context)


@page
@require_safe
def scheme_detail(request: HttpRequest, pk: str) -> HttpResponse:
    """One scheme and its items in order."""
    actor = request.actor  # type: ignore[attr-defined]
    scheme = find(schemes_visible_to(actor).prefetch_related("items"), pk)
    buttons = [(name, SCHEMES.verb(name).label) for name in SCHEMES.open_to(actor, scheme)]
    return page_or_partial(request, "cases/schemes/detail.html", {"scheme": scheme, "buttons": buttons})


@page
@require_http_methods(["GET", "HEAD", "POST"])
def write_scheme(request: HttpRequest) -> HttpResponse:
    """Show the form, or write the scheme down."""
    actor = request.actor  # type: ignore[attr-defined]
    permit(keeps_schemes(actor, None))
    form = form_for(NewScheme, options=_nothing_to_choose, data=request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _form(request, form)
    try:
        pk = once(request, lambda: _written(request, form), at=timezone.now())
    except BadInput:
        return _form(request, form, status=422)
    return redirect(f"/schemes/{pk}")


def _nothing_to_choose(field: FieldOf) -> Choices | None:
    return None


def _written(request: HttpRequest, form: VerbForm) -> str:
    wanted = read(form, NewScheme, request.POST)
    if wanted is None:
        raise BadInput
    return str(new_scheme(wanted, by=request.actor, at=timezone.now()).pk)  # type: ignore[attr-defined]


def _form(request: HttpRequest, form: VerbForm, *, status: int = 200) -> HttpResponse:
    return render(request, "cases/schemes/new.html", {"form": form, "token": form_token(request)}, status=status)


def _options(scheme: ChecklistScheme) -> Options:
    def options(field: FieldOf) -> Choices | None:
        if field.type != "checklistitem":
            return None
        return [(str(item.pk), f"{item.position}. {item.heading} {item.text}") for item in scheme.items.all()]

    return options


def _title(request: HttpRequest, scheme: ChecklistScheme) -> str:
    return scheme.name


scheme_action = VerbPage(SCHEMES, _options, _title, frozenset({"turn_off"})).view()
