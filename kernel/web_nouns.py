"""The verbs of any noun on one page: its form, or its deed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kernel.access import find
from kernel.errors import BadInput, DomainError, PreconditionFailed, TransitionNotAllowed
from kernel.forms import Options, VerbForm, form_for, posted, read
from kernel.nouns import NOUN_OF, Noun
from kernel.page_request import PageRequest
from kernel.web import SEEN, check_seen, form_token, go, once, page, page_or_partial

# What was done to a record since the version that its reader saw, in words, for this reader.
Since = Callable[[PageRequest, Any, int], "list[str]"]
ASKED_AGAIN = {400, 412, 422, 428}
Shows = Callable[[PageRequest, str, str, Any], "HttpResponse | None"]


def _no_suggestion(name: str, row: Any) -> Mapping[str, Any]:
    return {}


def _no_more(request: PageRequest, name: str, row: Any) -> Mapping[str, Any]:
    return {}


def _elsewhere(request: PageRequest, pk: str, name: str, done: Any) -> "HttpResponse | None":
    return None


def _nothing_told(request: PageRequest, row: Any, seen: int) -> list[str]:
    return []


@dataclass(frozen=True)
class VerbPage:
    """The one page of a noun's verbs.

    `options` gives the choices of fields that name other records, `suggested` what a form starts with, `more` what
    the noun's own template shows beside it, and `shows` an answer other than the record's page. `since` says what
    was done to the record meanwhile, where the reader decides on an older state of it: that is refused (412).
    """

    noun: Noun[Any]
    options: Callable[[Any], Options]
    title: Callable[[PageRequest, Any], str]
    grave: frozenset[str] = frozenset()
    template: str = "ui/action.html"
    suggested: Callable[[str, Any], Mapping[str, Any]] = _no_suggestion
    more: Callable[[PageRequest, str, Any], Mapping[str, Any]] = _no_more
    shows: Shows = _elsewhere
    since: Since = _nothing_told

    def view(self) -> Callable[..., HttpResponseBase]:
        """The view, for the noun's address `…/{pk}/actions/{name}`."""

        @page
        @require_http_methods(["GET", "HEAD", "POST"])
        def verb_page(request: PageRequest, pk: str, name: str) -> HttpResponse:
            self.noun.verb(name)
            return self._perform(request, pk, name) if request.method == "POST" else self._ask(request, pk, name)

        return verb_page

    def _form(self, name: str, row: Any, **given: Any) -> VerbForm:
        return form_for(self.noun.verb(name).takes, options=self.options(row), **given)

    def _ask(self, request: PageRequest, pk: str, name: str) -> HttpResponse:
        actor = request.actor
        row = find(self.noun.visible_to(actor), pk)
        self.noun.permit(actor, name, row)
        open_now = self.noun.open_to(actor, row)
        if name not in open_now:
            raise TransitionNotAllowed(status=getattr(row, "status", ""), allowed=open_now)
        form = self._form(name, row, initial=self.suggested(name, row))
        return self._shown(request, row, name, form, changes=self._changes(request, row, request.GET))

    def _changes(self, request: PageRequest, row: Any, told: QueryDict) -> list[str]:
        """What was done since the version that the reader's page showed; nothing where that is the present one."""
        seen = told.get(SEEN, "")
        if not (seen.isascii() and seen.isdigit()) or int(seen[:9]) == row.version:
            return []
        return self.since(request, row, int(seen[:9])) or [_("内容已更新")]

    def _shown(
        self,
        request: PageRequest,
        row: Any,
        name: str,
        form: VerbForm,
        *,
        status: int = 200,
        changes: Sequence[str] = (),
    ) -> HttpResponse:
        context = {
            "row": row,
            "seen": row.version,
            "changes": changes,
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

    def _perform(self, request: PageRequest, pk: str, name: str) -> HttpResponse:
        row = find(self.noun.visible_to(request.actor), pk)
        form = self._form(name, row, data=posted(request))
        changes: list[str] = []
        done: list[Any] = []
        try:
            once(request, lambda: self._effect(request, pk, name, form, done), at=timezone.now())
        except DomainError as refusal:
            if refusal.status not in ASKED_AGAIN:
                raise
            if isinstance(refusal, PreconditionFailed):
                row = find(self.noun.visible_to(request.actor), pk)
                changes = self._changes(request, row, request.POST)
            form.refuse(refusal.errors)
            if not form.errors and not changes:
                form.add_error(None, str(refusal.detail))
            status = refusal.status if changes else 422
            return self._shown(request, row, name, form, status=status, changes=changes)
        return self._after(request, pk, name, done[0] if done else None)

    def _effect(self, request: PageRequest, pk: str, name: str, form: VerbForm, done: list[Any]) -> str:
        actor, now = request.actor, timezone.now()
        said = cache(lambda: read(form, self.noun.verb(name).takes, posted(request), by=actor))
        locked = self.noun.claim(actor, pk, name, said)
        self.noun.permit(actor, name, locked)
        check_seen(request, locked.version)
        what = said()
        if what is None:
            raise BadInput
        done.append(self.noun.perform(locked, name, what, by=actor, at=now))
        return str(locked.pk)

    def _after(self, request: PageRequest, pk: str, name: str, done: Any) -> HttpResponse:
        if done is not None and type(done) is not self.noun.model:
            return go(request, NOUN_OF[type(done)].page_of(done.pk))
        answer = self.shows(request, pk, name, done)
        return answer if answer is not None else go(request, self.noun.page_of(pk))
