"""What the events of the compartment are called."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.errors import Words

WORDS: dict[str, Words] = {
    "referral.drafted": _("草拟"),
    "referral.edited": _("修改"),
    "referral.material_added": _("登记材料"),
    "referral.approved": _("审批"),
    "referral.sent": _("送达"),
    "referral.received": _("接收"),
    "referral.returned": _("退回补正"),
    "referral.resent": _("补正后再送"),
    "referral.released": _("反馈"),
    "referral.withdrawn": _("撤回"),
    "interview.proposed": _("提出约谈"),
    "interview.approved": _("审批"),
    "interview.held": pgettext_lazy("verb", "已约谈"),
    "interview.cancelled": _("取消"),
    "interview.reported": _("登记整改报告"),
    "interview.report_warned": _("时限预警"),
    "proposal.made": _("提出建议"),
    "proposal.accepted": _("采纳"),
    "proposal.dismissed": _("不采纳"),
}
