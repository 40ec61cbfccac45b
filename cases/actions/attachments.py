"""Attachments: cleaned, kept under a random name, and told by hash; a clue's are released to units one by one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cases.actions.clocks import office_zone
from cases.models import Attachment, Clue
from cases.queries.identities import identities_of
from kernel.actor import SYSTEM, Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.files import CleanFile, FileRefused, cleaned, keep_file
from kernel.office_files import PAPERS, cleaned_paper
from kernel.outgoing import finds_in
from kernel.uploads import Upload, hash_of_received

MOST = 50
FOLDER = "attachments"
PICTURES = {"image/jpeg": "jpg", "image/png": "png"}
SCANS = PICTURES | {"application/pdf": "pdf"}
PAPERS_TOO = SCANS | dict(zip(PAPERS, ("docx", "xlsx"), strict=True))


def kept_rows(  # noqa: PLR0913 -- which files of what, under which names, and what may be known of them
    uploads: Sequence[Upload],
    stem: str,
    *,
    owner: dict[str, Any],
    by: Actor,
    at: datetime,
    kinds: dict[str, str] = SCANS,
    with_place: bool = False,
    first: int = 1,
    pointer: str = "/file",
) -> list[Attachment]:
    """The unsaved rows of files that now lie on disk, cleaned and numbered; a refusal names the field they came in."""
    rows = []
    for number, upload in enumerate(uploads, first):
        received = hash_of_received(upload)
        clean = _clean(upload, kinds, pointer)
        row = Attachment(
            name=f"{stem}-{number:02d}.{kinds[clean.media_type]}",
            media_type=clean.media_type,
            size=len(clean.content),
            sha256=clean.sha256,
            path=keep_file(clean.content, root=upload.root, folder=FOLDER),
            received_name=upload.name,
            received_sha256=received,
            taken_at=clean.taken_at,
            left_out=dict(clean.left_out),
            filed_by_agency_id=by.agency_id or "",
            created_at=at,
            **owner,
        )
        if with_place:
            row.taken_lon, row.taken_lat = clean.lon, clean.lat
        rows.append(row)
    return rows


def _clean(upload: Upload, kinds: dict[str, str], pointer: str) -> CleanFile:
    try:
        clean = (cleaned_paper if kinds is PAPERS_TOO else cleaned)(upload.file, upload.size, zone=office_zone())
    except FileRefused as refusal:
        [error] = refusal.errors
        raise FileRefused(error.code, str(error.detail), pointer) from refusal
    if clean.media_type not in kinds:
        raise FileRefused("not_a_picture", _("这里只接受照片（JPEG、PNG）"), pointer)
    return clean


def hashes_of(name: str, rows: Sequence[Attachment]) -> dict[str, object]:
    """What an event says of files: the hash of each, if there are any."""
    return {name: [row.sha256 for row in rows]} if rows else {}


def refuse_too_many(count: int, *, most: int = MOST, pointer: str = "/file") -> None:
    """A record has no more files than somebody can look at."""
    if count > most:
        raise GuardUnmet(errors=[FieldError(pointer, "too_many", _("附件数量已达上限"))])


def _goes_by_rule(clue: Clue, name: str) -> bool:
    """Say whether the rule that sent the clue sends its files as well; one whose name tells too much waits."""
    rule = clue.routing_rule if clue.lead_agency_id is not None else None
    return rule is not None and rule.releases_attachments and not finds_in({"": name}, identities_of(SYSTEM, clue))


def add_attachment(clue: Clue, upload: Upload, *, by: Actor, at: datetime) -> Attachment:
    """Keep a cleaned copy with the clue; a unit's own is released from the start, any where the rule says so."""
    count = clue.attachments.count()
    refuse_too_many(count + 1)
    released = at if by.agency_id == clue.lead_agency_id or _goes_by_rule(clue, upload.name) else None
    owner = {"clue": clue, "released_at": released}
    [attachment] = kept_rows([upload], clue.number, owner=owner, by=by, at=at, with_place=True, first=count + 1)
    clue.version += 1
    clue.updated_at = at
    clue.save(update_fields=["version", "updated_at"])
    facts = {"attachment": str(attachment.id), "sha256": attachment.sha256, "received": attachment.received_sha256}
    record(clue, "clue.attachment_added", by=by, at=at, data=facts, rows=[attachment])
    return attachment
