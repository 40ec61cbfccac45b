"""A page on which one record is written down: its form is derived from the action's input."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from agencies.models import Agency
from agencies.queries.validity import valid_on
from kernel.access import permit
from kernel.actor import Actor
from kernel.errors import BadInput, DomainError, Words
from kernel.forms import Choices, Options, VerbForm, form_for, read
from kernel.verbs import FieldOf
from kernel.web import form_token, go, once, page
from supervision.rules import ORGAN_KINDS

BAD_REQUEST, UNPROCESSABLE = 400, 422


def _nothing(request: HttpRequest) -> Mapping[str, Any]:
    return {}


def units(actor: Actor) -> Options:
    """The agencies that are supervised, where a field asks for one."""

    def options(field: FieldOf) -> Choices | None:
        return supervised(on=timezone.localdate()) if field.type in {"agency", "agency[]"} else None

    return options


def supervised(*, on: date) -> Choices:
    """Every agency but the two organs."""
    apart = [*ORGAN_KINDS, Agency.Kind.COMMAND_OFFICE]
    agencies = valid_on(Agency.objects.exclude(kind__in=apart).order_by("kind", "code"), on)
    return [(agency.code, agency.name) for agency in agencies]


@dataclass(frozen=True)
class RecordPage:
    """`allowed` refuses strangers first; `do` gives the record, `leads_to` the page after it."""

    title: Words
    hint: Words
    takes: type[Any]
    do: Callable[..., Any]
    allowed: Callable[[Actor], bool]
    hidden: Callable[[Actor], None]
    back: str
    leads_to: Callable[[Any], str]
    options: Callable[[Actor], Options] = units
    initial: Callable[[HttpRequest], Mapping[str, Any]] = _nothing

    def view(self) -> Callable[..., Any]:
        """The view: the form, or the deed."""

        @page
        @require_http_methods(["GET", "HEAD", "POST"])
        def record_page(request: HttpRequest) -> HttpResponse:
            actor = request.actor  # type: ignore[attr-defined]
            self.hidden(actor)
            permit(self.allowed(actor))
            posted = request.POST if request.method == "POST" else None
            form = form_for(self.takes, options=self.options(actor), data=posted, initial=self.initial(request))
            return self._shown(request, form) if posted is None else self._write(request, form)

        return record_page

    def _write(self, request: HttpRequest, form: VerbForm) -> HttpResponse:
        try:
            address = once(request, lambda: self._done(request, form), at=timezone.now())
        except DomainError as refusal:
            form.refuse(refusal.errors)
            if not form.errors:
                form.add_error(None, str(refusal.detail))
            status = UNPROCESSABLE if refusal.status == BAD_REQUEST else refusal.status
            return self._shown(request, form, status=status)
        return go(request, address)

    def _done(self, request: HttpRequest, form: VerbForm) -> str:
        what = read(form, self.takes, request.POST)
        if what is None:
            raise BadInput
        return self.leads_to(self.do(what, by=request.actor, at=timezone.now()))  # type: ignore[attr-defined]

    def _shown(self, request: HttpRequest, form: VerbForm, *, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "token": form_token(request),
            "title": self.title,
            "hint": self.hint,
            "back": self.back,
        }
        return render(request, "supervision/record_form.html", context, status=status)
