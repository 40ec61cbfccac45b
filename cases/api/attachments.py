"""Attachments at the REST door."""

from datetime import datetime

from django.http.response import HttpResponseBase
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.rules import in_business
from cases.actions.attachments import add_attachment
from cases.api.clues import SUBMITS, ClueView
from cases.api.files import bytes_of, file_shown
from cases.models import Attachment, Clue
from cases.queries.attachments import attachment_for, attachments_visible_to
from cases.queries.clues import clues_visible_to, readership
from kernel.access import claim, find, permit
from kernel.actor import Actor
from kernel.api import JSONParser
from kernel.rest import AnyMedia
from kernel.uploads import only_file


def attachment_shown(attachment: Attachment, by: Actor) -> dict[str, object]:
    """A clue's attachment as the contract prints it."""
    named = attachment.clue is not None and readership(by, attachment.clue) != "unit"
    own = {"received_name": attachment.received_name or None if named else None}
    return file_shown(attachment) | own | {"released": attachment.released_at is not None}


class ClueAttachments(ClueView):
    """`/clues/{id}/attachments`."""

    write_scope = SUBMITS
    parser_classes = (MultiPartParser, JSONParser)

    def get(self, request: Request, pk: str) -> Response:
        """Those this reader may read."""
        clue = find(clues_visible_to(self.actor), pk)
        return Response(
            {"results": [attachment_shown(row, self.actor) for row in attachments_visible_to(self.actor, clue)]}
        )

    def post(self, request: Request, pk: str) -> Response:
        """Add one: the part `file`."""
        return self.once(lambda now: self._add(request, pk, now), replay=self._replayed)

    def _add(self, request: Request, pk: str, now: datetime) -> Response:
        clue: Clue = claim(clues_visible_to(self.actor), pk)
        permit(in_business(self.actor))
        attachment = add_attachment(clue, only_file(request), by=self.actor, at=now)
        return self._answer(attachment, 201)

    def _replayed(self, resource: str, status: int) -> Response:
        return self._answer(attachment_for(self.actor, resource), status)

    def _answer(self, attachment: Attachment, status: int) -> Response:
        response = Response(attachment_shown(attachment, self.actor), status=status)
        response.resource = attachment.id  # type: ignore[attr-defined]
        return response


class AttachmentBytes(ClueView):
    """`/attachments/{id}`."""

    content_negotiation_class = AnyMedia

    def get(self, request: Request, pk: str) -> HttpResponseBase:
        """The bytes, with their hash."""
        return bytes_of(attachment_for(self.actor, pk), request)
