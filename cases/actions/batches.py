"""A batch's file becomes clues: all of them at once, or none."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from agencies.models import Region
from agencies.queries.validity import in_force
from cases.actions.registration import REGISTERED, Entry, clue_rows, next_numbers, present_office
from cases.ledgers.orders import entries_of, order_lines, source_of
from cases.models import Batch, Clue
from kernel.actor import Actor
from kernel.errors import BadInput, Conflict, FieldError
from kernel.events import news_of, record, record_all


class BatchAlreadyLoaded(Conflict):
    """The batch has its clues, or one of its orders is known from another batch."""

    code = "batch_already_loaded"


def load_batch(batch: Batch, content: bytes, *, by: Actor, at: datetime) -> list[Clue]:
    """Register every order of the file as a clue received with the batch; the caller has locked the batch."""
    sha = hashlib.sha256(content).hexdigest()
    if batch.file_sha256:
        raise BatchAlreadyLoaded(_("该批次文件已经导入"))
    entries, faults = entries_of(order_lines(content), batch, regions_by_name())
    if faults:
        raise BadInput(_("文件有误，未导入任何一件"), errors=faults)
    _refuse_known_orders(batch, entries)
    clues = _register(entries, by=by, at=at)
    batch.file_sha256 = sha
    batch.version += 1
    batch.save(update_fields=["file_sha256", "version"])
    record(batch, "batch.loaded", by=by, at=at, data={"sha256": sha, "clues": len(clues)})
    return clues


def _register(entries: Sequence[Entry], *, by: Actor, at: datetime) -> list[Clue]:
    office = present_office()
    serials = next_numbers(len(entries)) if entries else []
    rows = [
        clue_rows(entry, serial=serial, by=by, at=at, office=office)
        for entry, serial in zip(entries, serials, strict=True)
    ]
    news = [news_of(one.clue, REGISTERED, by=by, at=at, data={"to_status": one.clue.status}) for one in rows]
    record_all(news, rows=[row for one in rows for row in one.written])
    return [one.clue for one in rows]


def _refuse_known_orders(batch: Batch, entries: Sequence[Entry]) -> None:
    numbers = [entry.source.external_id for entry in entries if entry.source]
    known = Clue.objects.filter(source_system=source_of(batch), source_external_id__in=numbers)
    found = list(known.order_by("source_external_id").values_list("source_external_id", flat=True)[:20])
    if found:
        errors = [FieldError("/file", "source_exists", _("受理编号%s已登记") % number) for number in found]
        raise BatchAlreadyLoaded(_("有交办件已经登记过"), errors=errors)


def regions_by_name() -> dict[str, Region]:
    """Every present region above the townships, by its name."""
    levels = [Region.Level.CITY, Region.Level.COUNTY, Region.Level.ZONE]
    return {region.name: region for region in Region.objects.filter(in_force(), level__in=levels)}
