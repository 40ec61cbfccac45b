"""Figures of enforcement: cases filed, decided, closed, handed to the police, and what was fined."""

from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Left, TruncMonth

from cases.queries.enforcement import enforcement_visible_to, standing_on
from kernel.apart import ordinary
from reports.measures import FEN
from reports.queries.grouping import Sparse, counted_by, tally_of
from reports.queries.keys import WIDTHS
from reports.queries.questions import Question
from reports.queries.tallies import Tally


def tally_enforcement(question: Question) -> Tally:
    """What the metric needs of it."""
    cases = cases_asked(question)
    conditions = conditions_on(question)
    parts = [(name, _cases(cases.filter(conditions[name]), question)) for name in question.terms & conditions.keys()]
    if "fines" in question.terms:
        fined = cases.filter(conditions["cases_decided"])
        parts.append(("fines", counted_by(fined, _keys(question), Sum(F("fine") * FEN))))
    return tally_of(parts, question.dimensions)


def conditions_on(question: Question) -> dict[str, Q]:
    """Which cases each count counts."""
    return {
        "cases_filed": Q(),
        "cases_decided": Q(decided_on__lte=question.day),
        "cases_closed": Q(closed_on__lte=question.day),
        "cases_to_police": Q(to_police_on__lte=question.day),
    }


def cases_asked(question: Question) -> "QuerySet[Any]":
    """The cases filed in the days asked for and not withdrawn by then."""
    wanted = question.wanted
    chosen = {
        "source": wanted.source,
        "agency__region__code__startswith": wanted.region_code,
        "filed_on__gte": question.first_day,
        "filed_on__lte": question.last_day,
    }
    mine = ordinary(enforcement_visible_to(question.actor), source=wanted.source)
    cases = standing_on(mine, on=question.day)
    return cases.filter(**{name: value for name, value in chosen.items() if value})


def _cases(cases: "QuerySet[Any]", question: Question) -> Sparse:
    return counted_by(cases, _keys(question), Count("pk"))


def _keys(question: Question) -> dict[str, Combinable]:
    known: dict[str, Combinable] = {
        "region": Left("agency__region_id", WIDTHS[question.level]),
        "agency": F("agency_id"),
        "month": TruncMonth("filed_on"),
    }
    return {name: known[name] for name in question.dimensions}
