"""Every verb of a clue on one page."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from cases.actions.dispatches import files_by
from cases.measures import PRINTED
from cases.models import Clue
from cases.nouns import CLUES
from cases.queries.clues import readership, shown_title
from cases.redaction import redact
from cases.web.clues import detail_context, read_clue
from cases.web.labels import GRAVE
from cases.web.options import options_on
from cases.web.timelines import clue_since
from kernel.errors import NotFound
from kernel.forms import Options
from kernel.page_request import PageRequest
from kernel.web import go, page_or_partial, wants_partial
from kernel.web_nouns import VerbPage


def _options(clue: Clue) -> Options:
    return options_on(clue, on=timezone.localdate())


def _title(request: PageRequest, clue: Clue) -> str:
    return shown_title(clue, readership(request.actor, clue)) or clue.number


def _suggested(name: str, clue: Clue) -> dict[str, Any]:
    """What a form starts with: what was reported before, what a source says now, or the proposal of a rule."""
    if name == "report":
        facts = getattr(clue, "public_facts", None)
        return {name: getattr(facts, name, None) for name, _word, _unit in PRINTED}
    if name == "adopt_source":
        told = {field: clue.source_words.get(field, getattr(clue, field)) for field in ("address", "subject_name")}
        return {"handling_summary": redact(clue.description).text, **told}
    if name != "dispatch":
        return {}
    return {
        "lead_agency": clue.proposed_lead_id or clue.lead_agency_id,
        "handling_summary": clue.handling_summary,
        "release_attachments": [str(one.pk) for one in files_by(clue.routing_rule, clue)],
    }


def _more(request: PageRequest, name: str, clue: Clue) -> dict[str, Any]:
    """Whether the form stands on the desk, and whether somebody must read the summary before it goes out."""
    return {
        "clue": clue,
        "desk": request.GET.get("desk") or request.POST.get("desk", ""),
        "unconfirmed": name == "dispatch" and not clue.summary_confirmed,
    }


def _shows(request: PageRequest, pk: str, name: str, done: Any) -> HttpResponse | None:
    """A seal that was opened, a row of the desk that is done, or the clue as it stands now."""
    if hasattr(done, "revealed"):
        return page_or_partial(request, "cases/clues/revealed.html", {"revealed": done.revealed, "pk": pk})
    if not wants_partial(request):
        return None
    return _row_done(request, pk, name) if request.POST.get("desk") else _clue_now(request, pk, name)


def _row_done(request: PageRequest, pk: str, name: str) -> HttpResponse:
    context = {"label": CLUES.verb(name).label, "pk": pk}
    response = page_or_partial(request, "cases/desk/done.html", context)
    response["HX-Trigger"] = f'{{"row-done": "{pk}"}}'
    return response


def _clue_now(request: PageRequest, pk: str, name: str) -> HttpResponse:
    actor = request.actor
    try:
        clue = read_clue(actor, pk)
    except NotFound:
        return go(request, "/clues/")
    context = {"label": CLUES.verb(name).label, "pk": pk, "done": True}
    response = page_or_partial(
        request, "cases/clues/detail.html", context | detail_context(clue, actor, at=timezone.now())
    )
    response["HX-Retarget"], response["HX-Reswap"] = "#clue", "outerHTML"
    return response


clue_action = VerbPage(
    CLUES,
    _options,
    _title,
    GRAVE,
    "cases/clues/action.html",
    suggested=_suggested,
    more=_more,
    shows=_shows,
    since=clue_since,
).view()
