"""Ledger imports: a chunk of records at a time, each in one transaction, so that they stop and go on anywhere."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from agencies.models import Agency, Region
from agencies.queries.validity import in_force
from cases.actions.clocks import office_zone
from cases.actions.ledger_changes import apply_changes, public_facts_of
from cases.actions.registration import Entry, Office, Rows, clue_rows, next_numbers, present_office
from cases.ledgers.files import Record, count_records, records_of, sha256_of
from cases.ledgers.leaving import Masked, columns_masked, masked_for_units
from cases.ledgers.printing import differences
from cases.ledgers.rows import City, Fault, Reading
from cases.models import Clock, Clue, ClueStatus, CoHandling, LedgerFault, LedgerImport, Reporter
from kernel.actor import Actor
from kernel.copying import copy_rows
from kernel.deadlocks import lock_in_order
from kernel.events import delivery_rows, event_row, record
from kernel.models import Delivery, Event
from kernel.workflow import Move

CHUNK = 2_000
ENDINGS = {ClueStatus.CLOSED: "clue.closed", ClueStatus.INTERIM_CLOSED: "clue.interim_closed"}


@dataclass(frozen=True)
class Order:
    """What is imported: a file under a source's name, and how it is to be read."""

    path: Path
    source: str
    coord_sys: str = "wgs84"
    apply_changes: bool = False


@dataclass
class Loader:
    """What every chunk of one import needs: the city's names and the office's ways."""

    city: City
    office: Office
    by: Actor

    def reading(self, found: Record, run: LedgerImport) -> tuple[Entry | None, list[Fault]]:
        """The record as an entry, or its faults."""
        reading = Reading(found, city=self.city, source=run.source, coord_sys=run.coord_sys, begun_at=run.started_at)
        return reading.entry(), reading.faults


def start_import(
    order: Order,
    *,
    by: Actor,
    at: datetime,
    event: str = "ledger_import.started",
    count: Callable[[Path], int] = count_records,
) -> LedgerImport:
    """Open a run over a file; the unfinished run over the same file goes on instead."""
    sha = sha256_of(order.path)
    unfinished = LedgerImport.objects.filter(
        source=order.source, file_sha256=sha, coord_sys=order.coord_sys,
        apply_changes=order.apply_changes, state=LedgerImport.State.RUNNING,
    )  # fmt: skip
    known = unfinished.select_for_update().first()
    if known:
        return known
    next(records_of(order.path), None)
    run = LedgerImport.objects.create(
        source=order.source, file_name=order.path.name, file_path=str(order.path), file_sha256=sha,
        coord_sys=order.coord_sys, apply_changes=order.apply_changes, total=count(order.path),
        requested_by_id=by.person.pk if by.person else None, agency_id=by.agency_id, started_at=at,
    )  # fmt: skip
    record(run, event, by=by, at=at, data={"source": order.source, "sha256": sha, "records": run.total})
    return run


def make_loader(*, by: Actor) -> Loader:
    """The names and ways of the office, read once for a whole run."""
    counties = Region.objects.filter(in_force(), level__in=["city", "county", "zone"])
    townships = Region.objects.filter(in_force(), level="township")
    agencies: dict[str, Agency | None] = {}
    for agency in Agency.objects.filter(in_force()):
        agencies[agency.name] = None if agency.name in agencies else agency
    city = City(
        counties={region.name: region for region in counties},
        townships={(str(region.parent_id), region.name): region for region in townships},
        agencies={name: agency for name, agency in agencies.items() if agency},
        zone=office_zone(),
    )
    return Loader(city, present_office(), by)


def load_chunk(
    run: LedgerImport, records: Iterator[Record], loader: Loader, *, at: datetime, size: int = CHUNK
) -> bool:
    """Load the next records into the run, which the caller has locked; False when the file is at its end."""
    chunk = list(islice(records, size))
    if chunk:
        _sort_out(run, chunk, loader, at=at)
        run.read += len(chunk)
        run.save()
        return True
    run.state, run.finished_at = LedgerImport.State.DONE, at
    run.version += 1
    run.save()
    record(run, "ledger_import.finished", by=loader.by, at=at, data=tally(run))
    return False


def tally(run: LedgerImport) -> dict[str, int]:
    """The run's figures, as the command's last line prints them."""
    names = ("read", "created", "unchanged", "conflicting", "updated", "rejected")
    return {name: getattr(run, name) for name in names}


@dataclass
class Sorted:
    """A chunk's records by what becomes of them."""

    fresh: list[tuple[Masked, str]] = field(default_factory=list)
    faults: list[LedgerFault] = field(default_factory=list)
    conflicts: list[tuple[Record, Masked, str]] = field(default_factory=list)
    masked: list[LedgerFault] = field(default_factory=list)
    unchanged: int = 0


def _sort_out(run: LedgerImport, chunk: Sequence[Record], loader: Loader, *, at: datetime) -> None:
    """New rows are copied in, equal ones pass, different ones wait for consent, bad ones are refused."""
    found = _sorted(run, chunk, loader)
    _copy(run, found.fresh, loader, at=at)
    run.created += len(found.fresh)
    run.unchanged += found.unchanged
    run.rejected += len(found.faults)
    changed = [one.number for one, _entry, _digest in found.conflicts]
    known = Clue.objects.filter(source_system=run.source, source_external_id__in=changed)
    lock_in_order(Clue, known.values_list("pk", flat=True) if changed else ())
    settled = [fault for one in found.conflicts if (fault := _settle(run, one, loader, at=at))]
    LedgerFault.objects.bulk_create([*found.faults, *settled, *found.masked], ignore_conflicts=True)


def _sorted(run: LedgerImport, chunk: Sequence[Record], loader: Loader) -> Sorted:
    numbers = {found.number for found in chunk}
    clues = Clue.objects.filter(source_system=run.source, source_external_id__in=numbers)
    known = dict(clues.values_list("source_external_id", "ledger_digest"))
    result = Sorted()
    for found in chunk:
        entry, wrong = loader.reading(found, run)
        digest = digest_of(found)
        if entry is None:
            result.faults.append(_refusal(run, found, wrong))
        elif known.get(found.number) == digest:
            result.unchanged += 1
        else:
            _take(run, result, found, masked_for_units(entry, by=loader.by), digest, is_new=found.number not in known)
            known.setdefault(found.number, digest)
    return result


def _take(run: LedgerImport, result: Sorted, found: Record, masked: Masked, digest: str, *, is_new: bool) -> None:
    """A row that is new or says something else; what its unit may not read of it is told."""
    if is_new:
        result.fresh.append((masked, digest))
    else:
        result.conflicts.append((found, masked, digest))
    if is_new and masked.columns:
        result.masked.append(_told_as_masked(run, found, masked.columns))


def _told_as_masked(run: LedgerImport, found: Record, columns: Mapping[str, Sequence[str]]) -> LedgerFault:
    kinds = [kind for several in columns.values() for kind in several]
    return LedgerFault(
        ledger_import=run, kind=LedgerFault.Kind.MASKED, line=found.line, number=found.number,
        column="、".join(columns), reason=_("含有%s，承办单位看到的已遮蔽为×××") % "、".join(dict.fromkeys(kinds)),
    )  # fmt: skip


def digest_of(found: Record) -> str:
    """The hash of a record's cells, by which the same row is known again."""
    return hashlib.sha256("\x1f".join(f"{name}={cell}" for name, cell in found.cells.items()).encode()).hexdigest()


def _refusal(run: LedgerImport, found: Record, wrong: list[Fault]) -> LedgerFault:
    return LedgerFault(
        ledger_import=run,
        kind=LedgerFault.Kind.REJECTED,
        line=found.line,
        number=found.number.replace("\0", ""),
        column="、".join(dict.fromkeys(fault.column for fault in wrong)),
        reason="；".join(fault.reason for fault in wrong).replace("\0", ""),
    )


def _copy(run: LedgerImport, fresh: list[tuple[Masked, str]], loader: Loader, *, at: datetime) -> None:
    """The single path's rows, written by COPY."""
    serials = next_numbers(len(fresh)) if fresh else []
    built: list[tuple[Rows, Entry]] = []
    events: list[Event] = []
    for (masked, digest), serial in zip(fresh, serials, strict=True):
        rows = clue_rows(masked.entry, serial=serial, by=loader.by, at=at, office=loader.office)
        rows.clue.ledger_import, rows.clue.ledger_digest = run, digest
        built.append((rows, masked.entry))
        events += imported_events(rows.clue, masked.by, at=at)
    reporters: list[Reporter] = [rows.reporter for rows, _entry in built if rows.reporter]
    clocks: list[Clock] = [clock for rows, _entry in built for clock in rows.clocks]
    helpers = [
        CoHandling(clue=rows.clue, agency=agency)
        for rows, entry in built
        if entry.printed
        for agency in entry.printed.helpers
    ]
    facts = [told for rows, entry in built if (told := public_facts_of(rows.clue, entry))]
    for table in ([rows.clue for rows, _entry in built], clocks, reporters, helpers, facts, events):
        copy_rows(table)
    Delivery.objects.bulk_create([delivery for event in events for delivery in delivery_rows(event)])


def imported_events(clue: Clue, by: Actor, *, at: datetime) -> list[Event]:
    """Registration at the printed time and, where printed, the closing; recorded now, marked as imported."""
    ending = ENDINGS.get(ClueStatus(clue.status))
    first = Move("clue.registered", "", ClueStatus.REGISTERED if ending else clue.status)
    facts = ({"dates": "unknown"} if clue.dates_unknown else {}) | by.personal_marks
    events = [event_row(clue, first, by=by, at=at, happened=clue.received_at, data=facts, imported=True)]
    if ending:
        last = Move(ending, "", clue.status)
        ended = clue.closed_at or clue.interim_closed_at
        events.append(event_row(clue, last, by=by, at=at, happened=ended, data=facts, imported=True))
    return events


def _settle(
    run: LedgerImport, conflict: tuple[Record, Masked, str], loader: Loader, *, at: datetime
) -> LedgerFault | None:
    """A changed row is applied with consent, or kept as a line of the difference table; what is to be told of it."""
    found, masked, digest = conflict
    clue = Clue.objects.select_for_update(of=("self",)).get(source_system=run.source, source_external_id=found.number)
    changed = differences(clue, found.cells)
    if run.apply_changes:
        passed = apply_changes(
            clue, masked.entry, digest=digest, changed=changed, office=loader.office, by=masked.by, at=at
        )
        run.updated += 1
        columns = columns_masked(passed)
        return _told_as_masked(run, found, columns) if columns else None
    run.conflicting += 1
    names = "、".join(changed) or _("举报人信息")
    return LedgerFault(
        ledger_import=run, kind=LedgerFault.Kind.CONFLICTING, line=found.line, number=clue.source_external_id,
        column=names, reason=_("与已登记内容不同，须同意后更新"), clue_id=clue.id, differences=changed,
    )  # fmt: skip
