"""Evidence as files: what it looked like before and after, and the papers that show it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from cases.actions.attachments import PAPERS_TOO, PICTURES, hashes_of, kept_rows, refuse_too_many
from cases.models import Acceptance, Attachment
from kernel.actor import Actor
from kernel.uploads import Upload

Part = Attachment.Part


class Shown(Protocol):
    """What a unit shows: a list in its own words, pictures of before and after, and papers."""

    @property
    def evidence(self) -> tuple[str, ...]:
        """In words."""

    @property
    def before(self) -> tuple[Upload, ...]:
        """Before it was put right."""

    @property
    def after(self) -> tuple[Upload, ...]:
        """Afterwards."""

    @property
    def files(self) -> tuple[Upload, ...]:
        """Whatever else shows it."""


def evidence_rows(
    request: Acceptance, shown: Shown, *, stem: str, by: Actor, at: datetime, known: int = 0
) -> list[Attachment]:
    """The unsaved rows of the files, numbered after the `known` ones; where a picture was taken is not kept."""
    refuse_too_many(known + len(shown.before) + len(shown.after) + len(shown.files), pointer="/files")
    rows: list[Attachment] = []
    lots = (("before", shown.before, Part.BEFORE, PICTURES), ("after", shown.after, Part.AFTER, PICTURES))
    for name, uploads, part, kinds in (*lots, ("files", shown.files, "", PAPERS_TOO)):
        rows += kept_rows(
            uploads,
            stem,
            owner={"acceptance": request, "part": part},
            by=by,
            at=at,
            kinds=kinds,
            first=known + len(rows) + 1,
            pointer=f"/{name}",
        )
    return rows


def evidence_facts(request: Acceptance, shown: Shown, files: Sequence[Attachment]) -> dict[str, object]:
    """What an event says of it: how much there is in words, and the hash of each file."""
    facts: dict[str, object] = {"acceptance": str(request.pk), "evidence": len(shown.evidence)}
    return facts | hashes_of("files", files)
