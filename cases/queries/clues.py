"""What is asked of clues."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache, partial
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import DateTimeField, Exists, Model, OuterRef, Prefetch, Q, QuerySet

from agencies.models import Agency, Role, SourceSystem
from agencies.queries.directory import agencies_above, agencies_below
from agencies.queries.ties import tied_agencies, works_elsewhere
from agencies.rules import in_business, is_command_office
from cases.models import OPEN, Channel, Clock, Clue, CoHandling
from cases.queries.handling_starts import waiting_for_handling
from cases.rules import DECIDING, PERMISSIONS, PERSON_ONLY, accuses, is_petition
from cases.search import search_query
from cases.workflow import CLUE
from kernel.access import unless_tied
from kernel.actor import Actor
from kernel.shortening import shortened

READABLE = ("handling_summary", "address", "subject_name", "number", "source_external_id")
OWN_WORDS = ("title", "description")
TITLE_LENGTH = 40
# What few rows of the page share is fetched beside them: all of it in one join is planned for twelve milliseconds.
JOINED = ("handler", "reporter")
BESIDE = ("region", "lead_agency", "proposed_lead", "routing_rule", "public_facts")


def clues_visible_to(actor: Actor) -> QuerySet[Clue]:
    """The command office sees every clue, an agency what it or one below it leads, co-handles or filed.

    A leader sees the territory's, administrators none, and nobody a clue that concerns their own agency.
    """
    if actor.own_only:
        return _submitted_by(actor)
    if is_command_office(actor):
        return Clue.objects.all()
    if not in_business(actor) or actor.agency_id is None:
        return Clue.objects.none()
    below = agencies_below(actor.agency_id)
    others = Clue.objects.filter(_concerns_others(actor.agency_id, below))
    if sees_territory(actor):
        return others.filter(region__code__startswith=territory_prefix(actor))
    return others.filter(Q(lead_agency__in=below) | Q(filed_by_agency__in=below) | _co_handled_by(below))


def _submitted_by(actor: Actor) -> QuerySet[Clue]:
    """What came under the names of the program's own systems, or from its agency where that is not the whole office."""
    if actor.client is None or actor.agency_id is None:
        return Clue.objects.none()
    own = Q(source_system__in=SourceSystem.objects.filter(client=actor.client.pk).values("name"))
    if actor.agency_kind != Agency.Kind.COMMAND_OFFICE:
        own |= Q(filed_by_agency=actor.agency_id)
    return Clue.objects.filter(own, _concerns_others(actor.agency_id, agencies_below(actor.agency_id)))


def _concerns_others(agency: str, below: set[str]) -> Q:
    """A clue about an agency is hidden from it and from all below it.

    Of those above it only the one that was given it to handle sees it, or who has nobody above.
    """
    above = agencies_above(agency)
    about_nobody, about_own_house = Q(concerns_agency__isnull=True), Q(concerns_agency__in=above)
    if above == {agency}:
        return about_nobody | ~about_own_house
    given_to_handle = Q(lead_agency=agency) | _co_handled_by({agency})
    return about_nobody | ~about_own_house & (~Q(concerns_agency__in=below) | given_to_handle)


def _co_handled_by(agencies: set[str]) -> Q:
    return Q(Exists(CoHandling.objects.filter(clue=OuterRef("pk"), agency__in=agencies)))


def sees_territory(actor: Actor) -> bool:
    """Say whether the actor is a leader of a government."""
    return actor.post is not None and actor.post.role == Role.LEADER and actor.agency_kind == Agency.Kind.GOVERNMENT


def territory_prefix(actor: Actor) -> str:
    """The part of a region code that all of a leader's territory shares."""
    code = actor.post.agency.region_id if actor.post else ""
    return code[:4] if code.endswith("00") else code


def readership(actor: Actor, clue: Clue) -> str:
    """As whom the actor reads: `office`, `filer` of this clue, or `unit`, which never reads the reporter's words."""
    if is_command_office(actor):
        return "office"
    return "filer" if actor.agency_id and actor.agency_id == clue.filed_by_agency_id else "unit"


def has_tie(actor: Actor, clue: Clue) -> bool:
    """Say whether the person holds, or stands in for, a post that makes this clue a matter of their own.

    A tie binds only where the clue concerns an agency or is on the petition path (posts, not persons, decide).
    """
    return tie_of(actor)(clue)


def tie_of(actor: Actor) -> Callable[[Clue], bool]:
    """`has_tie` for many clues: whatever has to be known of the actor is asked once, when a clue first needs it."""
    elsewhere, tied = cache(partial(works_elsewhere, actor)), cache(partial(tied_agencies, actor))

    def ties(clue: Clue) -> bool:
        if actor.person is None:
            return False
        if is_petition(clue) and elsewhere():
            return True
        return clue.concerns_agency_id is not None and clue.concerns_agency_id in tied()

    return ties


def those_open_to(actor: Actor, verb: str, clues: Iterable[Clue]) -> list[Clue]:
    """Those to which this actor may ever do this, whatever their status: `may` for many."""
    ties = tie_of(actor)
    return [clue for clue in clues if _holds(actor, verb, clue) and not (verb in DECIDING and ties(clue))]


def may(actor: Actor, verb: str, clue: Clue) -> bool:
    """Say whether this actor may ever do this to this clue, whatever its status."""
    return bool(those_open_to(actor, verb, [clue]))


def _holds(actor: Actor, verb: str, clue: Clue) -> bool:
    if actor.client is not None and verb in PERSON_ONLY:
        return False
    return PERMISSIONS[f"cases.{verb}_clue"](actor, clue)


def verbs_open_to(actor: Actor, clue: Clue) -> list[str]:
    """What this actor may do to this clue now: who and when, met once."""
    held = [verb for verb in CLUE.open_to(clue) if not _pointless(verb, clue) and _holds(actor, verb, clue)]
    return unless_tied(held, DECIDING, lambda: has_tie(actor, clue))


def _pointless(verb: str, clue: Clue) -> bool:
    """A verb whose condition is plainly not there is not offered as a button."""
    return verb in POINTLESS and POINTLESS[verb](clue)


def _waits_for_handling(clue: Clue) -> bool:
    return waiting_for_handling(Clue.objects.filter(pk=clue.pk)).exists()


POINTLESS: dict[str, Callable[[Clue], bool]] = {
    "approve_extension": lambda clue: clue.extension_asked_days is None,
    "refuse_extension": lambda clue: clue.extension_asked_days is None,
    "request_extension": lambda clue: clue.extension_asked_days is not None,
    "confirm_write_off": lambda clue: clue.write_off_asked_agency_id is None,
    "request_write_off": lambda clue: bool(clue.write_off_asked_agency_id or clue.written_off_at),
    "request_reveal": lambda clue: not accuses(clue) or getattr(clue, "reporter", None) is None,
    "start_handling": lambda clue: clue.ledger_import_id is None or not _waits_for_handling(clue),
    "adopt_source": lambda clue: clue.source_updated_at is None,
    "keep_source": lambda clue: clue.source_updated_at is None,
    "confirm_place": lambda clue: clue.outside_region_km is None,
}


def for_reading(clues: QuerySet[Clue]) -> QuerySet[Clue]:
    """With everything that one clue or a page of clues shows, in a fixed number of queries."""
    return (
        clues.select_related(*JOINED)
        .prefetch_related(*BESIDE, Prefetch("co_handlings", CoHandling.objects.order_by("agency_id")))
        .defer("search")
    )


def attach_clocks(clues: list[Clue]) -> list[Clue]:
    """Give each clue its `clocks`, in one query."""
    by_clue: dict[UUID, list[Clock]] = {clue.id: [] for clue in clues}
    for clock in Clock.objects.filter(subject_id__in=list(by_clue)).order_by("started_at", "id"):
        by_clue[clock.subject_id].append(clock)
    for clue in clues:
        clue.clocks = by_clue[clue.id]  # type: ignore[attr-defined]
    return clues


def clocks_of(subject_id: UUID) -> QuerySet[Clock]:
    """The clocks of any record, the oldest first."""
    return Clock.objects.filter(subject_id=subject_id).order_by("started_at", "id")


def as_registered(clue: Clue, clocks: list[Clock]) -> Clue:
    """A clue just taken in, as reading it back would show it; asks nothing."""
    for beside in (Clue.reporter.related, Clue.public_facts.related):
        if not beside.is_cached(clue):
            beside.set_cached_value(clue, None)
    nobody = {"co_handlings": CoHandling.objects.none()}
    clue._prefetched_objects_cache = nobody  # type: ignore[attr-defined]  # noqa: SLF001 -- as prefetching leaves it
    for row in (clue, *clocks):
        for name in _instants_of(type(row)):
            value = getattr(row, name)
            setattr(row, name, value and value.astimezone(UTC))
    clue.clocks = sorted(clocks, key=lambda clock: (clock.started_at, clock.id))  # type: ignore[attr-defined]
    return clue


@cache
def _instants_of(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.name for field in model._meta.concrete_fields if isinstance(field, DateTimeField))


def overdue(clues: QuerySet[Clue], *, at: datetime) -> QuerySet[Clue]:
    """Those still open whose closing is due."""
    return clues.filter(status__in=OPEN, due_at__lt=at)


def search_clues(clues: QuerySet[Clue], text: str, *, by: Actor) -> QuerySet[Clue]:
    """Those that hold each of the words of `text`; found by index, rechecked by the characters' order.

    Only the office and whoever filed a clue search the reporter's own words.
    """
    found = clues
    for word in text.split():
        found = found.filter(_contains(word, own_words=True) if is_command_office(by) else _as_read_by_unit(word, by))
    return found


def _as_read_by_unit(word: str, by: Actor) -> Q:
    return _contains(word, own_words=False) | (Q(filed_by_agency=by.agency_id) & _contains(word, own_words=True))


def _contains(word: str, *, own_words: bool) -> Q:
    like = Q()
    for name in (*READABLE, *OWN_WORDS) if own_words else READABLE:
        like |= Q(**{f"{name}__icontains": word})
    query = search_query(word, own_words=own_words)
    return like & Q(search=SearchQuery(query, config="simple", search_type="raw")) if query else like


def shown_channel(clue: Clue, reader: str) -> str:
    """The channel as this reader may know it: the discipline organ's clues read as 上级交办 outside the office."""
    if clue.channel == Channel.DISCIPLINE_TRANSFER and reader != "office":
        return Channel.SUPERIOR
    return clue.channel


def shown_title(clue: Clue, reader: str) -> str:
    """The title, or the beginning of what this reader may read."""
    words = clue.handling_summary if reader == "unit" else clue.description
    return clue.title if clue.title and reader != "unit" else shortened(words.strip(), TITLE_LENGTH)


def may_edit(actor: Actor, clue: Clue) -> bool:
    """The office and whoever filed the clue may mend it."""
    return in_business(actor) and readership(actor, clue) != "unit"
