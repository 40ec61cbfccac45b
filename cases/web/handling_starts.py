"""转入办理 on pages: a source's imported clues that wait, chosen or all; the run over all of them, and its progress."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions.handling_start_runs import MOST_AT_ONCE, resume_run, start_chosen, start_source, stop_run
from cases.actions.handling_starts import StartHandling
from cases.models import HandlingStart, LedgerImport
from cases.queries.clues import clues_visible_to
from cases.queries.handling_starts import (
    deadlines_from,
    last_start,
    starts_visible_to,
    unfinished_start,
    waiting_of,
)
from cases.queries.ledgers import imports_visible_to
from cases.queries.lines import line_of
from cases.rules import director
from kernel.access import claim, find, permit
from kernel.errors import BadInput, DomainError, FieldError
from kernel.forms import VerbForm, form_for, posted, read
from kernel.listing import Shown, first_of
from kernel.page_request import PageRequest
from kernel.web import check_seen, form_token, once, page, wants_partial
from kernel.web_forms import fills_in, told_in

ALL, CHOSEN = "all", "chosen"


@page
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: PageRequest, pk: str) -> HttpResponse:
    """What waits of an import's source, and the way to start its clocks."""
    actor = request.actor
    permit(director(actor, None))
    run = find(imports_visible_to(actor), pk)
    if request.method != "POST":
        initial = {"since": request.GET.get("since") or timezone.localdate().isoformat()}
        return _shown(request, run, form_for(StartHandling, options=fills_in, initial=initial))
    form = form_for(StartHandling, options=fills_in, data=posted(request))
    try:
        return _done(request, run, form)
    except DomainError as refusal:
        return _shown(request, run, form, status=told_in(form, refusal))


def _done(request: PageRequest, run: LedgerImport, form: VerbForm) -> HttpResponse:
    actor = request.actor
    wish = read(form, StartHandling, posted(request), by=actor)
    if wish is None:
        raise BadInput
    if request.POST.get("consent") != "yes":
        raise BadInput(errors=[FieldError("", "consent_required", _("请确认转入后的时限、预警和升级照常进行"))])
    if request.POST.get("scope") == ALL:
        return redirect(f"/handling-starts/{once(request, lambda: _all_of(request, run, wish), at=timezone.now())}")
    chosen = list(dict.fromkeys(request.POST.getlist("ids")))
    if not chosen:
        raise BadInput(errors=[FieldError("", "nothing_chosen", _("请勾选线索，或选择全部转入"))])
    if len(chosen) > MOST_AT_ONCE:
        raise BadInput(errors=[FieldError("", "too_many", _("一次最多转入%s件") % MOST_AT_ONCE)])
    outcomes = start_chosen(chosen, wish, by=actor, at=timezone.now())
    context = {"run": run, "outcomes": outcomes, "done": sum(1 for one in outcomes if not one.refusal)}
    return render(request, "cases/ledger/handling_outcomes.html", context)


def _all_of(request: PageRequest, run: LedgerImport, wish: StartHandling) -> str:
    actor = request.actor
    check_seen(request, waiting_of(run.source, clues_visible_to(actor)).count())
    return str(start_source(run.source, wish, by=actor, at=timezone.now()).pk)


def _shown(request: PageRequest, run: LedgerImport, form: VerbForm, *, status: int = 200) -> HttpResponse:
    actor = request.actor
    now = timezone.now()
    waiting: Shown[Any] = first_of(waiting_of(run.source, clues_visible_to(actor)), MOST_AT_ONCE)
    context = {
        "run": run,
        "form": form,
        "token": form_token(request),
        "waiting": waiting.each(lambda clue: line_of(clue, actor, at=now)),
        "deadlines": _deadlines(str(form["since"].value() or "")),
        "ticked": {value.partition(":")[0] for value in request.POST.getlist("ids")},
        "unfinished": unfinished_start(run.source),
        "last": last_start(run.source),
    }
    return render(request, "cases/ledger/handling.html", context, status=status)


def _deadlines(since: str) -> Any:
    """Where the clocks would end, where the day that was typed is one."""
    try:
        return deadlines_from(date.fromisoformat(since))
    except ValueError:
        return None


@page
@require_safe
def run(request: PageRequest, pk: str) -> HttpResponse:
    """How far a run over a whole source is."""
    actor = request.actor
    found = find(starts_visible_to(actor), pk)
    context = {"run": found, "running": found.state == HandlingStart.State.RUNNING, "token": form_token(request)}
    if not wants_partial(request):
        return render(request, "cases/ledger/handling_run.html", context)
    response = render(request, "cases/ledger/_handling_progress.html", context)
    if not context["running"]:
        response["HX-Refresh"] = "true"
    return response


@page
@require_POST
def stop(request: PageRequest, pk: str) -> HttpResponse:
    """Let a run rest."""
    return _turned(request, pk, stop_run)


@page
@require_POST
def resume(request: PageRequest, pk: str) -> HttpResponse:
    """Go on with a run."""
    return _turned(request, pk, resume_run)


def _turned(request: PageRequest, pk: str, turn: Any) -> HttpResponse:
    actor = request.actor

    def effect() -> str:
        found = claim(starts_visible_to(actor), pk)
        check_seen(request, found.version)
        turn(found, by=actor, at=timezone.now())
        return pk

    return redirect(f"/handling-starts/{once(request, effect, at=timezone.now())}")
