"""Attachments at the REST door."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse
from django.utils.translation import gettext as _
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.rules import in_business
from cases.actions.attachments import add_attachment
from cases.api.clues import ClueView
from cases.models import Attachment, Clue
from cases.queries.attachments import attachments_visible_to
from cases.queries.clues import clues_visible_to
from kernel.access import claim, find, permit
from kernel.actor import Actor
from kernel.api import JSONParser, entity_tag
from kernel.errors import BadInput, FieldError, NotFound


def attachment_shown(attachment: Attachment) -> dict[str, object]:
    """An attachment as the contract prints it."""
    place = attachment.taken_lon is not None and attachment.taken_lat is not None
    return {
        "id": str(attachment.id),
        "name": attachment.name,
        "media_type": attachment.media_type,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "taken_at": attachment.taken_at,
        "taken_place": {"lon": float(attachment.taken_lon or 0), "lat": float(attachment.taken_lat or 0)}
        if place
        else None,
        "released": attachment.released_at is not None,
        "created_at": attachment.created_at,
    }


def find_attachment(actor: Actor, pk: str) -> Attachment:
    """The attachment if this reader may see it, else NotFound."""
    attachment = find(Attachment.objects.select_related("clue"), pk)
    clue = find(clues_visible_to(actor), attachment.clue_id)
    if not attachments_visible_to(actor, clue).filter(pk=attachment.pk).exists():
        raise NotFound
    return attachment


class ClueAttachments(ClueView):
    """`/clues/{id}/attachments`."""

    parser_classes = (MultiPartParser, JSONParser)

    def get(self, request: Request, pk: str) -> Response:
        """Those this reader may read."""
        clue = find(clues_visible_to(self.actor), pk)
        return Response({"results": [attachment_shown(row) for row in attachments_visible_to(self.actor, clue)]})

    def post(self, request: Request, pk: str) -> Response:
        """Add one: the part `file`."""
        return self.once(lambda now: self._add(request, pk, now), replay=self._replayed)

    def _add(self, request: Request, pk: str, now: datetime) -> Response:
        clue: Clue = claim(clues_visible_to(self.actor), pk)
        permit(in_business(self.actor))
        file: Any = request.FILES.get("file")
        if file is None:
            raise BadInput(errors=[FieldError("/file", "required", _("请选择文件"))])
        attachment = add_attachment(clue, file, size=file.size, root=Path(settings.MEDIA_ROOT), by=self.actor, at=now)
        return self._answer(attachment, 201)

    def _replayed(self, resource: str, status: int) -> Response:
        return self._answer(find_attachment(self.actor, resource), status)

    def _answer(self, attachment: Attachment, status: int) -> Response:
        response = Response(attachment_shown(attachment), status=status)
        response.resource = attachment.id  # type: ignore[attr-defined]
        return response


class AttachmentBytes(ClueView):
    """`/attachments/{id}`."""

    def get(self, request: Request, pk: str) -> FileResponse:
        """The bytes, with their hash."""
        return bytes_of(find_attachment(self.actor, pk))


def bytes_of(attachment: Attachment) -> FileResponse:
    """The file as a download that no browser runs."""
    path = Path(settings.MEDIA_ROOT) / attachment.path
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=attachment.name, content_type=attachment.media_type
    )
    response["ETag"] = entity_tag(attachment.sha256)
    response["Digest"] = f"sha-256={attachment.sha256}"
    response["X-Content-SHA256"] = attachment.sha256
    response["X-Content-Type-Options"] = "nosniff"
    return response
