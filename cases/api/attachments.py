"""Attachments at the REST door."""

from datetime import datetime
from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.rules import in_business
from cases.actions.attachments import add_attachment
from cases.api.clues import SUBMITS, ClueView
from cases.api.files import bytes_of, file_shown
from cases.models import Attachment, Clue
from cases.queries.attachments import attachment_for, attachments_visible_to
from cases.queries.clues import clues_visible_to
from kernel.access import claim, find, permit
from kernel.api import JSONParser
from kernel.errors import BadInput, FieldError
from kernel.uploads import arrived


def attachment_shown(attachment: Attachment) -> dict[str, object]:
    """A clue's attachment as the contract prints it."""
    return file_shown(attachment) | {"released": attachment.released_at is not None}


class ClueAttachments(ClueView):
    """`/clues/{id}/attachments`."""

    write_scope = SUBMITS
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
        attachment = add_attachment(clue, arrived(file), by=self.actor, at=now)
        return self._answer(attachment, 201)

    def _replayed(self, resource: str, status: int) -> Response:
        return self._answer(attachment_for(self.actor, resource), status)

    def _answer(self, attachment: Attachment, status: int) -> Response:
        response = Response(attachment_shown(attachment), status=status)
        response.resource = attachment.id  # type: ignore[attr-defined]
        return response


class AttachmentBytes(ClueView):
    """`/attachments/{id}`."""

    def get(self, request: Request, pk: str) -> FileResponse:
        """The bytes, with their hash."""
        return bytes_of(attachment_for(self.actor, pk))
