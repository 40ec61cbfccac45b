"""Inspections and batches at the REST door."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.rules import is_command_office
from cases.actions.batches import load_batch
from cases.actions.inspections import (
    NewBatch,
    NewInspection,
    SetCutOff,
    add_scan,
    open_inspection,
    receive_batch,
    set_cutoff,
)
from cases.api.files import paper_shown
from cases.filters import BatchFilter, InspectionFilter
from cases.models import Batch, Inspection
from cases.queries.inspections import batches_visible_to, inspections_visible_to, support_counts, with_counts
from kernel.access import claim, find, permit
from kernel.api import JSONParser, page_of
from kernel.marks_answers import without_marks_answer
from kernel.rest import ContractView, TooLarge, check_match
from kernel.rest_nouns import filtered
from kernel.uploads import only_file
from kernel.verbs import shaped

LARGEST_FILE = 20 * 1024 * 1024


class InspectionView(ContractView):
    """What addresses of inspections and batches share."""

    read_scope = "clues:read"
    write_scope = "clues:write"

    def made(self, effect: Callable[[datetime], dict[str, Any]]) -> Response:
        """201 with what was made, once per key."""

        def answered(now: datetime) -> Response:
            permit(is_command_office(self.actor))
            body = effect(now)
            response = Response(body, status=201)
            response.resource = body["id"]  # type: ignore[attr-defined]
            return response

        return self.once(answered, replay=lambda pk, status: Response(self.shown_again(pk), status=status))

    def shown_again(self, pk: str) -> dict[str, Any]:
        """A record as it is now, such as the one made under this key before."""
        raise NotImplementedError


class InspectionList(InspectionView):
    """`/inspections`."""

    parameters = None

    def get(self, request: Request) -> Response:
        """One page, the latest entry first."""
        rows = filtered(request, InspectionFilter, inspections_visible_to(self.actor), by=self.actor)
        found, addresses = page_of(rows, request, by="created_at")
        return Response({"results": [inspection_shown(row) for row in found], **addresses})

    def post(self, request: Request) -> Response:
        """Open an inspection."""
        told, marks = without_marks_answer(request.data)
        by = self.actor.answering(marks)
        return self.made(
            lambda now: inspection_shown(open_inspection(shaped(NewInspection, told, by=by), by=by, at=now))
        )

    def shown_again(self, pk: str) -> dict[str, Any]:
        """As it is now."""
        return inspection_shown(find(inspections_visible_to(self.actor), pk))


class InspectionDetail(InspectionView):
    """`/inspections/{id}`."""

    def get(self, request: Request, pk: str) -> Response:
        """The inspection with the counters of its support."""
        return shown(find(inspections_visible_to(self.actor), pk))

    def patch(self, request: Request, pk: str) -> Response:
        """Set the hour at which a day of its dailies ends, before the first of them is frozen."""
        with transaction.atomic():
            row = claim(inspections_visible_to(self.actor), pk)
            permit(is_command_office(self.actor))
            what = shaped(SetCutOff, request.data, by=self.actor)
            check_match(request, tag_of(row), lambda: inspection_shown(row), required=True)
            set_cutoff(row, what, by=self.actor, at=timezone.now())
        return shown(row)


def tag_of(row: Inspection) -> str:
    """Its ETag, which `PATCH` answers to; the counters beside it change without it, so that no reader is told 304."""
    return f'"{row.version}"'


def shown(row: Inspection) -> Response:
    """The single inspection as it is answered."""
    body = inspection_shown(row) | {"support": vars(support_counts(row))}
    return Response(body, headers={"ETag": tag_of(row)})


class BatchView(InspectionView):
    """What addresses of batches share."""

    def shown_again(self, pk: str) -> dict[str, Any]:
        """As it is now."""
        return batch_shown(find(with_counts(batches_visible_to(self.actor)), pk))


class BatchList(BatchView):
    """`/batches`."""

    parameters = None
    parser_classes = (JSONParser, MultiPartParser)

    def get(self, request: Request) -> Response:
        """One page, newest first."""
        rows = filtered(request, BatchFilter, with_counts(batches_visible_to(self.actor)), by=self.actor)
        found, addresses = page_of(rows, request)
        return Response({"results": [batch_shown(row) for row in found], **addresses})

    def post(self, request: Request) -> Response:
        """Receive a batch; empty ones are allowed."""
        told, marks = without_marks_answer(request.data)
        by = self.actor.answering(marks)
        return self.made(lambda now: self._shown(receive_batch(shaped(NewBatch, told, by=by), by=by, at=now)))

    def _shown(self, batch: Batch) -> dict[str, Any]:
        return self.shown_again(str(batch.pk))


class BatchScans(BatchView):
    """`/batches/{id}/scans`: the order as it came on paper."""

    parser_classes = (MultiPartParser, JSONParser)

    def post(self, request: Request, pk: str) -> Response:
        """Keep the multipart `file` with the batch."""

        def kept(now: datetime) -> dict[str, Any]:
            upload = only_file(request)
            batch = claim(Batch.objects.filter(pk__in=batches_visible_to(self.actor).values("pk")), pk)
            add_scan(batch, upload, by=self.actor, at=now)
            return self.shown_again(str(batch.pk))

        return self.made(kept)


class BatchDetail(BatchView):
    """`/batches/{id}`."""

    def get(self, request: Request, pk: str) -> Response:
        """The batch."""
        return Response(self.shown_again(pk))


class BatchOrders(BatchView):
    """`/batches/{id}/orders`: its file, read whole or refused whole."""

    parser_classes = (MultiPartParser, JSONParser)

    def post(self, request: Request, pk: str) -> Response:
        """Register every order of the multipart `file`."""

        def loaded(now: datetime) -> dict[str, Any]:
            upload = only_file(request)
            if upload.size > LARGEST_FILE:
                raise TooLarge(_("文件过大"))
            batch = claim(Batch.objects.filter(pk__in=batches_visible_to(self.actor)), pk)
            load_batch(batch, upload.file.read(), by=self.actor, at=now)
            return self.shown_again(str(batch.pk))

        return self.made(loaded)


def inspection_shown(row: Inspection) -> dict[str, Any]:
    """An inspection as the contract prints it."""
    names = (
        "name", "level", "kind", "round", "team_name", "enter_date", "leave_date", "feedback_date", "hotline",
        "mailbox", "phone_hours", "groups", "daily_cutoff", "version", "created_at",
    )  # fmt: skip
    return {"id": str(row.pk), **{name: getattr(row, name) for name in names}}


def batch_shown(row: Any) -> dict[str, Any]:
    """A batch with its counts as the contract prints it."""
    names = (
        "number", "received_at", "declared_count", "calls", "letters", "actual_count", "window_from", "window_to",
        "note", "version", "created_at",
    )  # fmt: skip
    return {
        "id": str(row.pk),
        "inspection": str(row.inspection_id),
        "inspection_name": row.inspection.name,
        "loaded": bool(row.file_sha256),
        "scans": [paper_shown(scan) for scan in row.scans.all()],
        **{name: getattr(row, name) for name in names},
    }
