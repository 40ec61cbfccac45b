"""The files of a referral: cleaned, hashed, and listed in the order in which they came."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from cases.actions.clocks import office_zone
from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet, TransitionNotAllowed
from kernel.files import cleaned, keep_file
from kernel.language import officially
from supervision.actions.compartment_log import record_apart
from supervision.models import MaterialKind, Referral, ReferralMaterial, ReferralStatus
from supervision.workflow import REFERRAL

FOLDER = "compartment"
MOST = 100
SUFFIXES = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
OPEN_FOR = {
    MaterialKind.MATERIAL: (ReferralStatus.DRAFTED, ReferralStatus.RETURNED),
    MaterialKind.SCAN: (ReferralStatus.DRAFTED, ReferralStatus.APPROVED, ReferralStatus.SENT, ReferralStatus.RETURNED),
}


def add_material(  # noqa: PLR0913 -- a file, its kind and its place
    referral: Referral,
    file: IO[bytes],
    *,
    size: int,
    name: str,
    root: Path,
    by: Actor,
    at: datetime,
    kind: MaterialKind = MaterialKind.MATERIAL,
) -> ReferralMaterial:
    """Put a cleaned copy to the referral, while it is in the hands of those who write it."""
    if referral.status not in OPEN_FOR.get(kind, ()):
        raise TransitionNotAllowed(status=referral.status, allowed=REFERRAL.open_to(referral))
    clean = cleaned(file, size, zone=office_zone())
    with officially():
        title = f"{Path(name).stem or kind.label}.{SUFFIXES[clean.media_type]}"
    return keep_material(referral, clean.content, clean.media_type, title, kind=kind, root=root, by=by, at=at)


def keep_material(  # noqa: PLR0913 -- a file, its kind and its place
    referral: Referral,
    content: bytes,
    media_type: str,
    name: str,
    *,
    kind: MaterialKind,
    root: Path,
    by: Actor,
    at: datetime,
) -> ReferralMaterial:
    """Keep the bytes as they are, at the end of the list."""
    position = referral.materials.count() + 1
    if position > MOST:
        raise GuardUnmet(errors=[FieldError("/file", "too_many", _("附件数量已达上限"))])
    material = ReferralMaterial(
        referral=referral,
        kind=kind,
        position=position,
        name=name,
        media_type=media_type,
        size=len(content),
        created_at=at,
    )
    material.sha256 = hashlib.sha256(content).hexdigest()
    material.path = keep_file(content, root=root, folder=FOLDER)
    material.save(force_insert=True)
    referral.version += 1
    referral.updated_at = at
    referral.save(update_fields=["version", "updated_at"])
    facts = {"material": str(material.id), "kind": kind, "sha256": material.sha256}
    record_apart(referral, "referral.material_added", by=by, at=at, data=facts)
    return material
