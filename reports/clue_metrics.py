"""What the figures of clues mean: how many came, what became of them, and how well they were handled."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from reports.counts import Family, Unit
from reports.measures import Metric

# Counted straight from the records beside a clue, and over the rolled-up number received.
handling = partial(Metric, family=Family.HANDLING)

CLUE_METRICS = (
    Metric("clues_received", _("收到线索"), _("截至该时点收到的线索；作废、并案和拆分出来的不计"), "received"),
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
    Metric(
        "on_time_rate",
        _("按期办结率"),
        _("按期办结 ÷ 办结时限已届满；办结日期不详的不计"),
        "fell_due_on_time",
        "fell_due",
        version=2,
    ),
    Metric(
        "substantiated_rate",
        _("属实率"),
        _("（属实 + 基本属实 + 部分属实）÷ 有核查结论的线索；不论是否办结，未核定的不计"),
        "substantiated",
        "determined",
        version=2,
    ),
    Metric(
        "unsubstantiated_rate",
        _("不属实率"),
        _("不属实 ÷ 有核查结论的线索；不论是否办结，未核定的不计"),
        "determined - substantiated",
        "determined",
    ),
    Metric("clues_merged", _("并案线索"), _("已并入其他线索办理的线索，单列，不计入收到"), "merged"),
    Metric("clues_parts", _("拆分件"), _("由一件线索拆分出来的部分，单列，不计入收到；被拆分的线索仍计一件"), "parts"),
    Metric("clues_parts_ended", _("拆分件办结"), _("拆分件中已办结、阶段性办结或者不予受理的"), "parts_ended"),
    Metric(
        "dispatch_within_hour_rate",
        _("一小时转办率"),
        _("督察交办件 60 分钟内转办 ÷ 督察交办件"),
        "orders_in_time",
        "orders",
    ),
    Metric(
        "acceptance_on_time_rate",
        _("及时受理率"),
        _("收到后15日内（内部时限）转办或者告知不予受理 ÷ 受理时限已届满或者已经受理的线索"),
        "accepted_in_time",
        "acceptances_due",
    ),
    Metric(
        "clue_days_overdue",
        _("线索逾期天数"),
        _("逾期未办结线索自办结时限次日起的天数之和"),
        "days_overdue",
        about=Unit.DAYS,
    ),
)
# What happened in the days from `from` to `to`, whenever the clue was received.
act = partial(Metric, family=Family.ACTS)
ACT_METRICS = (
    act("clues_closed_in_span", _("期内办结"), _("所选日期内办结过的线索，后来重启的也计；同一线索计一次"), "closings"),
    act("clues_reopened_in_span", _("期内重启"), _("所选日期内办结后又重启的线索；同一线索计一次"), "reopenings"),
)
HANDLING_METRICS = (
    handling("clues_returned", _("退回重办线索"), _("结果审核中至少退回重办一次的线索"), "returned"),
    handling("returned_rate", _("退回重办率"), _("退回重办 ÷ 收到"), "returned", "received"),
    handling("clues_reopened", _("重启线索"), _("办结或者不予受理后至少重启一次的线索"), "reopened"),
    handling("reopened_rate", _("重启率"), _("重启 ÷ 收到"), "reopened", "received"),
    handling("clues_without_due", _("无办结时限线索"), _("没有办结时限的线索，不进入按期办结率，单列"), "without_due"),
    handling("clues_invited", _("邀请评价线索"), _("办结后邀请反映人评价的线索"), "invited"),
    handling("satisfaction_rate", _("满意率"), _("满意 ÷ 已评价"), "satisfied", "rated"),
    handling("rating_rate", _("参评率"), _("已评价 ÷ 已邀请评价"), "rated", "invited"),
    handling(
        "units_ordered",
        _("责令整改"),
        _("公布或者随结果填报的责令整改家数之和，未统计的不计"),
        "units_ordered",
        about=Unit.AGENCIES,
    ),
    handling(
        "criminal_cases",
        _("立案侦查"),
        _("公布或者随结果填报的立案侦查件数之和，未统计的不计"),
        "criminal_cases",
        about=Unit.CASES,
    ),
    handling(
        "administrative_detentions",
        _("行政拘留"),
        _("公布或者随结果填报的行政拘留人数之和，未统计的不计"),
        "administrative_detentions",
        about=Unit.PERSONS,
    ),
    handling(
        "criminal_detentions",
        _("刑事拘留"),
        _("公布或者随结果填报的刑事拘留人数之和，未统计的不计"),
        "criminal_detentions",
        about=Unit.PERSONS,
    ),
    handling(
        "persons_talked_to",
        _("约谈"),
        _("公布或者随结果填报的约谈人数之和，未统计的不计"),
        "persons_talked_to",
        about=Unit.PERSONS,
    ),
    handling(
        "penalties_filed",
        _("立案处罚（随件）"),
        _("公布或者随结果填报的立案处罚家数之和，未统计的不计"),
        "penalties_filed",
        about=Unit.AGENCIES,
    ),
    handling(
        "penalty_fines",
        _("罚款（随件）"),
        _("公布或者随结果填报的罚款之和，不用于任何考核排名，未统计的不计"),
        "penalty_fines",
        about=Unit.YUAN,
    ),
    handling(
        "persons_responsible",
        _("问责（随件）"),
        _("公布或者随结果填报的问责人数之和，未统计的不计"),
        "persons_responsible",
        about=Unit.PERSONS,
    ),
)
