"""Disclosures on pages: the register, one with its covering note, its rows beside their originals, and its files."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe
from rest_framework.request import Request

from agencies.queries.changes import record_since
from agencies.rules import in_business, is_command_office
from cases.models import Batch, Inspection
from kernel.access import find, permit
from kernel.actor import Actor
from kernel.api import page_of
from kernel.forms import Choices, Options
from kernel.language import officially
from kernel.page_request import PageRequest
from kernel.verbs import FieldOf
from kernel.web import page, page_or_partial
from kernel.web_forms import Question, ask
from kernel.web_nouns import VerbPage
from reports.actions.disclosures import NewDisclosure, draft_disclosure, usual_contact
from reports.covering import sentences_of
from reports.downloads import disclosed_file
from reports.models import DisclosureBatch, DisclosureFile, DisclosureStatus
from reports.nouns import DISCLOSURES
from reports.queries.covering import covering_of
from reports.queries.disclosures import disclosures_visible_to, for_reading, outdated_items
from reports.rules import writes

TONES = {
    DisclosureStatus.DRAFTED: "amber",
    DisclosureStatus.SUBMITTED: "blue",
    DisclosureStatus.REVIEWED: "teal",
    DisclosureStatus.PUBLISHED: "green",
    DisclosureStatus.WITHDRAWN: "red",
    DisclosureStatus.DISCARDED: "",
}
GRAVE = frozenset({"withdraw", "discard"})
FIRST = frozenset({"submit", "review", "publish"})
# Asked on the page of a row, not on that of the whole.
OF_A_ROW = frozenset({"edit_row", "remove_row"})


@page
@require_safe
def disclosure_list(request: PageRequest) -> HttpResponse:
    """The office's disclosures by status, or for others what went out."""
    actor = request.actor
    permit(in_business(actor))
    rows = for_reading(disclosures_visible_to(actor))
    chosen = request.GET.get("status", "")
    if chosen in DisclosureStatus.values:
        rows = rows.filter(status=chosen)
    found, addresses = page_of(rows, Request(request), by="drafted_at")
    context = {
        "lines": [(one, TONES[DisclosureStatus(one.status)]) for one in found],
        "addresses": addresses,
        "tabs": [(value, label, value == chosen) for value, label in DisclosureStatus.choices],
        "chosen": chosen,
        "office": is_command_office(actor),
        "may_write": writes(actor, None),
    }
    return page_or_partial(request, "reports/disclosures/list.html", context)


@page
@require_safe
def disclosure_detail(request: PageRequest, pk: str) -> HttpResponse:
    """One disclosure with the covering note as it will be, or was, told."""
    actor = request.actor
    disclosure = find(for_reading(disclosures_visible_to(actor)), pk)
    context = {
        "disclosure": disclosure,
        "tone": TONES[DisclosureStatus(disclosure.status)],
        "sentences": _told(disclosure),
        "buttons": [(n, DISCLOSURES.verb(n).label, _tone_of(n)) for n in _whole(actor, disclosure)],
        "outdated": len(outdated_items(disclosure)) if disclosure.status == DisclosureStatus.DRAFTED else 0,
        "types": DisclosureFile.Type.choices if disclosure.is_told or is_command_office(actor) else [],
        "hashes": dict(disclosure.files.values_list("type", "sha256")),
        "office": is_command_office(actor),
    }
    return page_or_partial(request, "reports/disclosures/detail.html", context)


def _told(disclosure: DisclosureBatch) -> list[str]:
    """The note as it is printed: in the office's own language, whoever reads the page."""
    with officially():
        return sentences_of(_note_of(disclosure))


def _note_of(disclosure: DisclosureBatch) -> dict[str, Any]:
    if disclosure.content is not None:
        told: dict[str, Any] = disclosure.content
        return told
    return covering_of(disclosure, list(disclosure.items.select_related("republishes__disclosure")))


def _whole(actor: Actor, disclosure: DisclosureBatch) -> list[str]:
    return [name for name in DISCLOSURES.open_to(actor, disclosure) if name not in OF_A_ROW]


def _tone_of(name: str) -> str:
    return "grave" if name in GRAVE else "primary" if name in FIRST else "quiet"


@page
@require_http_methods(["GET", "HEAD", "POST"])
def new_disclosure(request: PageRequest) -> HttpResponse:
    """Show the form, or draft."""
    actor = request.actor
    permit(writes(actor, None))

    def does(what: NewDisclosure, now: datetime) -> str:
        return f"/disclosures/{draft_disclosure(what, by=actor, at=now).pk}"

    hint = _("从线索现状生成各行，隐去个人信息；此前公开后情况有变化的自动列入重新公开")
    named = {name: request.GET.get(name, "") for name in ("inspection", "batch")}
    initial = {**named, "contact": usual_contact()}
    question = Question(NewDisclosure, does, _("起草公开批次"), hint, "/disclosures/", options=_scopes, initial=initial)
    return ask(request, question)


def _scopes(field: FieldOf) -> Choices | None:
    if field.type == "inspection":
        return [(str(one.pk), one.name) for one in Inspection.objects.filter(case="")]
    if field.type == "batch":
        batches = Batch.objects.filter(case="").select_related("inspection")
        return [(str(one.pk), f"{one.inspection.name} {one.number}") for one in batches]
    return None


@page
@require_safe
def disclosure_file(request: PageRequest, pk: str) -> HttpResponse:
    """One of its files: frozen once it went out, printed from the rows as they stand before."""
    actor = request.actor
    disclosure = find(disclosures_visible_to(actor), pk)
    content, headers = disclosed_file(disclosure, request.GET.get("type", "html"), at=timezone.now())
    return HttpResponse(content, headers=headers)


def _title(request: PageRequest, disclosure: DisclosureBatch) -> str:
    return disclosure.title


def _suggested(name: str, disclosure: DisclosureBatch) -> dict[str, Any]:
    if name == "edit":
        return {field: getattr(disclosure, field) for field in ("title", "contact", "note")}
    return {"published_on": timezone.localdate()} if name == "publish" else {}


def _no_options(disclosure: DisclosureBatch) -> Options:
    return lambda _field: None


disclosure_action = VerbPage(DISCLOSURES, _no_options, _title, GRAVE, suggested=_suggested, since=record_since).view()
