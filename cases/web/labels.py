"""What events, clocks and notices are called on paper and screen."""

from django.utils.translation import gettext_lazy as _

from cases.models import Clock, ClockWarning

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
# Facts of events that a reader understands, in the order they are shown.
FACTS = {
    "lead_agency": _("牵头单位"),
    "post": _("呈阅对象"),
    "by_post": _("批示人"),
    "person": _("承办人"),
    "verdict": _("是否属实"),
    "reason_code": _("理由"),
    "days": _("天数"),
    "decided_on": _("处罚决定日期"),
    "fine": _("罚款（元）"),
    "to_police_on": _("移送公安机关日期"),
    "number": _("任务编号"),
    "period": _("周期"),
    "percent": _("完成比例（%）"),
    "deadline": _("整改时限"),
    "planned_finish": _("计划完成"),
    "outlet": _("公示载体"),
    "link": _("网址"),
    "date": _("日期"),
    "until": _("至"),
    "failure": _("情形"),
    "result": _("结果"),
    "sponsor": _("包案领导"),
    "opinion": _("验收意见"),
    "findings": _("检查情况"),
    "despite_verdict": _("仍须整改的理由"),
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
    "marks_stay": _("保留个人信息的理由"),
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
    "adopt_source": "t",
    "keep_source": "v",
    "confirm_place": "l",
}
GRAVE_TASK_VERBS = frozenset(
    {"mark_fake", "reopen", "cancel", "return_acceptance", "refuse_extension", "remove_milestone"}
)
GRAVE = frozenset({"void", "merge", "reject", "recall", "refuse_extension", "send_back", "contest"})
