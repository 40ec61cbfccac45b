"""Expunging on pages: one director asks, another one agrees or refuses."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.rules import is_command_office
from cases.actions.expunctions import (
    RequestExpunction,
    confirm_expunction,
    refuse_expunction,
    request_expunction,
)
from cases.models import Clue
from cases.queries.clues import clues_visible_to
from cases.queries.expunctions import expunctions_visible_to, expungeable, for_list, may_expunge
from kernel.access import claim, find, permit
from kernel.forms import Choices
from kernel.listing import first_of
from kernel.page_request import PageRequest
from kernel.verbs import FieldOf
from kernel.web import check_seen, form_token, once, page
from kernel.web_forms import Question, ask, reason_of

LATEST = 100


@page
@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_one(request: PageRequest, pk: str) -> HttpResponse:
    """Ask for something of a clue to be destroyed."""
    actor = request.actor
    clue: Clue = find(clues_visible_to(actor), pk)
    permit(may_expunge(actor, clue))

    def does(asked: RequestExpunction, now: datetime) -> str:
        locked = claim(clues_visible_to(actor), pk)
        check_seen(request, locked.version)
        request_expunction(locked, asked, by=actor, at=now)
        return "/expunctions"

    def options(field: FieldOf) -> Choices | None:
        return expungeable(clue) if field.name == "target" else None

    page_of_its_own = "cases/expunctions/ask.html"
    question = Question(
        RequestExpunction,
        does,
        template=page_of_its_own,
        options=options,
        context=lambda _form: {"clue": clue},
        seen=clue.version,
    )
    return ask(request, question)


@page
@require_safe
def expunctions(request: PageRequest) -> HttpResponse:
    """What waits for a second person, and what was decided."""
    actor = request.actor
    permit(is_command_office(actor))
    rows = first_of(for_list(expunctions_visible_to(actor)), LATEST)
    mine = actor.person.pk if actor.person else None
    told = rows.each(lambda row: (row, row.status == "requested" and row.requested_by_id != mine))
    return render(request, "cases/expunctions/list.html", {"expunctions": told, "token": form_token(request)})


@page
@require_POST
def decide(request: PageRequest, pk: str, name: str) -> HttpResponse:
    """Agree or refuse, with a reason, as somebody else than who asked."""
    actor = request.actor
    reason = reason_of(request)

    def effect() -> str:
        row = claim(expunctions_visible_to(actor), pk)
        permit(may_expunge(actor, row.clue))
        check_seen(request, row.version)
        done = confirm_expunction if name == "confirm" else refuse_expunction
        return str(done(row, reason, by=actor, at=timezone.now()).pk)

    once(request, effect, at=timezone.now())
    return redirect("/expunctions")
