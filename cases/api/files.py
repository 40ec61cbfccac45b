"""A kept file at the REST door, whatever record it belongs to."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse
from rest_framework import serializers

from cases.api.outputs import KeptFileOut
from cases.models import Attachment
from kernel.api import entity_tag


class FileOut(KeptFileOut):
    """A kept file; its bytes by `/attachments/{id}`, or by the files of its task."""

    part = serializers.ChoiceField(choices=Attachment.Part.choices, allow_null=True)


def file_shown(row: Attachment) -> dict[str, object]:
    """A file as the contract prints it."""
    known = row.taken_lon is not None and row.taken_lat is not None
    return {
        "id": str(row.id),
        "name": row.name,
        "media_type": row.media_type,
        "size": row.size,
        "sha256": row.sha256,
        "taken_at": row.taken_at,
        "taken_place": {"lon": float(row.taken_lon or 0), "lat": float(row.taken_lat or 0)} if known else None,
        "created_at": row.created_at,
    }


def paper_shown(row: Attachment) -> dict[str, object]:
    """A file of a task, a satchel or a batch."""
    return file_shown(row) | {"part": row.part or None}


def bytes_of(row: Attachment) -> FileResponse:
    """The file as a download that no browser runs."""
    path = Path(settings.MEDIA_ROOT) / row.path
    response = FileResponse(path.open("rb"), as_attachment=True, filename=row.name, content_type=row.media_type)
    response["ETag"] = entity_tag(row.sha256)
    response["Digest"] = f"sha-256={row.sha256}"
    response["X-Content-SHA256"] = row.sha256
    response["X-Content-Type-Options"] = "nosniff"
    return response
