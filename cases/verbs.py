"""The verbs of a clue: one line each ties the name to its button, its action and its input."""

from django.utils.translation import gettext_lazy as _

from cases.actions.clues import (
    Instruct,
    Present,
    Reason,
    Reject,
    Words,
    comment_clue,
    instruct_clue,
    present_clue,
    reject_clue,
    urge_clue,
    void_clue,
)
from cases.actions.corrections import Correct, correct_clue
from cases.actions.dispatches import (
    Assign,
    Dispatch,
    assign_clue,
    contest_clue,
    dispatch_clue,
    recall_clue,
    sign_clue,
)
from cases.actions.extensions import (
    RequestExtension,
    approve_extension_clue,
    refuse_extension_clue,
    request_extension_clue,
)
from cases.actions.investigations import (
    Report,
    close_clue,
    investigate_clue,
    reopen_clue,
    report_clue,
    send_back_clue,
)
from cases.actions.merges import Merge, Split, merge_clue, split_clue, unmerge_clue
from cases.actions.reporters import reveal_reporter_clue
from cases.actions.supervisions import Supervise, supervise_clue
from cases.actions.write_offs import confirm_write_off_clue, request_write_off_clue
from kernel.verbs import Nothing, Verb

CLUE_VERBS = {
    "present": Verb(_("呈阅"), present_clue, Present),
    "instruct": Verb(_("批示"), instruct_clue, Instruct),
    "dispatch": Verb(_("转办"), dispatch_clue, Dispatch),
    "recall": Verb(_("收回"), recall_clue, Reason),
    "sign": Verb(_("签收"), sign_clue, Nothing),
    "assign": Verb(_("指定承办人"), assign_clue, Assign),
    "contest": Verb(_("申请退办"), contest_clue, Reason),
    "investigate": Verb(_("开始核查"), investigate_clue, Nothing),
    "report": Verb(_("上报结果"), report_clue, Report),
    "send_back": Verb(_("退回重办"), send_back_clue, Reason),
    "close": Verb(_("办结"), close_clue, Nothing),
    "reject": Verb(_("不予受理"), reject_clue, Reject),
    "merge": Verb(_("并案"), merge_clue, Merge),
    "unmerge": Verb(_("解除并案"), unmerge_clue, Reason),
    "split": Verb(_("拆分"), split_clue, Split),
    "request_write_off": Verb(_("申请销号"), request_write_off_clue, Nothing),
    "confirm_write_off": Verb(_("确认销号"), confirm_write_off_clue, Nothing),
    "reopen": Verb(_("重启"), reopen_clue, Reason),
    "request_extension": Verb(_("申请延期"), request_extension_clue, RequestExtension),
    "approve_extension": Verb(_("同意延期"), approve_extension_clue, Nothing),
    "refuse_extension": Verb(_("不同意延期"), refuse_extension_clue, Reason),
    "urge": Verb(_("催办"), urge_clue, Words),
    "supervise": Verb(_("督办"), supervise_clue, Supervise),
    "correct": Verb(_("更正"), correct_clue, Correct),
    "comment": Verb(_("备注"), comment_clue, Words),
    "void": Verb(_("作废"), void_clue, Reason),
    "reveal_reporter": Verb(_("查看举报人"), reveal_reporter_clue, Reason),
}
