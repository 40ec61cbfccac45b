"""What is asked of figures: one query string for the page and the REST door."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from agencies.rules import is_command_office
from cases.queries.clues import sees_territory, territory_prefix
from kernel.actor import Actor
from kernel.errors import BadInput, FieldError
from reports.metrics import MECHANISM, METRICS, Metric, Unit
from reports.queries.figures import Wanted
from reports.queries.groups import DIMENSIONS
from reports.queries.tallies import WIDTHS
from reports.queries.task_figures import TASK_DIMENSIONS

KNOWN = {"metric", "as_of", "group_by", "level", "source", "inspection", "batch", "region_code", "from", "to"}


def scope_of(actor: Actor) -> str:
    """Over whose clues the figure is."""
    if is_command_office(actor):
        return "all"
    return f"region:{territory_prefix(actor)}" if sees_territory(actor) else f"agency:{actor.agency_id or ''}"


def note_of(metric: Metric, group_by: str) -> str:
    """The formula, and a warning where groups overlap."""
    overlap = _("；一件线索可有多种污染类型，各类之和可能大于总数") if group_by == "pollution_type" else ""
    return f"{metric.formula}{overlap}"


class Asked:
    """The cleaned query string; every fault at once."""

    def __init__(self, params: Any, *, now: datetime) -> None:
        self.errors = [FieldError(f"/{name}", "unknown_filter", name) for name in sorted(set(params) - KNOWN)]
        self.now = now
        self.metric = METRICS[self._one_of("metric", params.get("metric", ""), METRICS)]
        self.group_by = self._one_of("group_by", params.get("group_by", ""), ("", *DIMENSIONS))
        self.level = self._one_of("level", params.get("level", "county"), WIDTHS)
        self.as_of = self._instant("as_of", params.get("as_of"), end=True) or now
        if self.as_of > now:
            self.errors.append(FieldError("/as_of", "in_the_future", _("统计时点不能晚于现在")))
        self.wanted = Wanted(
            source=params.get("source", ""),
            batch=self._id("batch", params.get("batch", "")),
            inspection=self._id("inspection", params.get("inspection", "")),
            region_code=params.get("region_code", ""),
            received_from=self._instant("from", params.get("from"), end=False),
            received_to=self._instant("to", params.get("to"), end=True),
        )
        if self.metric.about == Unit.TASKS:
            self._check_tasks(params)
        if self.metric.about in MECHANISM:
            self._check_mechanism(params)
        if self.errors:
            raise BadInput(errors=self.errors)

    def _check_tasks(self, params: Any) -> None:
        """Tasks come in no batches, and stand under regions and agencies alone."""
        if self.group_by not in ("", *TASK_DIMENSIONS):
            self._one_of("group_by", self.group_by, TASK_DIMENSIONS)
        if params.get("batch"):
            self.errors.append(FieldError("/batch", "unknown_filter", "batch"))

    def _check_mechanism(self, params: Any) -> None:
        """The mechanism is counted city-wide, by day and by source alone."""
        refused = {"group_by", "inspection", "batch", "region_code", "from", "to"}.intersection(params)
        self.errors += [FieldError(f"/{name}", "unknown_filter", name) for name in sorted(refused)]

    def _one_of(self, name: str, value: str, known: Any) -> str:
        if value in known:
            return value
        self.errors.append(FieldError(f"/{name}", "unknown", _("没有这个取值：%(value)s") % {"value": value}))
        return str(next(iter(known)))

    def _id(self, name: str, value: str) -> UUID | None:
        """The id of a record; one that names nothing counts nothing."""
        try:
            return UUID(value) if value else None
        except ValueError:
            self.errors.append(FieldError(f"/{name}", "invalid", _("须为记录的 id")))
            return None

    def _instant(self, name: str, value: str | None, *, end: bool) -> datetime | None:
        """A date is its first or last second here; a blank before the offset reads as the plus it was."""
        if not value:
            return None
        try:
            return timezone.localtime(instant_of(value, end=end))
        except (ValueError, OverflowError):
            self.errors.append(FieldError(f"/{name}", "invalid", _("须为日期或 RFC 3339 时间")))
            return None


def instant_of(value: str, *, end: bool) -> datetime:
    """The instant that a date or an RFC 3339 text names; ValueError for anything else."""
    day: date | None = parse_date(value) if "T" not in value and ":" not in value else None
    if day is not None:
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59) if end else time(0)))
    instant = parse_datetime(value.replace(" ", "+") if "T" in value else value)
    if instant is None or instant.tzinfo is None:
        raise ValueError(value)
    return instant
