"""A page that asks for one input and does one thing with it, once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kernel.errors import BadInput, DomainError
from kernel.forms import Options, VerbForm, form_for, read
from kernel.web import form_token, go, once

ASKED_AGAIN = {400, 409, 422}


def fills_in(_field: Any) -> None:
    """No field names another record."""
    return


@dataclass(frozen=True)
class Question:
    """What a page asks: an input, its choices, what it starts with, and what is done; `do` says where to go then."""

    takes: type[Any]
    do: Callable[[Any, datetime], str]
    template: str
    options: Options = fills_in
    initial: Mapping[str, Any] = field(default_factory=dict)
    context: Callable[[], Mapping[str, Any]] = dict


def ask(request: HttpRequest, question: Question) -> HttpResponse:
    """Show the form, or do what was asked; a refusal stands beside the field it is about."""
    if request.method != "POST":
        return _shown(request, question, form_for(question.takes, options=question.options, initial=question.initial))
    form = form_for(question.takes, options=question.options, data=request.POST)
    try:
        address = once(request, lambda: _done(request, question, form), at=timezone.now())
    except DomainError as refusal:
        if refusal.status not in ASKED_AGAIN:
            raise
        form.refuse(refusal.errors)
        if not form.errors:
            form.add_error(None, str(refusal.detail))
        return _shown(request, question, form, status=422)
    return go(request, address)


def _done(request: HttpRequest, question: Question, form: VerbForm) -> str:
    what = read(form, question.takes, request.POST)
    if what is None:
        raise BadInput
    return question.do(what, timezone.now())


def _shown(request: HttpRequest, question: Question, form: VerbForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "token": form_token(request), **question.context()}
    return render(request, question.template, context, status=status)
