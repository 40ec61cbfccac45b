"""Inspections on pages: who is in place, the batches with the minutes left, and what the team asked for."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rest_framework.request import Request

from agencies.rules import is_command_office
from cases.actions.batches import load_batch
from cases.actions.inspections import (
    NewBatch,
    NewDocumentRequest,
    NewInspection,
    NewMeeting,
    SetCutOff,
    add_scan,
    open_inspection,
    receive_batch,
    record_document_request,
    record_meeting,
    set_cutoff,
)
from cases.ledgers.orders import NEEDED, TAKEN
from cases.models import Batch
from cases.queries.clues import attach_clocks, for_reading
from cases.queries.inspections import (
    batches_visible_to,
    clues_of_batch,
    inspections_visible_to,
    minutes_of,
    support_counts,
    with_counts,
)
from cases.queries.lines import line_of
from cases.web.options import handling_agencies
from kernel.access import claim, find, permit
from kernel.actor import Actor
from kernel.apart import ordinary
from kernel.api import page_of
from kernel.errors import BadInput, DomainError, FieldError, Words
from kernel.forms import Choices
from kernel.ids import new_id
from kernel.listing import first_of
from kernel.nouns import Doorway
from kernel.page_request import PageRequest
from kernel.uploads import arrived
from kernel.verbs import FieldOf
from kernel.web import check_seen, form_token, go, once, page
from kernel.web_forms import Question, ask

LARGEST_FILE = 20 * 1024 * 1024
# Where a batch's page leads on higher floors.
# How many are shown at once; each list says how many there are in all.
LATEST_BATCHES, LATEST_INSPECTIONS, LONGEST = 20, 50, 200
BATCH_DOORWAYS: dict[str, Doorway[Batch]] = {}
# What is written down about an inspection besides its batches: the input, the action, the heading.
RECORDS: dict[str, tuple[type[Any], Any, Words]] = {
    "documents": (NewDocumentRequest, record_document_request, gettext_lazy("登记调阅资料")),
    "meetings": (NewMeeting, record_meeting, gettext_lazy("登记谈话走访")),
}


@page
@require_safe
def inspection_list(request: PageRequest) -> HttpResponse:
    """Every inspection, and the latest batches with the minutes left."""
    actor, now = request.actor, timezone.now()
    source = request.GET.get("source", "").strip()
    latest = first_of(ordinary(with_counts(batches_visible_to(actor)), source=source), LATEST_BATCHES)
    context = {
        "inspections": first_of(ordinary(inspections_visible_to(actor), source=source), LATEST_INSPECTIONS),
        "batches": latest.each(lambda batch: _batch_line(batch, at=now)),
        "office": is_command_office(actor),
    }
    return render(request, "cases/inspections/list.html", context)


def _batch_line(batch: Batch, *, at: datetime) -> dict[str, Any]:
    waiting = getattr(batch, "waiting", 0)
    left = int((batch.received_at - at).total_seconds() // 60) + 60
    return {"batch": batch, "left": left if waiting else None, "late": bool(waiting) and left < 0}


@page
@require_http_methods(["GET", "HEAD", "POST"])
def new_inspection(request: PageRequest) -> HttpResponse:
    """Open an inspection."""
    actor = request.actor
    permit(is_command_office(actor))

    def does(new: NewInspection, now: datetime) -> str:
        return f"/inspections/{open_inspection(new, by=actor, at=now).pk}"

    return ask(request, Question(NewInspection, does, _("登记督察"), back="/inspections/"))


@page
@require_safe
def inspection_detail(request: PageRequest, pk: str) -> HttpResponse:
    """One inspection with its batches and the counters of its support."""
    actor, now = request.actor, timezone.now()
    inspection = find(inspections_visible_to(actor), pk)
    rows = with_counts(batches_visible_to(actor).filter(inspection=inspection))
    found, addresses = page_of(rows, Request(request))
    context = {
        "inspection": inspection,
        "batches": [_batch_line(batch, at=now) for batch in found],
        "addresses": addresses,
        "support": support_counts(inspection),
        "documents": first_of(inspection.document_requests.all(), LONGEST),
        "meetings": first_of(inspection.meetings.select_related("agency"), LONGEST),
        "office": is_command_office(actor),
    }
    return render(request, "cases/inspections/detail.html", context)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def cutoff(request: PageRequest, pk: str) -> HttpResponse:
    """Set the hour at which a day of the inspection's dailies ends."""
    actor = request.actor
    inspection = find(inspections_visible_to(actor), pk)
    permit(is_command_office(actor))

    def does(what: SetCutOff, now: datetime) -> str:
        locked = claim(inspections_visible_to(actor), pk)
        check_seen(request, locked.version)
        set_cutoff(locked, what, by=actor, at=now)
        return f"/inspections/{pk}"

    initial = {"daily_cutoff": inspection.daily_cutoff}
    hint = _("首份日报固化后不再更改")
    back = f"/inspections/{pk}"
    return ask(
        request, Question(SetCutOff, does, _("日报截止时点"), hint, back, initial=initial, seen=inspection.version)
    )


@page
@require_http_methods(["GET", "HEAD", "POST"])
def new_batch(request: PageRequest, pk: str) -> HttpResponse:
    """Receive a batch of this inspection."""
    actor = request.actor
    inspection = find(inspections_visible_to(actor), pk)
    permit(is_command_office(actor))

    def does(new: NewBatch, now: datetime) -> str:
        return f"/batches/{receive_batch(new, by=actor, at=now).pk}"

    def options(field: FieldOf) -> Choices | None:
        return [(str(inspection.pk), inspection.name)] if field.name == "inspection" else None

    initial = {"inspection": str(inspection.pk), "received_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}"}
    asked = Question(NewBatch, does, _("登记批次"), back=f"/inspections/{pk}", options=options, initial=initial)
    return ask(request, asked)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def new_record(request: PageRequest, pk: str, kind: str) -> HttpResponse:
    """Write down a request for documents, a talk or a visit."""
    actor = request.actor
    inspection = find(inspections_visible_to(actor), pk)
    permit(is_command_office(actor))
    takes, action, title = RECORDS[kind]

    def does(new: Any, now: datetime) -> str:
        action(inspection, new, by=actor, at=now)
        return f"/inspections/{pk}"

    return ask(request, Question(takes, does, title, back=f"/inspections/{pk}", options=_agencies))


def _agencies(field: FieldOf) -> Choices | None:
    if field.type != "agency":
        return None
    return [(agency.code, agency.name) for agency in handling_agencies(on=timezone.localdate())]


@page
@require_safe
def batch_detail(request: PageRequest, pk: str) -> HttpResponse:
    """The batch desk: its clues, those that wait first, and the minutes left."""
    return _batch_shown(request, pk)


def _batch_shown(request: PageRequest, pk: str, *, refusal: DomainError | None = None) -> HttpResponse:
    actor, now = request.actor, timezone.now()
    batch = find(with_counts(batches_visible_to(actor)), pk)
    clues = first_of(for_reading(clues_of_batch(batch, actor)), LONGEST)
    attach_clocks(clues)
    context = {
        "batch": batch,
        "minutes": minutes_of(batch, at=now),
        "lines": clues.each(lambda clue: line_of(clue, actor, at=now)),
        "office": is_command_office(actor),
        "doorways": [(one.label, one.address(batch)) for one in BATCH_DOORWAYS.values() if one.may(actor, batch)],
        "scans": list(batch.scans.all()),
        "token": form_token(request),
        "scan_token": str(new_id()),
        "refusal": refusal,
        "required": NEEDED,
        "columns": TAKEN,
    }
    return render(request, "cases/inspections/batch.html", context, status=422 if refusal else 200)


def _claimed_by_office(pk: str, actor: Actor) -> Batch:
    """The batch, locked for whoever works for the office."""
    batch = claim(Batch.objects.filter(pk__in=batches_visible_to(actor).values("pk")), pk)
    permit(is_command_office(actor))
    return batch


@page
@require_POST
def keep_scan(request: PageRequest, pk: str) -> HttpResponse:
    """Keep the order as it came on paper."""
    actor, file = request.actor, request.FILES.get("file")

    def effect() -> str:
        batch = _claimed_by_office(pk, actor)
        if file is None:
            raise BadInput(errors=[FieldError("/file", "required", _("请选择文件"))])
        add_scan(batch, arrived(file), by=actor, at=timezone.now())
        return str(batch.pk)

    return _done_on_batch(request, pk, effect)


@page
@require_POST
def load_orders(request: PageRequest, pk: str) -> HttpResponse:
    """Register every order of the batch's file."""
    actor, file = request.actor, request.FILES.get("file")

    def effect() -> str:
        batch = _claimed_by_office(pk, actor)
        if file is None or (file.size or 0) > LARGEST_FILE:
            raise BadInput(errors=[FieldError("/file", "required", _("请选择不超过 20 MB 的文件"))])
        load_batch(batch, file.read(), by=actor, at=timezone.now())
        return str(batch.pk)

    return _done_on_batch(request, pk, effect)


def _done_on_batch(request: PageRequest, pk: str, effect: Callable[[], str]) -> HttpResponse:
    """Do it once and show the batch; a refusal stands at its head."""
    try:
        once(request, effect, at=timezone.now())
    except DomainError as refusal:
        if refusal.status not in {400, 409, 422}:
            raise
        return _batch_shown(request, pk, refusal=refusal)
    return go(request, f"/batches/{pk}")
