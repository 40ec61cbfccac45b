"""Whether a clue's own words name whoever would get it: no rule and no bulk act may send it then."""

from collections.abc import Callable, Collection, Iterator

from django.utils.translation import gettext_lazy

from agencies.names import names_of, plain
from agencies.queries.directory import directory
from cases.models import Clue

LEAST_OF_A_NAME = 2
# Why no rule and no bulk act sends a clue; the first of whom it names.
NAMED = gettext_lazy("点名了承办单位（%s），请人工决定")
ELSEWHERE = gettext_lazy("地点与区划不符，请人工核对")


def named_in(clue: Clue, units: Collection[str]) -> list[str]:
    """The names, as they are registered, of those of these agencies, of the agencies above them in either line, and of
    the people who hold a post in them or stand in for one, that the subject, title or description speaks of.
    """  # noqa: D205 -- one sentence
    return naming(units)(clue)


def naming(units: Collection[str]) -> Callable[[Clue], list[str]]:
    """`named_in` for many clues: whatever has to be known of the units is found once."""
    known = list(_called(units))

    def named(clue: Clue) -> list[str]:
        text = plain(f"{clue.subject_name}\n{clue.title}\n{clue.description}")
        return [name for name, called in known if any(one in text for one in called)]

    return named


def _called(units: Collection[str]) -> Iterator[tuple[str, set[str]]]:
    """The registered names, each with the plain ones by which a text speaks of it."""
    registered = directory()
    for code in sorted({code for unit in units for code in registered.above(unit)} & registered.agencies.keys()):
        agency = registered.agencies[code]
        yield agency.name, names_of(agency, registered.places_above(agency.region_id))
    for name in sorted(registered.people_in(units)):
        if len(plain(name)) >= LEAST_OF_A_NAME:
            yield name, {plain(name)}
