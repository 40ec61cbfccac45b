"""Attachments: added by whoever may speak about a clue, released to units one by one."""

from datetime import datetime
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from cases.actions.clocks import office_zone
from cases.models import Attachment, Clue
from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.files import cleaned, keep_file

MOST = 50


def add_attachment(clue: Clue, file: IO[bytes], *, size: int, root: Path, by: Actor, at: datetime) -> Attachment:
    """Keep a cleaned copy with the clue; a unit's own file is released from the start."""
    if clue.attachments.count() >= MOST:
        raise GuardUnmet(errors=[FieldError("/file", "too_many", _("附件数量已达上限"))])
    clean = cleaned(file, size, zone=office_zone())
    number = clue.attachments.count() + 1
    suffix = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}[clean.media_type]
    attachment = Attachment.objects.create(
        clue=clue,
        name=f"{clue.number}-{number:02d}.{suffix}",
        media_type=clean.media_type,
        size=len(clean.content),
        sha256=clean.sha256,
        path=keep_file(clean.content, root=root, folder="attachments"),
        taken_at=clean.taken_at,
        taken_lon=clean.lon,
        taken_lat=clean.lat,
        filed_by_agency_id=by.agency_id or "",
        created_at=at,
        released_at=at if by.agency_id == clue.lead_agency_id else None,
    )
    clue.version += 1
    clue.updated_at = at
    clue.save(update_fields=["version", "updated_at"])
    record(clue, "clue.attachment_added", by=by, at=at, data={"attachment": str(attachment.id), "sha256": clean.sha256})
    return attachment
