"""Whether a clue's own words name whoever would get it: no rule and no bulk act may send it then."""

from collections.abc import Callable, Collection

from django.db.models import Q
from django.utils.translation import gettext_lazy

from agencies.models import Agency, Person, Region
from agencies.names import names_of, plain
from agencies.queries.agencies import agencies_above
from agencies.queries.validity import in_force
from cases.models import Clue

LEAST_OF_A_NAME = 2
# Why no rule and no bulk act sends a clue; the first of whom it names.
NAMED = gettext_lazy("点名了承办单位（%s），请人工决定")
ELSEWHERE = gettext_lazy("地点与区划不符，请人工核对")


def named_in(clue: Clue, units: Collection[str]) -> list[str]:
    """The names, as they are registered, of those of these agencies, of the agencies above them in either line, and of
    the people who hold a post in them or stand in for one, that the subject, title or description speaks of.

    A fixed number of queries, one for each level of regions, and two more for each unit.
    """  # noqa: D205 -- one sentence
    return naming(units)(clue)


def naming(units: Collection[str]) -> Callable[[Clue], list[str]]:
    """`named_in` for many clues: whatever has to be known of the units is asked once."""
    above = {code for unit in units for code in agencies_above(unit)}
    agencies = list(Agency.objects.filter(code__in=above).order_by("code"))
    places = _places({agency.region_id for agency in agencies})
    known = [(one.name, names_of(one, places[one.region_id])) for one in agencies]
    known += [(name, {plain(name)}) for name in _people_of(units) if len(plain(name)) >= LEAST_OF_A_NAME]

    def named(clue: Clue) -> list[str]:
        text = plain(f"{clue.subject_name}\n{clue.title}\n{clue.description}")
        return [name for name, called in known if any(one in text for one in called)]

    return named


def _places(codes: set[str]) -> dict[str, list[Region]]:
    """Each region with those above it, the nearest first: a query for each level, and no other region."""
    regions: dict[str, Region] = {}
    wanted = codes
    while wanted:
        found = Region.objects.in_bulk(wanted)
        regions |= found
        wanted = {region.parent_id for region in found.values() if region.parent_id} - regions.keys()
    chains: dict[str, list[Region]] = {}
    for code in codes:
        chain, at = [], regions.get(code)
        while at is not None and at not in chain:
            chain.append(at)
            at = regions.get(at.parent_id or "")
        chains[code] = chain
    return chains


def _people_of(units: Collection[str]) -> list[str]:
    holds = Q(in_force(prefix="posts__"), posts__agency__in=units)
    stands_in = Q(in_force(prefix="substitutions__"), substitutions__agency__in=units)
    return sorted(set(Person.objects.filter(holds | stands_in).values_list("name", flat=True)))
