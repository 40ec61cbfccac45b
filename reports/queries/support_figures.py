"""Figures of an inspection's support (调阅资料) and of the diaries of satchels."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import CharField, Count, F, Q, QuerySet, Sum
from django.db.models.functions import Cast

from cases.models import DocumentRequest, Satchel
from cases.queries.inspections import inspections_visible_to
from cases.queries.satchels import last_day_of, satchels_visible_to
from kernel.apart import ordinary
from reports.queries.grouping import WHOLE, Sparse, counted_by, tally_of
from reports.queries.keys import NOBODY, WIDTHS
from reports.queries.questions import Question
from reports.queries.tallies import Tally

ONE_DAY = timedelta(days=1)


def tally_support(question: Question) -> Tally:
    """Requests, items and copies that the teams asked for."""
    asked = requests_asked(question)
    keys = {name: Cast(F("inspection_id"), CharField()) for name in question.dimensions}
    sums = {"document_requests": Count("pk"), "document_items": Sum("items"), "document_copies": Sum("copies")}
    return tally_of([(name, counted_by(asked, keys, how)) for name, how in sums.items()], question.dimensions)


def requests_asked(question: Question) -> QuerySet[DocumentRequest]:
    """The requests up to the instant, of the inspections that this reader sees."""
    wanted = question.wanted
    inspections = inspections_visible_to(question.actor)
    if not wanted.is_one_order:
        inspections = ordinary(inspections, source=wanted.source)
    if wanted.source:
        inspections = inspections.filter(batches__clues__source_system=wanted.source)
    if wanted.inspection:
        inspections = inspections.filter(pk=wanted.inspection)
    asked = DocumentRequest.objects.filter(inspection__in=inspections, asked_at__lte=question.as_of)
    span = {"asked_at__gte": wanted.received_from, "asked_at__lte": wanted.received_to}
    return asked.filter(**{name: value for name, value in span.items() if value})


def tally_diaries(question: Question) -> Tally:
    """Site-days due and written, by the satchels that this reader sees."""
    due: Sparse = {name: Counter() for name in (WHOLE, *question.dimensions)}
    written: Sparse = {name: Counter() for name in (WHOLE, *question.dimensions)}
    for satchel in satchels_asked(question):
        for name, key in _keys(satchel, question):
            due[name][key] += days_due(satchel, question)
            written[name][key] += satchel.written  # type: ignore[attr-defined]  # annotated
    return tally_of([("diary_days", due), ("diary_days_written", written)], question.dimensions)


def satchels_asked(question: Question) -> QuerySet[Satchel]:
    """The satchels opened by then, each with the entries `written` for the days asked for."""
    wanted = question.wanted
    chosen = {
        "task__source_system": wanted.source,
        "task__inspection": wanted.inspection,
        "task__lead_agency__region__code__startswith": wanted.region_code,
    }
    satchels = satchels_visible_to(question.actor).filter(opens_on__lte=question.last_day)
    if not wanted.is_one_order:
        satchels = ordinary(satchels, source=wanted.source, path="task__")
    satchels = satchels.filter(**{name: value for name, value in chosen.items() if value})
    for_days = Q(entries__day__lte=question.last_day, entries__written_at__lte=question.as_of)
    if question.first_day:
        for_days &= Q(entries__day__gte=question.first_day)
    return satchels.select_related("task__lead_agency").annotate(written=Count("entries", filter=for_days))


def days_due(satchel: Satchel, question: Question) -> int:
    """Site-days from its opening, or the first day asked for, to its last, or the last day asked for."""
    begins = max(satchel.opens_on, question.first_day or satchel.opens_on)
    ends = min(last_day_of(satchel), question.last_day)
    return max(0, (ends - begins + ONE_DAY).days) * len(satchel.sites)


def _keys(satchel: Satchel, question: Question) -> Iterator[tuple[str, str]]:
    task = satchel.task
    region = task.lead_agency.region_id if task.lead_agency else ""
    known = {
        WHOLE: "",
        "region": region[: WIDTHS[question.level]],
        "agency": task.lead_agency_id or "",
        "inspection": str(task.inspection_id or ""),
    }
    for name in (WHOLE, *question.dimensions):
        yield name, known[name] or NOBODY
