"""Every verb of a clue on one page: claim, check the shape, perform, show."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.models import Clue
from cases.queries.clues import clues_visible_to, may, readership, shown_title, verbs_open_to
from cases.verbs import CLUE_VERBS
from cases.web.clues import detail_context, read_clue
from cases.web.labels import GRAVE
from cases.web.options import options_on
from kernel.access import claim, find, permit
from kernel.actor import Actor
from kernel.errors import BadInput, DomainError, NotFound, TransitionNotAllowed
from kernel.forms import VerbForm, form_for, read
from kernel.verbs import Verb
from kernel.web import form_token, go, once, page, page_or_partial, wants_partial


@page
@require_http_methods(["GET", "HEAD", "POST"])
def clue_action(request: HttpRequest, pk: str, name: str) -> HttpResponse:
    """The one page of all verbs: its form, or its deed."""
    verb = CLUE_VERBS.get(name)
    if verb is None:
        raise NotFound
    return _perform(request, pk, name, verb) if request.method == "POST" else _ask(request, pk, name, verb)


def _ask(request: HttpRequest, pk: str, name: str, verb: Verb) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    clue = find(clues_visible_to(actor).select_related("proposed_lead", "lead_agency"), pk)
    permit(may(actor, name, clue))
    open_now = verbs_open_to(actor, clue)
    if name not in open_now:
        raise TransitionNotAllowed(status=clue.status, allowed=open_now)
    form = form_for(verb.takes, options=options_on(clue, on=timezone.localdate()), initial=_suggested(name, clue))
    return _form_shown(request, clue, name, form)


def _suggested(name: str, clue: Clue) -> dict[str, Any]:
    """What a form starts with: the proposal of a rule, and the summary as it stands."""
    if name != "dispatch":
        return {}
    return {"lead_agency": clue.proposed_lead_id or clue.lead_agency_id, "handling_summary": clue.handling_summary}


def _form_shown(request: HttpRequest, clue: Clue, name: str, form: VerbForm, *, status: int = 200) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    context = {
        "clue": clue,
        "title": shown_title(clue, readership(actor, clue)) or clue.number,
        "name": name,
        "label": CLUE_VERBS[name].label,
        "form": form,
        "token": form_token(request),
        "grave": name in GRAVE,
        "desk": request.GET.get("desk") or request.POST.get("desk", ""),
        "unconfirmed": name == "dispatch" and not clue.summary_confirmed,
    }
    return page_or_partial(request, "cases/clues/action.html", context, status=status)


def _perform(request: HttpRequest, pk: str, name: str, verb: Verb) -> HttpResponse:
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    clue = find(clues_visible_to(actor), pk)
    form = form_for(verb.takes, options=options_on(clue, on=timezone.localdate()), data=request.POST)
    shown: dict[str, Any] = {}

    def effect() -> str:
        locked = claim(clues_visible_to(actor), pk)
        permit(may(actor, name, locked))
        what = read(form, verb.takes, request.POST)
        if what is None:
            raise BadInput
        shown["revealed"] = getattr(_done(verb, locked, what, actor, now), "revealed", None)
        return str(locked.pk)

    try:
        once(request, effect, at=now)
    except DomainError as refusal:
        if refusal.status not in {400, 422}:
            raise
        form.refuse(refusal.errors)
        if not form.errors:
            form.add_error(None, str(refusal.detail))
        return _form_shown(request, clue, name, form, status=422)
    return _done_shown(request, pk, name, shown.get("revealed"))


def _done(verb: Verb, clue: Clue, what: Any, actor: Actor, now: datetime) -> Any:
    try:
        return verb.do(clue, what, by=actor, at=now)
    except TransitionNotAllowed as refusal:
        refusal.facts["allowed"] = verbs_open_to(actor, clue)
        raise


def _done_shown(request: HttpRequest, pk: str, name: str, revealed: dict[str, Any] | None) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    if revealed is not None:
        return page_or_partial(request, "cases/clues/revealed.html", {"revealed": revealed, "pk": pk})
    if not wants_partial(request):
        return go(request, f"/clues/{pk}")
    context = {"label": CLUE_VERBS[name].label, "pk": pk}
    if request.POST.get("desk"):
        response = page_or_partial(request, "cases/desk/done.html", context)
        response["HX-Trigger"] = f'{{"row-done": "{pk}"}}'
        return response
    try:
        clue = read_clue(actor, pk)
    except NotFound:
        return go(request, "/clues/")
    response = page_or_partial(
        request, "cases/clues/detail.html", context | detail_context(clue, actor, at=timezone.now()) | {"done": True}
    )
    response["HX-Retarget"], response["HX-Reswap"] = "#clue", "outerHTML"
    return response
