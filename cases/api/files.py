"""A kept file at the REST door, whatever record it belongs to."""

import re
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from rest_framework import serializers
from rest_framework.request import Request

from cases.api.outputs import KeptFileOut
from cases.models import Attachment
from kernel.api import entity_tag
from kernel.rest import not_modified

RANGE = re.compile(r"bytes=(\d*)-(\d*)")


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
        "received_sha256": row.received_sha256 or None,
        "left_out": row.left_out,
        "taken_at": row.taken_at,
        "taken_place": {"lon": float(row.taken_lon or 0), "lat": float(row.taken_lat or 0)} if known else None,
        "created_at": row.created_at,
    }


def paper_shown(row: Attachment) -> dict[str, object]:
    """A file of a task, a satchel or a batch."""
    return file_shown(row) | {"part": row.part or None}


def bytes_of(row: Attachment, request: Request) -> HttpResponseBase:
    """The file as a download that no browser runs: 304 to whoever has it, 206 for a part of it, 416 for none."""
    path, tag = Path(settings.MEDIA_ROOT) / row.path, entity_tag(row.sha256)
    headers = {
        "ETag": tag, "Accept-Ranges": "bytes", "Digest": f"sha-256={row.sha256}", "X-Content-SHA256": row.sha256,
        "X-Content-Type-Options": "nosniff",
    }  # fmt: skip
    if not_modified(request, tag):
        return HttpResponse(status=304, headers=headers)
    wanted = _range_of(request, path.stat().st_size, tag)
    if wanted is None:
        return FileResponse(
            path.open("rb"), as_attachment=True, filename=row.name, content_type=row.media_type, headers=headers
        )
    return _part(path, row, wanted, headers)


def _part(path: Path, row: Attachment, wanted: tuple[int, int], headers: dict[str, str]) -> HttpResponse:
    begin, end = wanted
    size = path.stat().st_size
    if begin > end:
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    with path.open("rb") as file:
        file.seek(begin)
        content = file.read(end - begin + 1)
    disposition = content_disposition_header(as_attachment=True, filename=row.name) or "attachment"
    told = {"Content-Range": f"bytes {begin}-{end}/{size}", "Content-Disposition": disposition}
    return HttpResponse(content, status=206, content_type=row.media_type, headers=headers | told)


def _range_of(request: Request, size: int, tag: str) -> tuple[int, int] | None:
    """First and last byte of a single range; an empty one (1, 0) outside the file; None for the whole."""
    found = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if found is None or found.groups() == ("", "") or request.headers.get("If-Range", tag) != tag:
        return None
    first, last = found.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else (1, 0)
    end = min(int(last), size - 1) if last else size - 1
    return (int(first), end) if int(first) < size and int(first) <= end else (1, 0)
