"""What events, clocks and notices are called on paper and screen."""

from django.utils.translation import gettext_lazy as _

from cases.models import Clock, ClockWarning
from cases.verbs import CLUE_VERBS
from cases.workflow import CLUE

CLOCKS = {
    Clock.Kind.DISPATCH: _("转办时限"),
    Clock.Kind.ACCEPTANCE: _("受理时限"),
    Clock.Kind.CONTEST: _("退办期限"),
    Clock.Kind.CLOSING: _("办结时限"),
    Clock.Kind.LEG: _("承办时限"),
    Clock.Kind.ANSWER: _("答复时限"),
    Clock.Kind.RECTIFICATION: _("整改时限"),
}
CLOCK_STATES = {
    Clock.State.RUNNING: (_("进行中"), "teal"),
    Clock.State.PAUSED: (_("已暂停"), ""),
    Clock.State.MET: (_("按期完成"), "green"),
    Clock.State.BREACHED: (_("已逾期"), "red"),
    Clock.State.CANCELLED: (_("已终止"), ""),
}
LEVELS = {
    ClockWarning.Level.BLUE: _("蓝色预警"),
    ClockWarning.Level.YELLOW: _("黄色预警"),
    ClockWarning.Level.RED: _("红色预警"),
}
EVENTS = {CLUE.lines[name].event: verb.label for name, verb in CLUE_VERBS.items()} | {
    "clue.registered": _("登记"),
    "clue.dispatch_proposed": _("规则建议转办"),
    "clue.clock_warned": _("时限预警"),
    "clue.clock_recomputed": _("时限重新计算"),
    "clue.edited": _("修改信息"),
    "clue.attachment_added": _("上传附件"),
    "clue.ledger_updated": _("按新台账更新"),
    "clue.unit_matched": _("匹配承办单位"),
    "clue.source_updated": _("来源系统更新"),
    "clue.source_stale": _("来源系统送来旧版本"),
    "clue.interim_closed": _("阶段性办结"),
    "clue.repeat_joined": _("其他线索并入"),
    "clue.repeat_left": _("解除并入"),
}
NOTICES = {
    "clue.dispatch_proposed": _("有规则建议，待确认转办"),
    "clue.dispatched": _("新转办，请签收"),
    "clue.contested": _("承办单位申请退办"),
    "clue.reported": _("结果已上报，待审核"),
    "clue.sent_back": _("被退回重办"),
    "clue.urged": _("被催办"),
    "clue.extension_requested": _("申请延期，待审批"),
    "clue.supervised": _("被督办，请按期回复"),
    "clue.write_off_requested": _("申请销号，待确认"),
    "clue.extension_approved": _("延期已同意"),
    "clue.extension_refused": _("延期未同意"),
    "clue.clock_warned:blue": _("时限蓝色预警"),
    "clue.clock_warned:yellow": _("时限黄色预警"),
    "clue.clock_warned:red": _("时限红色预警"),
}
# Facts of events that a reader understands, in the order they are shown.
FACTS = {
    "lead_agency": _("牵头单位"),
    "post": _("呈阅对象"),
    "by_post": _("批示人"),
    "person": _("承办人"),
    "verdict": _("是否属实"),
    "reason_code": _("理由"),
    "days": _("天数"),
    "level": _("级别"),
    "clock": _("时限"),
    "due_at": _("到期"),
    "from": _("原为"),
    "to": _("改为"),
    "reason": _("理由"),
    "text": _("内容"),
    "note": _("说明"),
    "name": _("附件"),
    "acting_person": _("对方经办人"),
    "supervision": _("督办级别"),
    "reply_due": _("回复期限"),
    "field": _("更正项"),
    "old": _("原为"),
    "new": _("改为"),
}
# One key per verb, the same on the desk and on a clue's page.
KEYS = {
    "dispatch": "d",
    "sign": "s",
    "investigate": "i",
    "report": "r",
    "close": "c",
    "send_back": "b",
    "contest": "x",
    "recall": "z",
    "reject": "n",
    "assign": "a",
    "present": "p",
    "instruct": "w",
    "urge": "u",
    "comment": "m",
    "request_extension": "e",
    "approve_extension": "y",
    "refuse_extension": "f",
    "reopen": "o",
}
GRAVE = frozenset({"void", "merge", "reject", "recall", "refuse_extension", "send_back", "contest"})
