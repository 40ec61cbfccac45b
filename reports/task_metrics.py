"""What the figures of rectification tasks mean."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from reports.counts import Family, Unit
from reports.measures import Metric

task = partial(Metric, family=Family.TASKS, about=Unit.TASKS)

TASK_METRICS = (
    task("tasks_total", _("整改任务"), _("整改任务总数，拟定中和已取消的不计"), "tasks"),
    task(
        "tasks_completed",
        _("完成整改任务"),
        _("验收通过、已公示、监测期和已销号的任务"),
        "tasks_completed",
    ),
    task(
        "completion_rate",
        _("整改完成率"),
        _("完成 ÷ 整改任务总数"),
        "tasks_completed",
        "tasks",
    ),
    task(
        "on_schedule_rate",
        _("达到序时进度率"),
        _("达到序时进度 ÷ 未完成任务"),
        "tasks_on_schedule",
        "tasks_unfinished",
    ),
    task("overdue_rate", _("整改逾期率"), _("逾期 ÷ 整改任务总数"), "tasks_overdue", "tasks"),
    task(
        "tasks_without_plan",
        _("无时间节点任务"),
        _("未完成且没有时间节点、无法认定序时进度的任务，单列"),
        "tasks_without_plan",
    ),
    task(
        "task_days_overdue",
        _("整改逾期天数"),
        _("逾期任务自完成时限次日起的天数之和"),
        "task_days_overdue",
        about=Unit.DAYS,
    ),
    task(
        "rebound_rate",
        _("反弹率"),
        _("回头看发现反弹或者部分反弹的任务 ÷ 回头看过的任务"),
        "tasks_rebounded",
        "tasks_looked_back",
    ),
    task(
        "acceptance_returned_rate",
        _("验收退回率"),
        _("退回的验收申请 ÷ 已作决定的验收申请"),
        "acceptances_returned",
        "acceptances_decided",
    ),
    task(
        "reports_missed",
        _("未按期填报"),
        _("按期应报而未报的进展，后来补报的仍计"),
        "reports_missed",
        about=Unit.REPORTS,
    ),
    task(
        "missed_report_rate",
        _("未按期填报率"),
        _("未按期填报 ÷（按期填报 + 未按期填报）"),
        "reports_missed",
        "reports_made + reports_missed",
    ),
)
