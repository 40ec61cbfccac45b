"""Registration: the one builder of a new clue's rows, for single clues and for bulk paths alike."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from agencies.models import ALWAYS, Agency, Region
from agencies.queries.directory import directory
from agencies.queries.reaches import Reaches
from agencies.rules import is_command_office
from cases.actions.clocks import office_zone
from cases.actions.clue_clocks import opening_rows
from cases.actions.source_names import Source, refuse_known_source
from cases.coordinates import to_wgs84
from cases.deadlines import Calendar
from cases.measures import Published
from cases.models import CITIZENS_OWN_HAND, Batch, Channel, Clock, Clue, ClueStatus, LegalPath, Priority, Reporter
from cases.policies import AS_PRINTED
from cases.redaction import redact
from cases.sealing import seal_identity
from cases.search import search_document
from cases.workflow import CLUE
from kernel.actor import Actor
from kernel.days import local_day
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.keys import KeyRing, key_ring

REGISTERED = "clue.registered"
OFFICE_CHANNELS = frozenset({Channel.INSPECTION, Channel.DISCIPLINE_TRANSFER})


@dataclass(frozen=True)
class ReporterEntry:
    """Who told it, before the seal."""

    name: str = ""
    phone: str = ""
    is_named: bool = False
    wants_reply: bool = False


@dataclass(frozen=True)
class PrintedFacts:
    """What an office's old ledger prints about a clue's handling; it stands as printed and is never reckoned again."""

    status: str
    due_at: datetime | None = None
    ended_at: datetime | None = None
    verdict: str = ""
    findings: str = ""
    lead: Agency | None = None
    lead_name: str = ""
    undated: bool = False
    closing_undated: bool = False
    helpers: tuple[Agency, ...] = ()
    published: Published | None = None


@dataclass(frozen=True)
class Entry:
    """What was written down about a new clue."""

    description: str
    channel: str
    region: Region
    title: str = ""
    handling_summary: str = ""
    legal_path: str = LegalPath.ENV_BUSINESS
    priority: str = Priority.GENERAL
    pollution_types: tuple[str, ...] = ()
    address: str = ""
    lon: Decimal | None = None
    lat: Decimal | None = None
    coord_sys: str = ""
    occurred_at: datetime | None = None
    received_at: datetime | None = None
    concerns_agency: Agency | None = None
    subject_name: str = ""
    subject_uscc: str = ""
    batch: Batch | None = None
    source: Source | None = None
    reporter: ReporterEntry = field(default_factory=ReporterEntry)
    printed: PrintedFacts | None = None
    split_from: Clue | None = None


@dataclass(frozen=True)
class Office:
    """What the builder asks of the office: its days, its clock's zone, its key ring and how far its regions reach."""

    calendar: Calendar
    zone: ZoneInfo
    ring: KeyRing
    reaches: Reaches


@dataclass
class Rows:
    """The unsaved rows of one new clue."""

    clue: Clue
    clocks: list[Clock]
    reporter: Reporter | None

    @property
    def written(self) -> list[Model]:
        """All of them, in the order of writing."""
        return [self.clue, *self.clocks, *([self.reporter] if self.reporter else [])]


def next_numbers(count: int) -> list[int]:
    """So many fresh serial numbers; gaps are allowed, doubles are not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_clue_serial') FROM generate_series(1, %s)", [count])
        return [serial for (serial,) in cursor.fetchall()]


def clue_rows(entry: Entry, *, serial: int, by: Actor, at: datetime, office: Office) -> Rows:
    """The rows of a new clue: itself, its clocks and its sealed reporter."""
    received = entry.received_at or at
    clue = Clue(
        number=f"{entry.region.code[:6]}{received.astimezone(office.zone):%Y%m%d}{serial:06d}",
        title=entry.title,
        description=entry.description,
        channel=entry.channel,
        legal_path=entry.legal_path,
        priority=entry.priority,
        pollution_types=sorted(set(entry.pollution_types)),
        region=entry.region,
        address=entry.address,
        subject_name=entry.subject_name,
        subject_uscc=entry.subject_uscc,
        concerns_agency=entry.concerns_agency,
        batch=entry.batch,
        split_from=entry.split_from,
        occurred_at=entry.occurred_at,
        received_at=received,
        created_at=at,
        updated_at=at,
        status=ClueStatus.REGISTERED,
        filed_by_id=by.person.pk if by.person else None,
        filed_by_agency_id=by.agency_id,
    )
    _place(clue, entry, office.reaches)
    _name_source(clue, entry)
    _summarise(clue, entry)
    clue.search = search_of(clue)
    clocks = _printed_clock(clue, entry.printed, at=at) if entry.printed else _clocks(clue, office)
    return Rows(clue, clocks, reporter_row(clue, entry.reporter, office))


def _place(clue: Clue, entry: Entry, reaches: Reaches) -> None:
    if entry.lon is not None and entry.lat is not None:
        clue.lon, clue.lat, clue.coord_sys = entry.lon, entry.lat, entry.coord_sys
        clue.wgs84_lon, clue.wgs84_lat = to_wgs84(entry.lon, entry.lat, entry.coord_sys)
        compare_with_region(clue, reaches)


def compare_with_region(clue: Clue, reaches: Reaches) -> None:
    """Mark a place that lies outside the clue's region; nothing is refused for it, and no rule sends it then."""
    if clue.wgs84_lon is None or clue.wgs84_lat is None:
        clue.outside_region_km = None
    else:
        clue.outside_region_km = reaches.km_outside(clue.region_id, clue.wgs84_lon, clue.wgs84_lat)


def _name_source(clue: Clue, entry: Entry) -> None:
    if entry.source:
        clue.source_system = entry.source.system
        clue.source_external_id = entry.source.external_id
        clue.source_version = entry.source.version


def _summarise(clue: Clue, entry: Entry) -> None:
    """A given summary stands; else the redacted description, confirmed only where nothing had to go."""
    told = redact(
        entry.handling_summary or entry.description,
        reporter_name=entry.reporter.name,
        reporter_phone=entry.reporter.phone,
    )
    clue.handling_summary = told.text
    own_words = not entry.handling_summary and entry.channel in CITIZENS_OWN_HAND
    clue.summary_confirmed = not told.changed and not own_words


def search_of(clue: Clue) -> str:
    """The search document of a clue: what a unit may read, and the reporter's own words apart from it."""
    public = f"{clue.handling_summary} {clue.address} {clue.subject_name} {clue.number} {clue.source_external_id}"
    return search_document(public, f"{clue.title} {clue.description}")


def _printed_clock(clue: Clue, printed: PrintedFacts, *, at: datetime) -> list[Clock]:
    """Take over the printed facts; the one closing clock runs to the printed day and never warns."""
    CLUE.begin(clue, printed.status)
    clue.verdict, clue.findings = printed.verdict, printed.findings
    clue.measures = printed.published.done if printed.published else ""
    clue.lead_agency, clue.ledger_unit, clue.due_at = printed.lead, printed.lead_name, printed.due_at
    clue.rules_off = clue.summary_confirmed = True
    clue.dates_unknown, clue.closing_unknown = printed.undated, printed.closing_undated
    clue.closed_at = printed.ended_at if printed.status == ClueStatus.CLOSED else None
    clue.first_closed_at = clue.closed_at
    clue.interim_closed_at = printed.ended_at if printed.status == ClueStatus.INTERIM_CLOSED else None
    late = printed.due_at is not None and (clue.closed_at or at) > printed.due_at
    clue.historical_overdue = late and clue.is_open
    if printed.due_at is None:
        return []
    state = Clock.State.BREACHED if late else Clock.State.MET if clue.closed_at else Clock.State.RUNNING
    if late and clue.closed_at and clue.closing_unknown:
        # It ended, and nobody knows whether in time.
        state = Clock.State.CANCELLED
    return [
        Clock(
            subject_type="clue", subject_id=clue.id, kind=Clock.Kind.CLOSING, policy=AS_PRINTED, calendar_version=0,
            started_at=clue.received_at, due_at=printed.due_at, ended_at=clue.closed_at, state=state, reason=AS_PRINTED,
        )
    ]  # fmt: skip


def _clocks(clue: Clue, office: Office) -> list[Clock]:
    clocks = opening_rows(clue, since=clue.received_at, calendar=office.calendar, zone=office.zone)
    clue.due_at = clocks[0].due_at
    return clocks


def reporter_row(clue: Clue, told: ReporterEntry, office: Office) -> Reporter | None:
    """The unsaved row of who told it, sealed; None where nothing is known."""
    if not (told.name or told.phone or told.is_named or told.wants_reply):
        return None
    identity = seal_identity(clue.id, told.name, told.phone, ring=office.ring)
    return Reporter(clue=clue, identity=identity, is_named=told.is_named, wants_reply=told.wants_reply)


def register_clue(entry: Entry, *, by: Actor, at: datetime) -> Clue:
    """Take a clue in: its clocks start and the routing rules hear of it."""
    return register_rows(entry, by=by, at=at).clue


def register_rows(entry: Entry, *, by: Actor, at: datetime) -> Rows:
    """Take a clue in, and give back all its rows."""
    if entry.received_at:
        refuse_odd_receipt(entry.received_at, at=at)
    refuse_foreign_channel(entry, by=by)
    refuse_known_source(entry.source, by=by)
    rows = clue_rows(entry, serial=next_numbers(1)[0], by=by, at=at, office=present_office())
    record(rows.clue, REGISTERED, by=by, at=at, data={"to_status": rows.clue.status}, rows=rows.written)
    return rows


def refuse_foreign_channel(entry: Entry, *, by: Actor) -> None:
    """Orders of an inspection and what the discipline organ hands over are the command office's alone to register.

    Refuses with `channel_not_yours`; what the program does by itself (a referral that was received) is the office's.
    """
    outside = by.agency_id is not None and (by.own_only or not is_command_office(by))
    if entry.channel in OFFICE_CHANNELS and outside:
        raise GuardUnmet(errors=[FieldError("/channel", "channel_not_yours", _("该来源渠道只能由攻坚办登记"))])


def refuse_odd_receipt(received_at: datetime, *, at: datetime, pointer: str = "/received_at") -> None:
    """Refuse a receipt that is still to come, or before anything this office knows."""
    if received_at > at:
        raise GuardUnmet(errors=[FieldError(pointer, "in_the_future", _("收到时间不能晚于现在"))])
    if local_day(received_at) < ALWAYS:
        raise GuardUnmet(errors=[FieldError(pointer, "too_early", _("收到时间过早，请核对年份"))])


def present_office() -> Office:
    """The office as it works now."""
    known = directory()
    return Office(known.calendar, office_zone(), key_ring(), known.reaches)
