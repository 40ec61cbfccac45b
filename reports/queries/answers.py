"""The answer to a question: the counts of the metrics' families, whole and by dimension."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce

from agencies.queries.trees import parents_at, up_from
from reports.counts import Counts, Family
from reports.queries.accountability_figures import BY, tally_accountability
from reports.queries.act_figures import tally_acts
from reports.queries.blocks import Scope
from reports.queries.enforcement_figures import tally_enforcement
from reports.queries.handling_figures import tally_handling
from reports.queries.keys import AGENCIES, TREES
from reports.queries.mechanism import tally_mechanism
from reports.queries.questions import Question
from reports.queries.rollups import counts_in
from reports.queries.section_figures import tally_sections
from reports.queries.support_figures import tally_diaries, tally_support
from reports.queries.tallies import Tally
from reports.queries.task_records import tally_asked_tasks


@dataclass(frozen=True)
class Kin:
    """What a family can be asked: by which dimensions, without which filters, and who counts it."""

    dimensions: tuple[str, ...]
    refused: frozenset[str]
    tally: Callable[[Question], Tally]


def answer_to(question: Question) -> Tally:
    """The counts, whole and by each dimension; an agency with all below it by the tree as it stood then."""
    plain = tuple(dict.fromkeys("agency" if name in TREES else name for name in question.dimensions))
    found = reduce(_beside, _by_family(replace(question, dimensions=plain)))
    by = {name: _folded(name, found, question.as_of) for name in question.dimensions}
    return Tally(found.whole, by)


def _by_family(question: Question) -> Iterator[Tally]:
    """Each family is asked once, whatever is wanted of it."""
    for family in dict.fromkeys(metric.family for metric in question.metrics):
        first, *others = (metric for metric in question.metrics if metric.family == family)
        yield FAMILIES[family].tally(replace(question, metric=first, also=tuple(others)))


def _beside(one: Tally, other: Tally) -> Tally:
    by = {name: counts_beside(found, other.by[name]) for name, found in one.by.items()}
    return Tally(one.whole.beside(other.whole), by)


def counts_beside(found: Mapping[str, Counts], further: Mapping[str, Counts]) -> dict[str, Counts]:
    """Counts of the same keys, joined into one for each."""
    keys = dict.fromkeys((*found, *further))
    return {key: found.get(key, Counts()).beside(further.get(key, Counts())) for key in keys}


def _folded(dimension: str, found: Tally, as_of: datetime) -> dict[str, Counts]:
    if dimension not in TREES:
        return found.by[dimension]
    return with_all_below(found.by["agency"], parents_at(TREES[dimension], at=as_of))


def with_all_below(found: Mapping[str, Counts], parents: Mapping[str, str]) -> dict[str, Counts]:
    """The counts of each agency and of all below it together: a parent's are its own and its children's."""
    sums: dict[str, Counts] = {}
    for code, counts in found.items():
        for above in up_from(code, parents):
            sums[above] = sums[above] + counts if above in sums else counts
    return sums


def _tally_clues(question: Question) -> Tally:
    return counts_in(
        question.wanted, question.dimensions, as_of=question.as_of, actor=question.actor, level=question.level
    )


def _tally_mechanism(question: Question) -> Tally:
    return tally_mechanism(Scope(question.wanted, question.as_of, question.as_of, question.actor))


# Of these alone the log tells how they stood at a position.
OF_CLUES = frozenset({Family.CLUES, Family.HANDLING, Family.ACTS})
CLUES_BY = ("region", *AGENCIES, "pollution_type", "channel", "month", "batch", "inspection", "verdict")
FAMILIES = {
    Family.CLUES: Kin(CLUES_BY, frozenset(), _tally_clues),
    Family.HANDLING: Kin(CLUES_BY, frozenset(), tally_handling),
    Family.ACTS: Kin(CLUES_BY, frozenset(), tally_acts),
    Family.TASKS: Kin(("region", *AGENCIES, "origin", "kind", "inspection"), frozenset({"batch"}), tally_asked_tasks),
    Family.ENFORCEMENT: Kin(("region", *AGENCIES, "month"), frozenset({"batch", "inspection"}), tally_enforcement),
    Family.SUPPORT: Kin(("inspection",), frozenset({"batch", "region_code"}), tally_support),
    Family.DIARIES: Kin(("region", *AGENCIES, "inspection"), frozenset({"batch"}), tally_diaries),
    Family.SECTIONS: Kin(("region",), frozenset({"batch", "inspection", "source"}), tally_sections),
    Family.MECHANISM: Kin((), frozenset({"inspection", "batch", "region_code", "from", "to"}), _tally_mechanism),
    Family.ACCOUNTABILITY: Kin(BY, frozenset({"inspection", "batch", "region_code"}), tally_accountability),
}
