"""The directory in memory: what seldom changes and is asked of with every clue, read again only once it changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cached_property
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db import connection
from django.utils.timezone import get_default_timezone_name

from agencies.models import Agency, Post, Region, RoutingRule
from agencies.queries.calendar import WorkingCalendar, read_calendar
from agencies.queries.reaches import Reaches, upwards
from agencies.queries.validity import Lasting, is_in_force

Row = TypeVar("Row", bound=Lasting)
VERSION = "SELECT version, (now() AT TIME ZONE %s)::date FROM agencies_directoryversion"


class Seat(NamedTuple):
    """A post at an agency: who holds it, and who stands in."""

    valid_from: date
    valid_to: date | None
    holder: str | None
    substitute: str | None


class Directory:
    """Regions, agencies, posts, rules and calendar as they stand now, each read when it is first asked for.

    Its rows are everybody's: nobody changes them. Ask `directory()` each time, and keep no part of it.
    """

    def __init__(self, today: date) -> None:
        self.today = today

    @cached_property
    def regions(self) -> Mapping[str, Region]:
        """Every region by its code, past ones included."""
        return Region.objects.order_by("code").in_bulk()

    @cached_property
    def reaches(self) -> Reaches:
        """How far the regions reach."""
        return Reaches(self.regions)

    @cached_property
    def agencies(self) -> Mapping[str, Agency]:
        """Every agency by its code, past ones included."""
        return Agency.objects.order_by("code").in_bulk()

    def region(self, code: str) -> Region | None:
        """The region of that code, if there is one today."""
        return _today(self.regions.get(code), self.today)

    def agency(self, code: str) -> Agency | None:
        """The agency of that code, if there is one today."""
        return _today(self.agencies.get(code), self.today)

    @cached_property
    def rules(self) -> list[RoutingRule]:
        """Every routing rule in its order, past and coming ones included, with lead and co-handlers."""
        rules = RoutingRule.objects.select_related("lead").prefetch_related("co_agencies")
        return list(rules.order_by("position", "name"))

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """Which days offices work."""
        return read_calendar()

    def offices(self) -> list[Agency]:
        """Every command office there is today."""
        kind = Agency.Kind.COMMAND_OFFICE
        return [agency for agency in self.agencies.values() if agency.kind == kind and is_in_force(agency, self.today)]

    def above(self, code: str) -> set[str]:
        """The codes of an agency and of all above it, by trade and by territory."""
        return _reached(code, self._parents)

    def below(self, code: str, *, by_line: bool = True, by_territory: bool = True) -> set[str]:
        """The codes of an agency and of all below it by trade, by territory, or by both mixed."""
        trees = [tree for tree, asked in zip(self._children, (by_line, by_territory), strict=True) if asked]
        return _reached(code, lambda at: (child for tree in trees for child in tree.get(at, ())))

    def places_above(self, code: str) -> list[Region]:
        """A region and those above it, the nearest first."""
        return list(upwards(self.regions, code))

    def people_in(self, agencies: Iterable[str]) -> set[str]:
        """The names of all who hold a post in these agencies today, or are named to stand in for one."""
        seats = (seat for code in agencies for seat in self._seats.get(code, ()) if is_in_force(seat, self.today))
        return {name for seat in seats for name in (seat.holder, seat.substitute) if name}

    @cached_property
    def _seats(self) -> Mapping[str, list[Seat]]:
        seats: dict[str, list[Seat]] = {}
        columns = ("agency_id", "valid_from", "valid_to", "person__name", "substitute__name")
        for agency, *seat in Post.objects.order_by("pk").values_list(*columns):
            seats.setdefault(agency, []).append(Seat(*seat))
        return seats

    def _parents(self, code: str) -> Iterable[str]:
        agency = self.agencies.get(code)
        parents = (agency.line_parent_id, agency.territory_parent_id) if agency else ()
        return (parent for parent in parents if parent)

    @cached_property
    def _children(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        by_line: dict[str, list[str]] = {}
        by_territory: dict[str, list[str]] = {}
        for agency in self.agencies.values():
            for tree, parent in ((by_line, agency.line_parent_id), (by_territory, agency.territory_parent_id)):
                if parent:
                    tree.setdefault(parent, []).append(agency.code)
        return by_line, by_territory


def _today(row: Row | None, today: date) -> Row | None:
    return row if row is not None and is_in_force(row, today) else None


def _reached(code: str, onwards: Callable[[str], Iterable[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [code]
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += onwards(at)
    return found


_known: dict[UUID, Directory] = {}
_held: ContextVar[list[Directory] | None] = ContextVar("held", default=None)


@contextmanager
def one_directory() -> Iterator[None]:
    """Whatever is asked inside is answered by the directory as it stood at the first question; no change is seen."""
    token = _held.set([])
    try:
        yield
    finally:
        _held.reset(token)


def directory() -> Directory:
    """The directory as it stands now; one small query where nothing changed."""
    held = _held.get()
    if held:
        return held[0]
    found = _present()
    if held is not None:
        held.append(found)
    return found


def _present() -> Directory:
    with connection.cursor() as cursor:
        cursor.execute(VERSION, [get_default_timezone_name()])
        version, today = cursor.fetchone()
    known = _known.get(version)
    if known is None:
        _known.clear()
        known = _known.setdefault(version, Directory(today))
    known.today = today
    return known


def working_calendar() -> WorkingCalendar:
    """The calendar as it stands now."""
    return directory().calendar


def published_years() -> list[int]:
    """The years whose notice has been loaded, oldest first."""
    return sorted(working_calendar().years)


def agencies_above(code: str) -> set[str]:
    """The codes of an agency and of all above it, by trade and by territory."""
    return directory().above(code)


def agencies_below(code: str, *, by_line: bool = True, by_territory: bool = True) -> set[str]:
    """The codes of an agency and of all below it by trade, by territory, or by both mixed."""
    return directory().below(code, by_line=by_line, by_territory=by_territory)
