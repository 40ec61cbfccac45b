"""The records behind a figure of enforcement, documents, diaries or sections: just those that it counts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet
from django.db.models.functions import Cast
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from agencies.queries.trees import down_from, parents_at
from cases.models import DocumentRequest
from cases.periods import month_of
from cases.queries.enforcement import enforcement_visible_to
from cases.queries.inspections import inspections_visible_to
from cases.queries.satchels import satchels_visible_to
from kernel.actor import Actor
from kernel.errors import BadInput, FieldError
from reports.counts import Family
from reports.queries.enforcement_figures import cases_asked, conditions_on
from reports.queries.keys import NOBODY, TREES
from reports.queries.questions import Question
from reports.queries.section_figures import condition_of, readings_asked
from reports.queries.support_figures import requests_asked, satchels_asked
from supervision.models import SectionReading

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Behind:
    """Which records a count of the family counts, the order of their pages, and where each dimension is found."""

    rows: Callable[[Question, str], Rows]
    by: str
    paths: Mapping[str, str]


def records_behind(question: Question, terms: str, key: str = "") -> Rows:
    """The records that these terms count, under the key of the question's dimension."""
    behind = BEHIND[question.metric.family]
    rows = behind.rows(question, terms)
    for dimension in question.dimensions:
        path = behind.paths["agency" if dimension in TREES else dimension]
        rows = rows.filter(_under(path, dimension, key, question))
    return rows


def _under(path: str, dimension: str, key: str, question: Question) -> Q | Exact:
    if dimension in TREES:
        return Q(**{f"{path}__in": down_from(key, parents_at(TREES[dimension], at=question.as_of))})
    if key == NOBODY:
        return Q(**{f"{path}__isnull": True})
    if dimension == "region":
        return Q(**{f"{path}__code__startswith": key})
    if dimension == "month":
        return Q(**{f"{path}__range": days_of(key)})
    return Exact(Cast(F(path), CharField()), key)


def days_of(month: str) -> tuple[date, date]:
    """The first and the last day of `YYYY-MM`; BadInput where there is no such month."""
    try:
        told = month_of(date.fromisoformat(f"{month}-01"))
    except ValueError:
        detail = _("没有这个取值：%(value)s") % {"value": month}
        raise BadInput(errors=[FieldError("/key", "unknown", detail)]) from None
    return told.starts_on, told.ends_on


def _cases(question: Question, terms: str) -> Rows:
    """A fine is imposed by a decision."""
    known = conditions_on(question)
    return cases_asked(question).filter(known.get(terms, known["cases_decided"]))


def _requests(question: Question, _terms: str) -> Rows:
    return requests_asked(question).select_related("inspection")


def _satchels(question: Question, terms: str) -> Rows:
    satchels: Rows = satchels_asked(question)
    return satchels.filter(written__gt=0) if terms == "diary_days_written" else satchels


def _readings(question: Question, terms: str) -> Rows:
    return readings_asked(question).filter(condition_of(terms)).select_related("section__county")


# What a reader sees of the records that a report kept; readings are known to everybody in business.
SEEN: Mapping[Family, Callable[[Actor], Rows]] = {
    Family.ENFORCEMENT: enforcement_visible_to,
    Family.SUPPORT: lambda actor: DocumentRequest.objects.filter(
        inspection__in=inspections_visible_to(actor)
    ).select_related("inspection"),
    Family.DIARIES: lambda actor: (
        satchels_visible_to(actor).select_related("task__lead_agency").annotate(written=Count("entries"))
    ),
    Family.SECTIONS: lambda _actor: SectionReading.objects.select_related("section__county"),
}
BEHIND = {
    Family.ENFORCEMENT: Behind(
        _cases, "created_at", {"agency": "agency", "region": "agency__region", "month": "filed_on"}
    ),
    Family.SUPPORT: Behind(_requests, "asked_at", {"inspection": "inspection"}),
    Family.DIARIES: Behind(
        _satchels,
        "created_at",
        {"agency": "task__lead_agency", "region": "task__lead_agency__region", "inspection": "task__inspection"},
    ),
    Family.SECTIONS: Behind(_readings, "recorded_at", {"region": "section__county__region"}),
}
