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
from reports.changes import SPANS
from reports.metrics import METRICS, Family, Metric
from reports.queries.answers import FAMILIES, OF_CLUES
from reports.queries.figures import Wanted
from reports.queries.keys import TREES, WIDTHS
from reports.queries.questions import Question

KNOWN = {
    "metric", "as_of", "group_by", "level", "source", "inspection", "batch", "region_code", "from", "to", "compare",
    "position",
}  # fmt: skip
LONGEST_POSITION = 18
DIMENSIONS = tuple(dict.fromkeys(name for kin in FAMILIES.values() for name in kin.dimensions))


def scope_of(actor: Actor) -> str:
    """Over whose clues the figure is."""
    if is_command_office(actor):
        return "all"
    return f"region:{territory_prefix(actor)}" if sees_territory(actor) else f"agency:{actor.agency_id or ''}"


def whose(actor: Actor) -> str:
    """Over whose records a total is, in words: it depends on who reads it."""
    if is_command_office(actor):
        return _("统计范围：攻坚办可见的全部记录")
    name = str(getattr(actor.post, "agency", "")) if actor.post else str(actor.agency_id)
    if sees_territory(actor):
        return _("统计范围：%(name)s辖区内您可见的记录") % {"name": name}
    return _("统计范围：%(name)s及下属单位可见的记录") % {"name": name}


def note_of(metric: Metric, group_by: str) -> str:
    """The formula, over which records, and a warning where groups overlap."""
    return f"{metric.formula}{population_of(metric)}{_overlap(group_by)}"


def population_of(metric: Metric) -> str:
    """What is counted once, by its present cycle, or nowhere."""
    if metric.family in OF_CLUES:
        return _("；作废、并案和拆分出来的不计，重启的按统计时点所在轮次计，区划、单位、来源、核查结论按统计时点所知")
    words = {
        Family.TASKS: _("；拟定中和已取消的任务不计"),
        Family.MECHANISM: _("；只计查询人可以查阅的记录，按规定应当回避的移送不计入"),
    }
    return words.get(metric.family, "")


def _overlap(group_by: str) -> str:
    if group_by == "pollution_type":
        return _("；一件线索可有多种污染类型，各类之和可能大于总数")
    return _("；各单位含其全部下级，上级等于本级加下级，各行之和大于总数") if group_by in TREES else ""


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
            position=self._position(params.get("position", "")),
            present=not params.get("as_of"),
        )
        self.compare = [self._one_of("compare", name, SPANS) for name in params.get("compare", "").split(",") if name]
        self._check_family(params)
        if self.errors:
            raise BadInput(errors=self.errors)

    def _check_family(self, params: Any) -> None:
        """A metric has the dimensions and filters of its family, and no others."""
        kin = FAMILIES[self.metric.family]
        if self.group_by and self.group_by not in kin.dimensions:
            detail = _("该指标不能按此分组：%(value)s") % {"value": self.group_by}
            self.errors.append(FieldError("/group_by", "not_a_dimension", detail))
        unplaced = frozenset() if self.metric.family in OF_CLUES else {"position"}
        refused = sorted((kin.refused | unplaced).intersection(params))
        self.errors += [FieldError(f"/{name}", "unknown_filter", name) for name in refused]

    def question(self, actor: Actor) -> Question:
        """The same as figures are asked."""
        dimensions = (self.group_by,) if self.group_by else ()
        return Question(self.metric, self.wanted, self.as_of, actor, dimensions, self.level)

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

    def _position(self, value: str) -> int | None:
        """A place in the log."""
        if not value:
            return None
        if value.isascii() and value.isdigit() and len(value) <= LONGEST_POSITION:
            return int(value)
        self.errors.append(FieldError("/position", "invalid", _("须为日志位置，即正整数")))
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
