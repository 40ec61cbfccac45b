"""Figures of monitoring sections: the month that was measured last, up to the day of an instant."""

from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Left

from agencies.rules import in_business
from kernel.actor import Actor
from kernel.apart import ordinary
from reports.queries.grouping import counted_by, tally_of
from reports.queries.keys import WIDTHS
from reports.queries.questions import Question
from reports.queries.tallies import Tally
from supervision.models import SectionReading, WaterClass

CONDITIONS = {
    "sections": Q(),
    "sections_with_target": Q(target_met__isnull=False),
    "sections_on_target": Q(target_met=True),
    "sections_worst": Q(water_class=WaterClass.WORSE),
}


def tally_sections(question: Question) -> Tally:
    """The sections measured in that month: with a target, on it, and worse than Ⅴ."""
    return tally_readings(readings_asked(question), question)


def tally_readings(readings: "QuerySet[Any]", question: Question) -> Tally:
    """The same of readings that were chosen already."""
    keys: dict[str, Combinable] = {
        name: Left(F("section__county__region_id"), WIDTHS[question.level]) for name in question.dimensions
    }
    parts = [
        (name, counted_by(readings.filter(condition), keys, Count("pk"))) for name, condition in CONDITIONS.items()
    ]
    return tally_of(parts, question.dimensions)


def readings_asked(question: Question) -> "QuerySet[Any]":
    """What was measured in the last measured month of those asked for, as it was known then."""
    readings = _seen_by(question.actor).filter(month__lte=question.last_day, recorded_at__lte=question.as_of)
    if question.first_day:
        readings = readings.filter(month__gte=question.first_day.replace(day=1))
    if question.wanted.region_code:
        readings = readings.filter(section__county__region__code__startswith=question.wanted.region_code)
    month = _last_month(readings)
    return readings.filter(month=month) if month else readings.none()


def condition_of(terms: str) -> Q:
    """Which readings `sections - sections_with_target` counts."""
    first, *others = terms.replace("+ ", "").replace("- ", "-").split()
    wanted = CONDITIONS[first]
    for term in others:
        wanted = wanted & ~CONDITIONS[term[1:]] if term.startswith("-") else wanted | CONDITIONS[term]
    return wanted


def _last_month(readings: "QuerySet[Any]") -> date | None:
    return readings.order_by("-month").values_list("month", flat=True).first()


def _seen_by(actor: Actor) -> QuerySet[SectionReading]:
    """What is measured in rivers is known to everybody in business."""
    readings = ordinary(SectionReading.objects.all(), path="section__")
    return readings if in_business(actor) else readings.none()
