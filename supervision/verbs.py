"""The verbs of supervision's nouns: one line each ties the name to its button, its action and its input."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.actions.clues import Reason
from kernel.verbs import Nothing, Verb
from supervision.actions.handovers import (
    Receive,
    Release,
    Send,
    receive_referral,
    release_referral,
    resend_referral,
    return_referral,
    send_referral,
)
from supervision.actions.interview_reports import RegisterReport, register_report_interview
from supervision.actions.letter_replies import RegisterReply, register_reply_letter
from supervision.actions.letters import LETTER_TEXTS, EditLetter, Sign, edit_letter, sign_letter, void_letter
from supervision.actions.mechanism import approve_interview, cancel_interview, hold_interview
from supervision.actions.proposals import accept_proposal, dismiss_proposal
from supervision.actions.referrals import (
    Approve,
    Edit,
    Paper,
    approve_referral,
    edit_referral,
    refer_clue,
    refer_task,
    withdraw_referral,
)

REFERRAL_VERBS = {
    "edit": Verb(_("修改"), edit_referral, Edit),
    "approve": Verb(_("审批"), approve_referral, Approve, not_by=("drafted", "edit")),
    "send": Verb(_("送达"), send_referral, Send, not_by=("approve",)),
    "receive": Verb(_("接收"), receive_referral, Receive),
    "return": Verb(_("退回补正"), return_referral, Reason),
    "resend": Verb(_("补正后再送"), resend_referral, Nothing, not_by=("edit",)),
    "release": Verb(_("反馈"), release_referral, Release),
    "withdraw": Verb(_("撤回"), withdraw_referral, Reason),
}
LETTER_VERBS = {
    "edit": Verb(_("修改"), edit_letter, EditLetter, within=dict.fromkeys(LETTER_TEXTS, "it leaves once it is signed")),
    "sign": Verb(_("签发"), sign_letter, Sign, not_by=("drafted",), sends=LETTER_TEXTS),
    "void": Verb(_("作废"), void_letter, Reason),
    "register_reply": Verb(_("登记回复"), register_reply_letter, RegisterReply),
}
PROPOSAL_VERBS = {
    "accept": Verb(_("采纳"), accept_proposal, Nothing, not_by=("made",)),
    "dismiss": Verb(_("不采纳"), dismiss_proposal, Reason, not_by=("made",)),
}
INTERVIEW_VERBS = {
    "approve": Verb(_("审批"), approve_interview, Nothing, not_by=("proposed",)),
    "hold": Verb(pgettext_lazy("verb", "已约谈"), hold_interview, Nothing),
    "cancel": Verb(_("取消"), cancel_interview, Reason),
    "register_report": Verb(_("登记整改报告"), register_report_interview, RegisterReport),
}
REFER_CLUE = Verb(_("移送"), refer_clue, Paper, scopes=("referrals:write",))
REFER_TASK = Verb(_("移送"), refer_task, Paper, scopes=("referrals:write",))
