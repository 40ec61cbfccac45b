"""A page that asks for one input and does one thing with it, once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.forms import HiddenInput
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kernel.errors import BadInput, DomainError, FieldError, Words
from kernel.forms import Options, VerbForm, form_for, posted, read
from kernel.page_request import PageRequest
from kernel.web import form_token, go, once

BAD_REQUEST, UNPROCESSABLE = 400, 422
ASKED_AGAIN = {BAD_REQUEST, 409, 412, UNPROCESSABLE}


LONGEST_REASON = 2000


def reason_of(request: PageRequest) -> str:
    """The reason that a form without fields of its own carries; refuses an empty or overlong one."""
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise BadInput(errors=[FieldError("/reason", "required", _("请填写理由"))])
    if len(reason) > LONGEST_REASON:
        raise BadInput(errors=[FieldError("/reason", "max_length", _("理由不超过 2000 字"))])
    return reason


def fills_in(_field: Any) -> None:
    """No field names another record."""
    return


def _nothing_beside(_form: VerbForm) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Question:
    """What a page asks: an input, its choices, what it starts with, and what is done; `do` says where to go then.

    `seen` is the version of the record that the page shows, where it changes one: `do` checks it on the locked row.
    `settled` names fields that the address has answered already, which are not asked again; `context` gives what a
    template of the page's own shows beside the form.
    """

    takes: type[Any]
    do: Callable[[Any, datetime], str]
    title: Words = ""
    hint: Words = ""
    back: str = "/"
    template: str = "ui/question.html"
    options: Options = fills_in
    initial: Mapping[str, Any] = field(default_factory=dict)
    settled: tuple[str, ...] = ()
    context: Callable[[VerbForm], Mapping[str, Any]] = _nothing_beside
    seen: int | str | None = None


def ask(request: PageRequest, question: Question) -> HttpResponse:
    """Show the form, or do what was asked; a refusal stands beside the field it is about."""
    if request.method != "POST":
        return _shown(request, question, form_for(question.takes, options=question.options, initial=question.initial))
    form = form_for(question.takes, options=question.options, data=posted(request))
    try:
        address = once(request, lambda: _done(request, question, form), at=timezone.now())
    except DomainError as refusal:
        if refusal.status not in ASKED_AGAIN:
            raise
        return _shown(request, question, form, status=told_in(form, refusal))
    return go(request, address)


def told_in(form: VerbForm, refusal: DomainError) -> int:
    """Stand a refusal in the form that is asked again, and say under which status."""
    form.refuse(refusal.errors)
    if not form.errors:
        form.add_error(None, str(refusal.detail))
    return UNPROCESSABLE if refusal.status == BAD_REQUEST else refusal.status


def _done(request: PageRequest, question: Question, form: VerbForm) -> str:
    what = read(form, question.takes, posted(request), by=request.actor)
    if what is None:
        raise BadInput
    return question.do(what, timezone.now())


def _shown(request: PageRequest, question: Question, form: VerbForm, *, status: int = 200) -> HttpResponse:
    for name in question.settled:
        form.fields[name].widget = HiddenInput()
    told = {"title": question.title, "hint": question.hint, "back": question.back, "seen": question.seen}
    context = {"form": form, "token": form_token(request), **told, **question.context(form)}
    return render(request, question.template, context, status=status)
