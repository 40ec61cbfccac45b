"""The news of cases: what each event is called, who hears of it, in which words and how urgently."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import Role
from cases.audiences import (
    accepting,
    bound_by_clock,
    diary_keepers,
    filer,
    handler,
    helpers,
    late_office,
    lead,
    of_clue,
    of_office,
    of_satchels_task,
    of_task,
    office,
    presented_to,
    relieved,
    responsible,
    whoever_asked,
)
from kernel.errors import Words
from kernel.news import NewsLine, Urgency, heard, unheard

READ, ACT, NOW = Urgency
DISPATCHER, DIRECTOR, RECTIFIER = office(Role.DISPATCHER), office(Role.DIRECTOR), office(Role.RECTIFICATION)
AT_THE_QUEUE = "it stands in a queue of the desk of whoever is next"
AT_THE_RECORD = "read at the record by whoever opens it; nobody has to do anything"
UNDER_SEAL = "the log alone tells of it"
OF_THE_PROGRAM = "a step of the program itself"


def levels(blue: Words, yellow: Words, red: Words) -> dict[str, Words]:
    """The words of a clock's three levels."""
    return {"blue": blue, "yellow": yellow, "red": red}


CLUE_NEWS = {
    "clue.registered": unheard(_("登记"), AT_THE_QUEUE),
    "clue.presented": heard(_("呈阅"), of_clue(presented_to), _("呈阅件，请批示"), ACT),
    "clue.instructed": heard(_("批示"), of_clue(DISPATCHER, lead), _("有新的批示"), ACT),
    "clue.dispatch_proposed": heard(_("规则建议转办"), of_clue(DISPATCHER), _("有规则建议，待确认转办"), ACT),
    "clue.unit_named": heard(
        _("点名承办单位，停用规则"), of_clue(DISPATCHER), _("点名了承办单位，请人工决定转办"), ACT
    ),
    "clue.place_doubted": heard(
        _("地点与区划不符，停用规则"), of_clue(DISPATCHER), _("地点与区划不符，请人工核对"), ACT
    ),
    "clue.place_confirmed": unheard(_("确认地点"), AT_THE_RECORD),
    "clue.dispatched": heard(
        _("转办"),
        of_clue(lead, helpers),
        {"": _("新转办，请签收"), "relieved": _("线索已改派，不再由本单位办理")},
        ACT,
        relieved=of_clue(relieved),
    ),
    "clue.files_released": heard(_("附件随转"), of_clue(lead, helpers), _("有随转附件"), READ),
    "clue.source_adopted": heard(_("采用来源更新"), of_clue(lead, handler), _("来源内容有更新，已采用"), READ),
    "clue.source_kept": unheard(_("维持原内容"), AT_THE_RECORD),
    "clue.recalled": heard(_("收回"), of_clue(relieved), _("线索已被收回，不再由本单位办理"), READ),
    "clue.signed": unheard(_("签收"), AT_THE_QUEUE),
    "clue.assigned": heard(_("指定承办人"), of_clue(handler), _("指定由您承办"), ACT),
    "clue.contested": heard(_("申请退办"), of_clue(DISPATCHER), _("承办单位申请退办"), ACT),
    "clue.investigation_started": unheard(_("开始核查"), AT_THE_RECORD),
    "clue.reported": heard(_("上报结果"), of_clue(DIRECTOR), _("结果已上报，待审核"), ACT),
    "clue.sent_back": heard(_("退回重办"), of_clue(lead, handler), _("被退回重办"), ACT),
    "clue.closed": heard(
        _("办结"),
        of_clue(lead, handler, filer),
        {"": _("已办结"), "answering": _("已办结，请答复反映人")},
        ACT,
        answering=of_clue(office(Role.INTAKE)),
    ),
    "clue.task_ordered": unheard(_("下达整改任务"), "the task's own events tell of it"),
    "clue.interim_closed": heard(_("阶段性办结"), of_clue(lead, handler, RECTIFIER), _("已阶段性办结，继续整改"), ACT),
    "clue.not_accepted": heard(pgettext_lazy("verb", "不予受理"), of_clue(filer), _("报送的线索不予受理"), READ),
    "clue.merged": heard(_("并案"), of_clue(relieved), _("线索已并案，不再单独办理"), READ),
    "clue.unmerged": heard(_("解除并案"), of_clue(DISPATCHER), _("已解除并案，待转办"), ACT),
    "clue.repeat_joined": heard(_("其他线索并入"), of_clue(lead, handler), _("另有线索并入本件"), READ),
    "clue.repeat_left": heard(_("解除并入"), of_clue(lead, handler), _("并入的线索已解除"), READ),
    "clue.split": heard(_("拆分"), of_clue(lead, handler), _("线索已拆分"), READ),
    "clue.rated": unheard(_("登记评价"), AT_THE_RECORD),
    "clue.write_off_requested": heard(_("申请销号"), of_clue(DIRECTOR, DISPATCHER), _("申请销号，待确认"), ACT),
    "clue.written_off": heard(_("确认销号"), of_clue(lead, handler), _("已销号"), READ),
    "clue.reopened": heard(_("重启"), of_clue(lead, handler, DISPATCHER), _("线索重启，须重新办理"), ACT),
    "clue.extension_requested": heard(_("申请延期"), of_clue(DIRECTOR), _("申请延期，待审批"), ACT),
    "clue.extension_approved": heard(_("同意延期"), of_clue(lead, handler), _("延期已同意"), READ),
    "clue.extension_refused": heard(_("不同意延期"), of_clue(lead, handler), _("延期未同意"), ACT),
    "clue.urged": heard(_("催办"), of_clue(lead, handler), _("被催办"), NOW),
    "clue.supervised": heard(_("督办"), of_clue(lead, handler), _("被督办，请按期回复"), NOW),
    "clue.corrected": heard(_("更正"), of_clue(lead, handler), _("线索内容已更正"), READ),
    "clue.commented": unheard(_("备注"), AT_THE_RECORD),
    "clue.voided": heard(_("作废"), of_clue(lead, helpers, handler), _("线索已作废，停止办理"), ACT),
    "clue.reveal_requested": unheard(_("申请查看举报人"), "the request itself tells whoever may agree"),
    "clue.reporter_revealed": unheard(_("查看举报人"), UNDER_SEAL),
    "clue.reporter_compared": unheard(_("公开时比对举报人信息"), UNDER_SEAL),
    "clue.clock_warned": heard(
        _("时限预警"),
        of_clue(bound_by_clock, handler),
        levels(_("时限蓝色预警"), _("时限黄色预警"), _("时限红色预警")),
        ACT,
    ),
    "clue.clock_recomputed": heard(_("时限重新计算"), of_clue(lead, handler), _("办理时限有调整"), READ),
    "clue.edited": heard(_("修改信息"), of_clue(lead, handler), _("线索信息有修改"), READ),
    "clue.attachment_added": unheard(_("上传附件"), AT_THE_RECORD),
    "clue.ledger_updated": unheard(_("按新台账更新"), "taken over from a ledger in thousands; the import's page tells"),
    "clue.unit_left": unheard(_("未匹配承办单位"), "left in thousands; the import's page tells"),
    "clue.unit_matched": unheard(_("匹配承办单位"), "matched in thousands; the import's page tells"),
    "clue.expunged": unheard(_("销毁内容"), UNDER_SEAL),
    "clue.source_updated": unheard(_("来源系统更新"), "its marks stand at the record; sources send thousands a day"),
    "clue.source_stale": unheard(_("来源系统送来旧版本"), AT_THE_RECORD),
    "clue.handling_started": unheard(_("转入办理"), AT_THE_QUEUE),
    "clue.withdrawn": unheard(_("撤回导入"), "nobody had touched it"),
    "clue.counted": unheard(_("计入统计"), OF_THE_PROGRAM),
}
TASK_NEWS = {
    "task.drafted": heard(_("拟定"), of_task(DIRECTOR), _("整改方案待批准"), ACT),
    "task.plan_revised": unheard(_("修改方案"), AT_THE_RECORD),
    "task.approved": heard(_("批准方案"), of_task(RECTIFIER, DISPATCHER), _("整改方案已批准，待下达"), ACT),
    "task.issued": heard(_("下达"), of_task(responsible), _("新下达整改任务"), ACT),
    "task.started": unheard(_("启动整改"), AT_THE_RECORD),
    "task.milestone_added": heard(_("增加时间节点"), of_task(lead), _("整改任务增加了时间节点"), READ),
    "task.milestone_removed": heard(_("删除时间节点"), of_task(lead), _("整改任务删除了时间节点"), READ),
    "task.progress_reported": heard(_("填报进度"), of_task(accepting), _("整改进度已填报，待认定"), ACT),
    "task.progress_accepted": heard(_("认定进度"), of_task(lead), _("整改进度已认定"), READ),
    "task.acceptance_requested": heard(
        pgettext_lazy("verb", "申请验收"), of_task(accepting), _("整改任务申请验收"), ACT
    ),
    "task.acceptance_returned": heard(_("验收不通过"), of_task(responsible), _("验收未通过，继续整改"), ACT),
    "task.verified": heard(
        pgettext_lazy("verb", "验收通过"), of_task(responsible, RECTIFIER), _("整改任务验收通过，请公示"), ACT
    ),
    "task.evidence_added": heard(_("补充佐证材料"), of_task(accepting), _("整改任务补充了佐证材料"), READ),
    "task.publicised": heard(_("公示"), of_task(RECTIFIER), _("整改情况已公示"), READ),
    "task.objected": heard(_("登记异议"), of_task(lead, accepting, RECTIFIER), _("公示有异议，请核查答复"), ACT),
    "task.objection_answered": heard(_("答复异议"), of_task(lead, RECTIFIER), _("公示异议已答复"), READ),
    "task.monitoring_begun": heard(_("进入监测期"), of_task(lead), _("整改任务进入监测期"), READ),
    "task.write_off_requested": heard(_("申请销号"), of_task(RECTIFIER), _("整改任务申请销号"), ACT),
    "task.written_off": heard(_("核准销号"), of_task(responsible, accepting), _("整改任务已销号"), READ),
    "task.looked_back": heard(_("回头看"), of_task(responsible), _("整改任务已回头看"), READ),
    "task.found_fake": heard(_("认定虚假整改"), of_task(responsible, DIRECTOR), _("被认定虚假整改，须重新整改"), NOW),
    "task.reopened": heard(pgettext_lazy("verb", "重启整改"), of_task(responsible), _("整改任务重启"), ACT),
    "task.extension_requested": heard(_("申请调整时限"), of_task(DIRECTOR), _("申请调整整改时限"), ACT),
    "task.extension_approved": heard(_("同意调整时限"), of_task(responsible), _("整改时限已调整"), READ),
    "task.extension_refused": heard(_("不同意调整时限"), of_task(lead), _("整改时限未予调整"), ACT),
    "task.satchel_opened": heard(_("开绿书包"), of_task(responsible, accepting), _("整改任务已开绿书包"), ACT),
    "task.sponsor_assigned": heard(_("指定包案领导"), of_task(lead), _("整改任务已指定包案领导"), READ),
    "task.visited": unheard(_("登记包案到场"), AT_THE_RECORD),
    "task.stamped": unheard(_("登记第一时间"), AT_THE_RECORD),
    "task.urged": heard(_("催办"), of_task(responsible), _("整改任务被催办"), NOW),
    "task.commented": unheard(_("备注"), AT_THE_RECORD),
    "task.expunged": unheard(_("销毁内容"), UNDER_SEAL),
    "task.cancelled": heard(_("取消任务"), of_task(responsible, accepting), _("整改任务已取消"), ACT),
    "task.referral_proposed": unheard(_("建议移送"), "it is told in the compartment, to whoever decides"),
    "task.report_missed": heard(_("未按期填报"), of_task(lead, RECTIFIER), _("整改进度未按期填报"), NOW),
    "task.clock_warned": heard(
        _("时限预警"),
        of_task(lead, late_office),
        levels(_("整改时限蓝色预警"), _("整改时限黄色预警"), _("整改时限红色预警")),
        ACT,
    ),
}
OTHER_NEWS = {
    "satchel.opened": unheard(_("开绿书包"), "the task's own event tells of it"),
    "satchel.entry_written": unheard(_("写日记"), AT_THE_RECORD),
    "satchel.entry_revised": unheard(_("修改日记"), AT_THE_RECORD),
    "satchel.entry_corrected": unheard(_("追加更正"), AT_THE_RECORD),
    "satchel.items_accepted": heard(_("清零"), of_satchels_task(lead, RECTIFIER), _("绿书包事项已清零"), READ),
    "satchel.expunged": unheard(_("销毁内容"), UNDER_SEAL),
    "satchel.archived": heard(_("归档"), of_satchels_task(lead), _("绿书包已归档"), READ),
    "satchel.diary_due": heard(_("日记提醒"), diary_keepers, _("今天的整改日记还没有写"), NOW),
    "scheme.written": unheard(_("新建标准"), AT_THE_RECORD),
    "scheme.item_defined": unheard(_("定义事项"), AT_THE_RECORD),
    "scheme.turned_on": unheard(_("启用"), AT_THE_RECORD),
    "scheme.turned_off": unheard(_("停用"), AT_THE_RECORD),
    "enforcement_case.filed": unheard(_("立案"), AT_THE_RECORD),
    "enforcement_case.decided": unheard(_("登记处罚决定"), AT_THE_RECORD),
    "enforcement_case.closed": unheard(pgettext_lazy("verb", "结案"), AT_THE_RECORD),
    "enforcement_case.to_police": unheard(_("登记移送公安"), AT_THE_RECORD),
    "enforcement_case.corrected": unheard(_("更正"), AT_THE_RECORD),
    "enforcement_case.withdrawn": unheard(_("撤案"), AT_THE_RECORD),
    "expunction.requested": heard(_("申请销毁"), of_office(Role.DIRECTOR), _("销毁申请待复核"), ACT),
    "expunction.confirmed": unheard(_("同意销毁"), "it stands at the list of those who asked"),
    "expunction.expunged": unheard(_("销毁内容"), UNDER_SEAL),
    "expunction.refused": heard(_("不同意销毁"), of_office(Role.DIRECTOR), _("销毁申请未同意"), READ),
    "inspection.opened": heard(_("登记督察"), of_office(Role.DISPATCHER), _("督察已进驻"), READ),
    "inspection.documents_requested": heard(_("登记调阅"), of_office(Role.RECTIFICATION), _("督察组调阅资料"), ACT),
    "inspection.cutoff_set": unheard(_("设定日报截止时点"), AT_THE_RECORD),
    "inspection.meeting_recorded": unheard(_("登记谈话走访"), AT_THE_RECORD),
    "batch.received": heard(
        _("接收批次"), of_office(Role.DISPATCHER, Role.DIRECTOR), _("督察批次已到，一小时内转办"), NOW
    ),
    "batch.loaded": heard(_("登记批次各件"), of_office(Role.DISPATCHER), _("督察批次各件已登记，待转办"), NOW),
    "batch.scan_added": unheard(_("上传交办单"), AT_THE_RECORD),
    "handover.done": heard(_("交接班"), of_office(Role.DISPATCHER), _("已交接班，请查看交接单"), READ),
    "ledger_import.queued": unheard(_("排队导入"), OF_THE_PROGRAM),
    "ledger_import.started": unheard(_("开始导入"), OF_THE_PROGRAM),
    "ledger_import.chunk_loaded": unheard(_("导入一部分"), OF_THE_PROGRAM),
    "ledger_import.finished": heard(_("导入完成"), whoever_asked, _("台账导入完成"), READ),
    "ledger_import.withdrawn": heard(_("撤回导入"), of_office(Role.DIRECTOR), _("一次导入已撤回"), READ),
    "handling_start.asked": unheard(_("整批转入办理"), OF_THE_PROGRAM),
    "handling_start.chunk_done": unheard(_("转入办理一部分"), OF_THE_PROGRAM),
    "handling_start.stopped": unheard(_("停止转入办理"), AT_THE_RECORD),
    "handling_start.resumed": unheard(_("继续转入办理"), AT_THE_RECORD),
    "handling_start.done": heard(_("转入办理完成"), whoever_asked, _("整批转入办理完成"), READ),
}
CASES_NEWS: dict[str, NewsLine] = {**CLUE_NEWS, **TASK_NEWS, **OTHER_NEWS}
# Where records stand that are no nouns.
CASES_PLACES = {
    "ledger_import": "/import/{id}",
    "handling_start": "/handling-starts/{id}",
    "batch": "/batches/{id}",
    "inspection": "/inspections/{id}",
    "expunction": "/expunctions",
    "handover": "/handover",
}
CASES_SUBJECTS = {
    "clue": pgettext_lazy("subject", "线索"),
    "task": pgettext_lazy("subject", "整改任务"),
    "satchel": pgettext_lazy("subject", "绿书包"),
    "scheme": pgettext_lazy("subject", "办理标准"),
    "enforcement_case": pgettext_lazy("subject", "执法案件"),
    "expunction": pgettext_lazy("subject", "销毁申请"),
    "inspection": pgettext_lazy("subject", "督察"),
    "batch": pgettext_lazy("subject", "批次"),
    "handover": pgettext_lazy("subject", "交接班"),
    "ledger_import": pgettext_lazy("subject", "台账导入"),
    "handling_start": pgettext_lazy("subject", "整批转入办理"),
}
