"""Whether a clue's own words name whoever would get it: no rule and no bulk act may send it then."""

from collections.abc import Collection

from django.db.models import Q

from agencies.models import Agency, Person, Region
from agencies.names import names_of, plain
from agencies.queries.agencies import agencies_above
from agencies.queries.validity import in_force
from cases.models import Clue

LEAST_OF_A_NAME = 2


def named_in(clue: Clue, units: Collection[str]) -> list[str]:
    """The names, as they are registered, of those of these agencies, of the agencies above them in either line, and of
    the people who hold a post in them or stand in for one, that the subject, title or description speaks of.

    A fixed number of queries, one for each level of regions, and two more for each unit.
    """  # noqa: D205 -- one sentence
    text = plain(f"{clue.subject_name}\n{clue.title}\n{clue.description}")
    above = {code for unit in units for code in agencies_above(unit)}
    agencies = list(Agency.objects.filter(code__in=above).order_by("code"))
    places = _places({agency.region_id for agency in agencies})
    found = [one.name for one in agencies if any(name in text for name in names_of(one, places[one.region_id]))]
    return found + [name for name in _people_of(units) if len(plain(name)) >= LEAST_OF_A_NAME and plain(name) in text]


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
