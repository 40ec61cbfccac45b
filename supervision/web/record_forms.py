"""A page on which one record is written down: its form is derived from the action's input."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from agencies.models import ORGAN_KINDS, Agency
from agencies.queries.validity import in_force
from kernel.access import permit
from kernel.actor import Actor
from kernel.errors import Words
from kernel.forms import Choices, Options
from kernel.page_request import PageRequest
from kernel.verbs import FieldOf
from kernel.web import page
from kernel.web_forms import Question, ask


def _nothing(request: PageRequest) -> Mapping[str, Any]:
    return {}


def units(actor: Actor) -> Options:
    """The agencies that are supervised, where a field asks for one."""

    def options(field: FieldOf) -> Choices | None:
        return supervised(on=timezone.localdate()) if field.type in {"agency", "agency[]"} else None

    return options


def supervised(*, on: date) -> Choices:
    """Every agency but the two organs."""
    agencies = Agency.objects.exclude(kind__in=ORGAN_KINDS).order_by("kind", "code").filter(in_force(on), case="")
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
    initial: Callable[[PageRequest], Mapping[str, Any]] = _nothing

    def view(self) -> Callable[..., Any]:
        """The view: the form, or the deed."""

        @page
        @require_http_methods(["GET", "HEAD", "POST"])
        def record_page(request: PageRequest) -> HttpResponse:
            actor = request.actor
            self.hidden(actor)
            permit(self.allowed(actor))
            return ask(request, self._question(actor, self.initial(request)))

        return record_page

    def _question(self, actor: Actor, initial: Mapping[str, Any]) -> Question:
        return Question(
            self.takes,
            lambda what, now: self.leads_to(self.do(what, by=actor, at=now)),
            title=self.title,
            hint=self.hint,
            back=self.back,
            options=self.options(actor),
            initial=initial,
        )
