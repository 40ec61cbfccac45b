"""What is asked of disclosures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import make_aware

from agencies.queries.ties import tied_agencies
from agencies.rules import in_business, is_command_office
from cases.measures import measures_of
from cases.models import Channel, Closure, Clue, ClueStatus, LegalPath
from cases.queries.clues import clues_visible_to
from kernel.actor import Actor
from reports.models import TOLD, Beside, DisclosureBatch, DisclosureFile, DisclosureItem, DisclosureStatus
from reports.rules import DECIDING, PERMISSIONS, PERSON_ONLY
from reports.workflow import DISCLOSURE

GONE = (ClueStatus.VOID, ClueStatus.NOT_ACCEPTED)


def disclosures_visible_to(actor: Actor) -> QuerySet[DisclosureBatch]:
    """The office sees every one, everybody else in business what went out, withdrawn or not."""
    if is_command_office(actor):
        return DisclosureBatch.objects.all()
    return DisclosureBatch.objects.filter(status__in=TOLD) if in_business(actor) else DisclosureBatch.objects.none()


def items_visible_to(actor: Actor) -> QuerySet[DisclosureItem]:
    """The rows of the disclosures that the actor sees."""
    return DisclosureItem.objects.filter(disclosure__in=disclosures_visible_to(actor))


def files_visible_to(actor: Actor) -> QuerySet[DisclosureFile]:
    """Their files."""
    return DisclosureFile.objects.filter(disclosure__in=disclosures_visible_to(actor))


def for_reading(disclosures: QuerySet[DisclosureBatch]) -> QuerySet[DisclosureBatch]:
    """With everything that one disclosure or a page of them shows, in a fixed number of queries."""
    order = Q(items__beside="")
    counted = disclosures.annotate(
        rows=Count("items", filter=order),
        again=Count("items", filter=order & Q(items__republishes__isnull=False)),
        beside=Count("items", filter=~order),
    )
    people = ("drafted_by", "submitted_by", "reviewed_by", "published_by")
    return counted.select_related("inspection", "batch").prefetch_related("outlets", *people)


def may_disclosure(actor: Actor, verb: str, disclosure: DisclosureBatch) -> bool:
    """Say whether this actor may ever do this to this disclosure, whatever its status."""
    if actor.client is not None and verb in PERSON_ONLY:
        return False
    allowed = PERMISSIONS[f"reports.{verb}_disclosure"](actor, disclosure)
    return allowed and not (verb in DECIDING and has_tie(actor, disclosure))


def has_tie(actor: Actor, disclosure: DisclosureBatch) -> bool:
    """Say whether one of its complaints is about an agency to which the actor has a tie."""
    about = disclosure.items.filter(clue__concerns_agency__isnull=False).order_by()
    agencies = set(about.values_list("clue__concerns_agency_id", flat=True))
    return bool(agencies) and bool(agencies & tied_agencies(actor))


def disclosure_verbs_open_to(actor: Actor, disclosure: DisclosureBatch) -> list[str]:
    """What this actor may do to this disclosure now."""
    found = DISCLOSURE.open_to(disclosure)
    return [verb for verb in found if not _pointless(verb, disclosure) and may_disclosure(actor, verb, disclosure)]


def _pointless(verb: str, disclosure: DisclosureBatch) -> bool:
    """A verb whose condition is plainly not there is not offered as a button."""
    return verb == "publish" and disclosure.status != DisclosureStatus.REVIEWED


def series_of(disclosure: DisclosureBatch) -> QuerySet[DisclosureBatch]:
    """The disclosures that tell of the same inspection, or of the same source, one after the other."""
    return DisclosureBatch.objects.filter(inspection=disclosure.inspection_id, source=disclosure.source)


def told_before(disclosure: DisclosureBatch) -> QuerySet[DisclosureBatch]:
    """Those of the series that went out and were not taken back, the oldest first."""
    standing = series_of(disclosure).filter(status=DisclosureStatus.PUBLISHED).exclude(pk=disclosure.pk)
    return standing.select_related("batch").order_by("published_at", "id")


def withdrawn_since(disclosure: DisclosureBatch) -> QuerySet[DisclosureBatch]:
    """Those of the series that were taken back since the one before went out: this one says so."""
    went_out = series_of(disclosure).filter(status__in=TOLD).exclude(pk=disclosure.pk)
    last = went_out.filter(status=DisclosureStatus.PUBLISHED).order_by("-published_at").first()
    taken = went_out.filter(status=DisclosureStatus.WITHDRAWN).order_by("withdrawn_at", "id")
    return taken.filter(withdrawn_at__gt=last.published_at) if last and last.published_at else taken


def complaints_of(disclosure: DisclosureBatch, actor: Actor) -> QuerySet[Clue]:
    """What its inspection's batch, its inspection or its source and days hold: orders, their parts, merged ones."""
    clues = that_stand(clues_visible_to(actor))
    if disclosure.batch_id:
        return clues.filter(batch=disclosure.batch_id)
    if disclosure.inspection_id:
        return _of_days(clues.filter(batch__inspection=disclosure.inspection_id), disclosure)
    of_source = Q(source_system=disclosure.source) | Q(split_from__source_system=disclosure.source)
    return _of_days(clues.filter(of_source), disclosure)


def that_stand(clues: QuerySet[Clue]) -> QuerySet[Clue]:
    """Those that are told of: neither void nor refused, nor merged into one that is."""
    return clues.exclude(status__in=GONE).exclude(status=ClueStatus.MERGED, duplicate_of__status__in=GONE)


def _of_days(clues: QuerySet[Clue], disclosure: DisclosureBatch) -> QuerySet[Clue]:
    if disclosure.first_day:
        clues = clues.filter(received_at__gte=make_aware(datetime.combine(disclosure.first_day, time())))
    if disclosure.last_day:
        after = datetime.combine(disclosure.last_day + timedelta(days=1), time())
        clues = clues.filter(received_at__lt=make_aware(after))
    return clues


# How an agency treated somebody, and what the discipline organ handed over, is nobody's business but theirs.
KEPT_IN_CHANNEL, KEPT_IN_PATH = Channel.DISCIPLINE_TRANSFER, LegalPath.PETITION
KEPT_IN = Q(legal_path=KEPT_IN_PATH) | Q(channel=KEPT_IN_CHANNEL)
# The order that a part or a merged complaint belongs to.
ORDERS = ("duplicate_of", "split_from")


def publishable(clues: QuerySet[Clue]) -> QuerySet[Clue]:
    """Those that may be told of at all, with what a row shows."""
    told = clues.exclude(KEPT_IN).select_related("region__parent", "batch", "reporter", "public_facts", *ORDERS)
    return told.order_by("batch__received_at", "source_external_id", "number")


def latest_told(clues: Iterable[UUID]) -> dict[UUID, DisclosureItem]:
    """The row by which each of these clues was told last, of what was not taken back."""
    rows = DisclosureItem.objects.filter(clue__in=list(clues), disclosure__status=DisclosureStatus.PUBLISHED)
    return {row.clue_id: row for row in rows.select_related("disclosure").order_by("disclosure__published_at", "id")}


@dataclass(frozen=True)
class State:
    """How a complaint stands as the public reads it; a part or a merged one beside the order with this number."""

    verdict: str
    closure: str
    beside: str = ""
    of_number: str = ""


def state_of(clue: Clue) -> State:
    """Its own state, or that of the order for which another goes on; writing off is the office's own step."""
    if clue.duplicate_of is not None:
        one = clue.duplicate_of
        return State(one.verdict, _closure(one), Beside.MERGED, _number_told(one))
    beside, of_number = (Beside.PART, _number_told(clue.split_from)) if clue.split_from else ("", "")
    return State(clue.verdict, _closure(clue), beside, of_number)


def public_number(clue: Clue) -> str:
    """The issuer's number, or else our own."""
    return clue.source_external_id or clue.number


def _number_told(order: Clue) -> str:
    """The number of an order that may be told of at all."""
    kept_in = order.channel == KEPT_IN_CHANNEL or order.legal_path == KEPT_IN_PATH
    return "" if kept_in else public_number(order)


def _closure(clue: Clue) -> str:
    closure = clue.closure or Closure.OPEN
    return Closure.CLOSED if closure == Closure.WRITTEN_OFF else closure


def moved_on(row: DisclosureItem, clue: Clue) -> bool:
    """Say whether the clue's state is no longer what the row tells; counts that the author wrote stand."""
    facts = getattr(clue, "public_facts", None)
    if State(row.verdict, row.closure, row.beside, row.of_number) != state_of(clue):
        return True
    return facts is not None and row.edited_at is None and measures_of(row) != measures_of(facts)


def outdated_items(disclosure: DisclosureBatch) -> list[DisclosureItem]:
    """The rows of a draft whose clue has moved on, or counts nowhere any more."""
    orders = [f"clue__{name}" for name in ORDERS]
    rows = list(disclosure.items.select_related("clue__public_facts", *orders).order_by("position"))
    standing = set(that_stand(Clue.objects.filter(pk__in=[row.clue_id for row in rows])).values_list("pk", flat=True))
    return [row for row in rows if row.clue_id not in standing or moved_on(row, row.clue)]


def counted_before(disclosure: DisclosureBatch, rows: Iterable[DisclosureItem]) -> set[UUID]:
    """The complaints among these rows that another disclosure told of first: they are counted there."""
    known = DisclosureItem.objects.filter(first_told=True, clue__in=[row.clue_id for row in rows])
    return set(known.exclude(disclosure=disclosure).values_list("clue_id", flat=True))
