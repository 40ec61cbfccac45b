"""The verbs of any noun on one page: its form, or its deed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kernel.access import claim, find
from kernel.errors import BadInput, DomainError, TransitionNotAllowed
from kernel.forms import Options, VerbForm, form_for, posted, read
from kernel.nouns import NOUN_OF, Noun
from kernel.web import form_token, go, once, page, page_or_partial

Shows = Callable[[HttpRequest, str, str, Any], "HttpResponse | None"]


def _no_suggestion(name: str, row: Any) -> Mapping[str, Any]:
    return {}


def _no_more(request: HttpRequest, name: str, row: Any) -> Mapping[str, Any]:
    return {}


def _elsewhere(request: HttpRequest, pk: str, name: str, done: Any) -> "HttpResponse | None":
    return None


@dataclass(frozen=True)
class VerbPage:
    """The one page of a noun's verbs.

    `options` gives the choices of fields that name other records, `suggested` what a form starts with, `more` what
    the noun's own template shows beside it, and `shows` an answer other than the record's page.
    """

    noun: Noun[Any]
    options: Callable[[Any], Options]
    title: Callable[[HttpRequest, Any], str]
    grave: frozenset[str] = frozenset()
    template: str = "ui/action.html"
    suggested: Callable[[str, Any], Mapping[str, Any]] = _no_suggestion
    more: Callable[[HttpRequest, str, Any], Mapping[str, Any]] = _no_more
    shows: Shows = _elsewhere

    def view(self) -> Callable[..., HttpResponseBase]:
        """The view, for the noun's address `…/{pk}/actions/{name}`."""

        @page
        @require_http_methods(["GET", "HEAD", "POST"])
        def verb_page(request: HttpRequest, pk: str, name: str) -> HttpResponse:
            self.noun.verb(name)
            return self._perform(request, pk, name) if request.method == "POST" else self._ask(request, pk, name)

        return verb_page

    def _form(self, name: str, row: Any, **given: Any) -> VerbForm:
        return form_for(self.noun.verb(name).takes, options=self.options(row), **given)

    def _ask(self, request: HttpRequest, pk: str, name: str) -> HttpResponse:
        actor = request.actor  # type: ignore[attr-defined]
        row = find(self.noun.visible_to(actor), pk)
        self.noun.permit(actor, name, row)
        open_now = self.noun.open_to(actor, row)
        if name not in open_now:
            raise TransitionNotAllowed(status=getattr(row, "status", ""), allowed=open_now)
        return self._shown(request, row, name, self._form(name, row, initial=self.suggested(name, row)))

    def _shown(self, request: HttpRequest, row: Any, name: str, form: VerbForm, *, status: int = 200) -> HttpResponse:
        context = {
            "row": row,
            "address": self.noun.page_of(row.pk),
            "title": self.title(request, row),
            "name": name,
            "label": self.noun.verb(name).label,
            "form": form,
            "token": form_token(request),
            "grave": name in self.grave,
            **self.more(request, name, row),
        }
        return page_or_partial(request, self.template, context, status=status)

    def _perform(self, request: HttpRequest, pk: str, name: str) -> HttpResponse:
        row = find(self.noun.visible_to(request.actor), pk)  # type: ignore[attr-defined]
        form = self._form(name, row, data=posted(request))
        done: list[Any] = []
        try:
            once(request, lambda: self._effect(request, pk, name, form, done), at=timezone.now())
        except DomainError as refusal:
            if refusal.status not in {400, 422}:
                raise
            form.refuse(refusal.errors)
            if not form.errors:
                form.add_error(None, str(refusal.detail))
            return self._shown(request, row, name, form, status=422)
        return self._after(request, pk, name, done[0] if done else None)

    def _effect(self, request: HttpRequest, pk: str, name: str, form: VerbForm, done: list[Any]) -> str:
        actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
        locked = claim(self.noun.visible_to(actor), pk)
        self.noun.permit(actor, name, locked)
        what = read(form, self.noun.verb(name).takes, posted(request))
        if what is None:
            raise BadInput
        done.append(self.noun.perform(locked, name, what, by=actor, at=now))
        return str(locked.pk)

    def _after(self, request: HttpRequest, pk: str, name: str, done: Any) -> HttpResponse:
        if done is not None and type(done) is not self.noun.model:
            return go(request, NOUN_OF[type(done)].page_of(done.pk))
        answer = self.shows(request, pk, name, done)
        return answer if answer is not None else go(request, self.noun.page_of(pk))
