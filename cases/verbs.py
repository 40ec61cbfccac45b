"""The verbs of clues and tasks: one line each ties the name to its button, its action and its input."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.actions.acceptances import (
    AddEvidence,
    BeginMonitoring,
    Disclose,
    RequestAcceptance,
    Verify,
    add_evidence_task,
    begin_monitoring_task,
    disclose_task,
    request_acceptance_task,
    return_acceptance_task,
    verify_task,
)
from cases.actions.clues import (
    SENT,
    Instruct,
    Present,
    Reason,
    Reject,
    Words,
    comment_clue,
    confirm_place_clue,
    instruct_clue,
    present_clue,
    reject_clue,
    urge_clue,
    void_clue,
)
from cases.actions.corrections import Correct, correct_clue
from cases.actions.diaries import (
    CorrectEntry,
    ReviseEntry,
    WriteEntry,
    correct_entry_satchel,
    revise_entry_satchel,
    write_entry_satchel,
)
from cases.actions.dispatches import (
    Assign,
    Dispatch,
    ReleaseFiles,
    assign_clue,
    contest_clue,
    dispatch_clue,
    names_released,
    recall_clue,
    release_clue,
    sign_clue,
)
from cases.actions.enforcement import (
    CloseCase,
    CorrectCase,
    Decide,
    ToPolice,
    close_enforcement,
    correct_enforcement,
    decide_enforcement,
    transfer_enforcement,
    withdraw_enforcement,
)
from cases.actions.extensions import (
    RequestExtension,
    approve_extension_clue,
    refuse_extension_clue,
    request_extension_clue,
)
from cases.actions.handling_starts import StartHandling, start_handling_clue
from cases.actions.interim import CloseInterim, OrderTask, close_interim_clue, order_task_clue
from cases.actions.investigations import (
    Report,
    close_clue,
    investigate_clue,
    reopen_clue,
    report_clue,
    send_back_clue,
)
from cases.actions.merges import Merge, Split, clue_merged_into, clue_merged_with, merge_clue, split_clue, unmerge_clue
from cases.actions.milestones import AddMilestone, RemoveMilestone, add_milestone_task, remove_milestone_task
from cases.actions.objections import (
    AnswerObjection,
    RegisterObjection,
    answer_objection_task,
    register_objection_task,
)
from cases.actions.progress import AcceptProgress, ReportProgress, accept_progress_task, report_progress_task
from cases.actions.ratings import Rate, rate_clue
from cases.actions.rebounds import Look, MarkFake, look_back_task, mark_fake_task, reopen_task
from cases.actions.reporters import request_reveal_clue, reveal_reporter_clue
from cases.actions.satchels import (
    AcceptItems,
    OpenSatchel,
    accept_items_satchel,
    archive_satchel,
    open_satchel_task,
)
from cases.actions.schemes import (
    DefineItem,
    StampItem,
    define_item_scheme,
    stamp_task,
    turn_off_scheme,
    turn_on_scheme,
)
from cases.actions.source_words import AdoptSource, adopt_source_clue, keep_source_clue
from cases.actions.sponsors import AssignSponsor, RecordVisit, assign_sponsor_task, record_visit_task
from cases.actions.supervisions import Supervise, supervise_clue
from cases.actions.task_extensions import (
    AskDeadline,
    approve_extension_task,
    refuse_extension_task,
    request_extension_task,
)
from cases.actions.task_write_offs import confirm_write_off_task, request_write_off_task
from cases.actions.tasks import approve_task, cancel_task, comment_task, issue_task, start_task, urge_task
from cases.actions.write_offs import confirm_write_off_clue, request_write_off_clue
from kernel.verbs import Nothing, Verb

# What a unit does about a clue or a task: whoever did it does not decide on it, in whatever post.
UNIT_STEPS = ("sign", "contest", "investigate", "report")
TASK_STEPS = ("report_progress", "add_evidence", "request_acceptance")

WHY_A_SEAL_IS_OPENED = {"reason": "the office and its auditor alone read that a seal was opened"}

CLUE_VERBS = {
    "present": Verb(_("呈阅"), present_clue, Present),
    "instruct": Verb(_("批示"), instruct_clue, Instruct),
    "dispatch": Verb(_("转办"), dispatch_clue, Dispatch, not_by=("contest",), sends=SENT, names=names_released),
    "release": Verb(_("附件随转"), release_clue, ReleaseFiles, not_by=UNIT_STEPS, names=names_released),
    "adopt_source": Verb(_("采用来源更新"), adopt_source_clue, AdoptSource, not_by=UNIT_STEPS),
    "keep_source": Verb(_("维持原内容"), keep_source_clue, Reason, not_by=UNIT_STEPS),
    "confirm_place": Verb(_("确认地点"), confirm_place_clue, Reason, not_by=UNIT_STEPS),
    "recall": Verb(_("收回"), recall_clue, Reason, not_by=UNIT_STEPS),
    "sign": Verb(_("签收"), sign_clue, Nothing),
    "assign": Verb(_("指定承办人"), assign_clue, Assign),
    "contest": Verb(_("申请退办"), contest_clue, Reason),
    "investigate": Verb(_("开始核查"), investigate_clue, Nothing),
    "report": Verb(_("上报结果"), report_clue, Report),
    "send_back": Verb(_("退回重办"), send_back_clue, Reason, not_by=UNIT_STEPS),
    "close": Verb(_("办结"), close_clue, Nothing, not_by=UNIT_STEPS),
    "order_task": Verb(_("下达整改任务"), order_task_clue, OrderTask, scopes=("tasks:write",)),
    "close_interim": Verb(
        pgettext_lazy("verb", "阶段性办结"),
        close_interim_clue,
        CloseInterim,
        not_by=UNIT_STEPS,
        scopes=("tasks:write",),
    ),
    "reject": Verb(pgettext_lazy("verb", "不予受理"), reject_clue, Reject, not_by=("contest",)),
    "merge": Verb(_("并案"), merge_clue, Merge, beside=clue_merged_into),
    "unmerge": Verb(_("解除并案"), unmerge_clue, Reason, beside=clue_merged_with),
    "split": Verb(_("拆分"), split_clue, Split, within={"parts": "each part is dispatched like any other clue"}),
    "rate": Verb(_("登记评价"), rate_clue, Rate, not_by=UNIT_STEPS),
    "request_write_off": Verb(_("申请销号"), request_write_off_clue, Nothing),
    "confirm_write_off": Verb(
        _("确认销号"), confirm_write_off_clue, Nothing, not_by=(*UNIT_STEPS, "request_write_off")
    ),
    "reopen": Verb(_("重启"), reopen_clue, Reason, not_by=UNIT_STEPS),
    "request_extension": Verb(_("申请延期"), request_extension_clue, RequestExtension),
    "approve_extension": Verb(_("同意延期"), approve_extension_clue, Nothing, not_by=("request_extension",)),
    "refuse_extension": Verb(_("不同意延期"), refuse_extension_clue, Reason, not_by=("request_extension",)),
    "urge": Verb(_("催办"), urge_clue, Words),
    "supervise": Verb(_("督办"), supervise_clue, Supervise),
    "correct": Verb(
        _("更正"), correct_clue, Correct, within={"value": "a unit reads no description, neither the old nor the new"}
    ),
    "comment": Verb(_("备注"), comment_clue, Words),
    "void": Verb(_("作废"), void_clue, Reason, not_by=UNIT_STEPS),
    "start_handling": Verb(_("转入办理"), start_handling_clue, StartHandling),
    "request_reveal": Verb(_("申请查看举报人"), request_reveal_clue, Reason, within=WHY_A_SEAL_IS_OPENED),
    "reveal_reporter": Verb(_("查看举报人"), reveal_reporter_clue, Reason, within=WHY_A_SEAL_IS_OPENED),
}

TASK_VERBS = {
    "approve": Verb(_("批准方案"), approve_task, Nothing, not_by=("drafted", "plan_revised")),
    "issue": Verb(_("下达"), issue_task, Nothing),
    "start": Verb(_("启动整改"), start_task, Nothing),
    "report_progress": Verb(_("填报进度"), report_progress_task, ReportProgress),
    "accept_progress": Verb(_("认定进度"), accept_progress_task, AcceptProgress, not_by=("report_progress",)),
    "request_acceptance": Verb(pgettext_lazy("verb", "申请验收"), request_acceptance_task, RequestAcceptance),
    "verify": Verb(pgettext_lazy("verb", "验收通过"), verify_task, Verify, not_by=TASK_STEPS),
    "return_acceptance": Verb(_("验收不通过"), return_acceptance_task, Reason, not_by=TASK_STEPS),
    "add_evidence": Verb(_("补充佐证材料"), add_evidence_task, AddEvidence),
    "disclose": Verb(_("公示"), disclose_task, Disclose),
    "register_objection": Verb(_("登记异议"), register_objection_task, RegisterObjection),
    "answer_objection": Verb(_("答复异议"), answer_objection_task, AnswerObjection),
    "begin_monitoring": Verb(_("进入监测期"), begin_monitoring_task, BeginMonitoring, not_by=TASK_STEPS),
    "request_write_off": Verb(_("申请销号"), request_write_off_task, Nothing),
    "confirm_write_off": Verb(
        _("核准销号"), confirm_write_off_task, Nothing, not_by=(*TASK_STEPS, "request_write_off")
    ),
    "add_milestone": Verb(_("增加时间节点"), add_milestone_task, AddMilestone),
    "remove_milestone": Verb(_("删除时间节点"), remove_milestone_task, RemoveMilestone),
    "look_back": Verb(_("回头看"), look_back_task, Look, not_by=TASK_STEPS),
    "request_extension": Verb(_("申请调整时限"), request_extension_task, AskDeadline),
    "approve_extension": Verb(_("同意调整时限"), approve_extension_task, Nothing, not_by=("request_extension",)),
    "refuse_extension": Verb(_("不同意调整时限"), refuse_extension_task, Reason, not_by=("request_extension",)),
    "open_satchel": Verb(_("开绿书包"), open_satchel_task, OpenSatchel),
    "assign_sponsor": Verb(_("指定包案领导"), assign_sponsor_task, AssignSponsor),
    "record_visit": Verb(_("登记包案到场"), record_visit_task, RecordVisit),
    "stamp": Verb(_("登记第一时间"), stamp_task, StampItem),
    "urge": Verb(_("催办"), urge_task, Words),
    "comment": Verb(_("备注"), comment_task, Words),
    "mark_fake": Verb(_("认定虚假整改"), mark_fake_task, MarkFake),
    "reopen": Verb(pgettext_lazy("verb", "重启整改"), reopen_task, Reason, not_by=TASK_STEPS),
    "cancel": Verb(_("取消任务"), cancel_task, Reason),
}

SATCHEL_VERBS = {
    "write_entry": Verb(_("写日记"), write_entry_satchel, WriteEntry),
    "revise_entry": Verb(_("修改日记"), revise_entry_satchel, ReviseEntry),
    "correct_entry": Verb(_("追加更正"), correct_entry_satchel, CorrectEntry),
    "accept_items": Verb(_("清零"), accept_items_satchel, AcceptItems, not_by=("write_entry", "revise_entry")),
    "archive": Verb(_("归档"), archive_satchel, Nothing, not_by=("write_entry", "revise_entry")),
}

SCHEME_VERBS = {
    "define_item": Verb(_("定义事项"), define_item_scheme, DefineItem),
    "turn_on": Verb(_("启用"), turn_on_scheme, Nothing),
    "turn_off": Verb(_("停用"), turn_off_scheme, Nothing),
}

ENFORCEMENT_VERBS = {
    "decide": Verb(_("登记处罚决定"), decide_enforcement, Decide),
    "close": Verb(pgettext_lazy("verb", "结案"), close_enforcement, CloseCase),
    "transfer": Verb(_("登记移送公安"), transfer_enforcement, ToPolice),
    "correct": Verb(_("更正"), correct_enforcement, CorrectCase),
    "withdraw": Verb(_("撤案"), withdraw_enforcement, Reason),
}
