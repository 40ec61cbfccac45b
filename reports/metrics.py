"""The metric registry: what every printed figure means. Pages, API, reports and exports all ask it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from kernel.errors import Words


class Unit(StrEnum):
    """What a value is counted in."""

    CLUES = "clues"
    TASKS = "tasks"
    RECORDS = "records"
    AGENCIES = "agencies"
    PERSONS = "persons"
    PERCENT = "percent"


# What the office and the discipline organ count together, and show to nobody else.
MECHANISM = frozenset({Unit.RECORDS, Unit.AGENCIES, Unit.PERSONS})


# The counts of clues that are kept rolled up, in the order of their bits and columns.
ROLLED = (
    "received", "closed", "interim_closed", "not_accepted", "overdue", "closed_on_time", "fell_due",
    "fell_due_on_time", "determined", "substantiated", "orders", "orders_in_time",
)  # fmt: skip


@dataclass(frozen=True)
class Counts:
    """The whole numbers that every metric is made of, over one population as of one instant."""

    received: int = 0
    closed: int = 0
    interim_closed: int = 0
    not_accepted: int = 0
    overdue: int = 0
    closed_on_time: int = 0
    fell_due: int = 0
    fell_due_on_time: int = 0
    determined: int = 0
    substantiated: int = 0
    orders: int = 0
    orders_in_time: int = 0
    tasks: int = 0
    tasks_completed: int = 0
    tasks_unfinished: int = 0
    tasks_on_schedule: int = 0
    tasks_overdue: int = 0
    items_shared_or_moved: int = 0
    joint_inspections: int = 0
    units_interviewed: int = 0
    persons_released: int = 0

    @classmethod
    def rolled(cls, row: Iterable[int]) -> "Counts":
        """Those of clues, in the order of ROLLED."""
        return cls(**dict(zip(ROLLED, row, strict=True)))

    @property
    def open(self) -> int:
        """What is left: received = closed + interim + open + not accepted."""
        return self.received - self.closed - self.interim_closed - self.not_accepted


@dataclass(frozen=True)
class Metric:
    """A definition: a count, or a rate with numerator and denominator."""

    name: str
    label: Words
    formula: Words
    numerator: str
    denominator: str = ""
    version: int = 1
    about: Unit = Unit.CLUES

    @property
    def unit(self) -> Unit:
        """What it is about, or percent."""
        return Unit.PERCENT if self.denominator else self.about

    def of(self, counts: Counts) -> "Figure":
        """The figure over these counts."""
        upper = _sum(self.numerator, counts)
        if not self.denominator:
            return Figure(self, None, None, upper)
        lower = _sum(self.denominator, counts)
        return Figure(self, upper, lower, percent(upper, lower))


@dataclass(frozen=True)
class Figure:
    """A value with what it was made from; None where nothing could be divided."""

    metric: Metric
    numerator: int | None
    denominator: int | None
    value: int | str | None


def percent(numerator: int, denominator: int) -> str | None:
    """A percentage with two places, half-up from the integers; None over nothing."""
    if not denominator:
        return None
    hundredths = (numerator * 20_000 + denominator) // (2 * denominator)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _sum(terms: str, counts: Counts) -> int:
    """`closed + interim_closed - x` over the counts."""
    total, sign = 0, 1
    for term in terms.split():
        if term in "+-":
            sign = 1 if term == "+" else -1
        else:
            total += sign * int(getattr(counts, term))
    return total


METRICS = {
    metric.name: metric
    for metric in (
        Metric("clues_received", _("收到线索"), _("截至该时点收到的线索，作废和并案不计"), "received"),
        Metric("clues_closed", _("办结线索"), _("已办结，含已销号"), "closed"),
        Metric("clues_interim_closed", _("阶段性办结线索"), _("阶段性办结"), "interim_closed"),
        Metric("clues_open", _("未办结线索"), _("收到 − 办结 − 阶段性办结 − 不予受理"), "open"),
        Metric("clues_not_accepted", _("不予受理线索"), _("不予受理"), "not_accepted"),
        Metric("clues_overdue", _("逾期未办结线索"), _("未办结且办结时限早于该时点"), "overdue"),
        Metric("clues_closed_on_time", _("按期办结线索"), _("办结时间不晚于办结时限"), "closed_on_time"),
        Metric("platform_closure_rate", _("平台办结率"), _("办结 ÷ 收到"), "closed", "received"),
        Metric(
            "closure_rate_strict",
            _("办结率（不含阶段性）"),
            _("办结 ÷（收到 − 不予受理）"),
            "closed",
            "received - not_accepted",
        ),
        Metric(
            "closure_rate_broad",
            _("办结率（含阶段性）"),
            _("（办结 + 阶段性办结）÷（收到 − 不予受理）"),
            "closed + interim_closed",
            "received - not_accepted",
        ),
        Metric("on_time_rate", _("按期办结率"), _("按期办结 ÷ 办结时限已届满"), "fell_due_on_time", "fell_due"),
        Metric(
            "substantiated_rate",
            _("属实率"),
            _("（属实 + 基本属实 + 部分属实）÷ 已核定"),
            "substantiated",
            "determined",
        ),
        Metric(
            "dispatch_within_hour_rate",
            _("一小时转办率"),
            _("督察交办件 60 分钟内转办 ÷ 督察交办件"),
            "orders_in_time",
            "orders",
        ),
        Metric("tasks_total", _("整改任务"), _("整改任务总数，拟定中和已取消的不计"), "tasks", about=Unit.TASKS),
        Metric(
            "tasks_completed",
            _("完成整改任务"),
            _("验收通过、已公示、监测期和已销号的任务"),
            "tasks_completed",
            about=Unit.TASKS,
        ),
        Metric(
            "completion_rate", _("整改完成率"), _("完成 ÷ 整改任务总数"), "tasks_completed", "tasks", about=Unit.TASKS
        ),
        Metric(
            "on_schedule_rate",
            _("达到序时进度率"),
            _("达到序时进度 ÷ 未完成任务"),
            "tasks_on_schedule",
            "tasks_unfinished",
            about=Unit.TASKS,
        ),
        Metric("overdue_rate", _("整改逾期率"), _("逾期 ÷ 整改任务总数"), "tasks_overdue", "tasks", about=Unit.TASKS),
        Metric(
            "items_shared_or_moved",
            _("共享和移送"),
            _("攻坚办与纪检监察机关共享、移送的信息和线索，累计"),
            "items_shared_or_moved",
            about=Unit.RECORDS,
        ),
        Metric(
            "joint_inspections",
            _("联合监督检查"),
            _("双方共同开展的检查，累计"),
            "joint_inspections",
            about=Unit.RECORDS,
        ),
        Metric(
            "units_interviewed",
            _("联合约谈单位"),
            _("经双方审批并已约谈的单位，同一单位计一次，累计"),
            "units_interviewed",
            about=Unit.AGENCIES,
        ),
        Metric(
            "persons_released",
            _("个案反馈处理人数"),
            _("纪检监察机关按个案发布的人数之和；不是全机制的总数，全机制的总数未发布即为未公布"),
            "persons_released",
            about=Unit.PERSONS,
        ),
    )
}
