"""What the figures of the work around clues and tasks mean: enforcement, support, rivers, accountability."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from reports.counts import Family, Unit
from reports.measures import Metric

case = partial(Metric, family=Family.ENFORCEMENT, about=Unit.CASES)
support = partial(Metric, family=Family.SUPPORT, about=Unit.RECORDS)
diary = partial(Metric, family=Family.DIARIES, about=Unit.DAYS)
section = partial(Metric, family=Family.SECTIONS, about=Unit.SECTIONS)
published = partial(Metric, family=Family.ACCOUNTABILITY)

ENFORCEMENT_METRICS = (
    case("cases_filed", _("立案"), _("立案的行政处罚案件，撤案的不计"), "cases_filed"),
    case("cases_decided", _("处罚决定"), _("已作处罚决定的案件"), "cases_decided"),
    case("decision_rate", _("处罚决定率"), _("处罚决定 ÷ 立案"), "cases_decided", "cases_filed"),
    case("penalty_closure_rate", _("结案率"), _("结案 ÷ 立案"), "cases_closed", "cases_filed"),
    case("fines", _("罚款"), _("处罚决定的罚款之和，不用于任何考核排名"), "fines", about=Unit.YUAN),
    case("cases_to_police", _("移送公安机关"), _("移送公安机关的案件"), "cases_to_police"),
)
SUPPORT_METRICS = (
    support("document_requests", _("调阅资料批次"), _("督察组调阅资料的批数"), "document_requests"),
    support("document_items", _("调阅资料项数"), _("督察组调阅资料的项数之和"), "document_items"),
    support("document_copies", _("调阅资料份数"), _("督察组调阅资料的份数之和"), "document_copies", about=Unit.COPIES),
)
DIARY_METRICS = (
    diary("diary_days", _("应记日记"), _("各点位应记日记的天数之和"), "diary_days"),
    diary("diary_completeness", _("日记完整率"), _("已记日记 ÷ 应记日记"), "diary_days_written", "diary_days"),
)
SECTION_METRICS = (
    section("sections_measured", _("监测断面"), _("该月有监测结果的断面"), "sections"),
    section("sections_worst", _("劣Ⅴ类断面"), _("该月水质劣Ⅴ类的断面"), "sections_worst"),
    section(
        "section_target_rate",
        _("断面达标率"),
        _("达标断面 ÷ 有考核目标的断面"),
        "sections_on_target",
        "sections_with_target",
    ),
    section(
        "sections_without_target",
        _("无考核目标断面"),
        _("没有考核目标的断面，不进入达标率，单列"),
        "sections - sections_with_target",
    ),
)
MECHANISM_METRICS = (
    Metric(
        "items_shared_or_moved",
        _("共享和移送"),
        _("攻坚办与纪检监察机关共享、移送的信息和线索，累计"),
        "items_shared_or_moved",
        about=Unit.RECORDS,
        family=Family.MECHANISM,
    ),
    Metric(
        "joint_inspections",
        _("联合监督检查"),
        _("双方共同开展的检查，累计"),
        "joint_inspections",
        about=Unit.RECORDS,
        family=Family.MECHANISM,
    ),
    Metric(
        "units_interviewed",
        _("联合约谈单位"),
        _("经双方审批并已约谈的单位，同一单位计一次，累计"),
        "units_interviewed",
        about=Unit.AGENCIES,
        family=Family.MECHANISM,
    ),
    Metric(
        "persons_released",
        _("个案反馈处理人数"),
        _("纪检监察机关按个案发布的人数之和；不是全机制的总数，全机制的总数未发布即为未公布"),
        "persons_released",
        about=Unit.PERSONS,
        family=Family.MECHANISM,
    ),
)
ACCOUNTABILITY_METRICS = (
    published(
        "accountability_notices",
        _("问责通报"),
        _("截至该日公布并登记的问责通报；一份通报可列入多种处理方式、级别和单位类型"),
        "notices_published",
        about=Unit.RECORDS,
    ),
    published(
        "persons_held_to_account",
        _("问责人数"),
        _("公开通报中被问责的人，一人受多种处理的计一次，按最重的处理；未公布的不计"),
        "persons_accountable",
        about=Unit.PERSONS,
    ),
    published(
        "accountability_outcomes",
        _("处理人次"),
        _("公开通报中的处理，一人受多种处理的分别计；未公布的不计"),
        "outcomes_published",
        about=Unit.RECORDS,
    ),
)
