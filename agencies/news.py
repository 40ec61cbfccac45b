"""The news of agencies: what its events are called; who guards the system reads them in the log."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import Approval, Post, Role
from agencies.queries.directory import directory
from agencies.queries.validity import in_force
from kernel.news import NewsLine, Urgency, heard, unheard

OF_THE_INSTALLATION = {Approval.Act.GIVE_PASSWORD, Approval.Act.ROTATE_KEYS, Approval.Act.RESTORE}
IN_THE_LOG = "whoever guards the system reads it in the log"
OF_THE_PROGRAM = "a step of the program itself"


def second_persons(event: Any) -> list[str]:
    """The posts among which somebody may agree to what was asked for; whoever asked finds that they may not."""
    approval = Approval.objects.filter(pk=event.subject_id).first()
    if approval is None:
        return []
    guards = [post.code for post in Post.objects.filter(in_force(), role=Role.SECADMIN).order_by("agency_id")]
    if approval.act == Approval.Act.CHANGE_POST:
        return guards
    if approval.act == Approval.Act.ISSUE_TOKEN:
        return [f"{approval.facts['agency']}:{role}" for role in (Role.DIRECTOR, Role.DISCIPLINE)]
    roles = (Role.DIRECTOR, Role.INTAKE) if approval.act == Approval.Act.OPEN_SEAL else (Role.DIRECTOR,)
    offices = [f"{office.code}:{role}" for role in roles for office in directory().offices()]
    return [*guards, *offices] if approval.act in OF_THE_INSTALLATION else offices


def whoever_asked_for_it(event: Any) -> list[str]:
    """The post in which the request was made."""
    return list(Approval.objects.filter(pk=event.subject_id).values_list("asked_post", flat=True))


AGENCIES_PLACES = {"approval": "/approvals"}
AGENCIES_NEWS: dict[str, NewsLine] = {
    "person.signed_in": unheard(_("登录"), IN_THE_LOG),
    "person.signed_out": unheard(_("退出登录"), IN_THE_LOG),
    "person.sign_in_refused": unheard(_("登录被拒绝"), IN_THE_LOG),
    "person.password_changed": unheard(_("修改密码"), IN_THE_LOG),
    "person.password_given": unheard(_("生成一次性密码"), IN_THE_LOG),
    "person.second_factor_enrolled": unheard(_("绑定二次验证"), IN_THE_LOG),
    "person.second_factor_removed": unheard(_("解除二次验证"), IN_THE_LOG),
    "person.recovery_code_used": unheard(_("使用恢复码"), IN_THE_LOG),
    "person.added": unheard(_("新增人员"), IN_THE_LOG),
    "person.changed": unheard(_("修改人员"), IN_THE_LOG),
    "region.added": unheard(_("新增区划"), IN_THE_LOG),
    "region.changed": unheard(_("修改区划"), IN_THE_LOG),
    "agency.added": unheard(_("新增机构"), IN_THE_LOG),
    "agency.changed": unheard(_("修改机构"), IN_THE_LOG),
    "post.added": unheard(_("新增岗位"), IN_THE_LOG),
    "post.changed": unheard(_("修改岗位"), IN_THE_LOG),
    "routing_rule.added": unheard(_("新增分办规则"), IN_THE_LOG),
    "routing_rule.changed": unheard(_("修改分办规则"), IN_THE_LOG),
    "approval.requested": heard(_("申请双人复核"), second_persons, _("有申请须另一人同意，请复核"), Urgency.ACT),
    "approval.approved": heard(_("同意申请"), whoever_asked_for_it, _("您的申请已获同意"), Urgency.ACT),
    "approval.refused": heard(_("不同意申请"), whoever_asked_for_it, _("您的申请未获同意"), Urgency.READ),
    "approval.used": unheard(_("按同意办理"), IN_THE_LOG),
    "token.issued": unheard(_("签发令牌"), IN_THE_LOG),
    "token.revoked": unheard(_("吊销令牌"), IN_THE_LOG),
    "office.created": unheard(_("设立攻坚办"), IN_THE_LOG),
    "city.loaded": unheard(_("导入基础数据"), IN_THE_LOG),
    "calendar.loaded": unheard(_("导入工作日历"), "each clock that moves tells of itself"),
    "calendar.clocks_recomputed": unheard(_("按工作日历重新计算时限"), OF_THE_PROGRAM),
    "reminder.drafted": unheard(_("发送提醒"), "it is itself what tells somebody"),
    "delivery.replayed": unheard(_("重新投递"), IN_THE_LOG),
    "key_ring.rotated": unheard(_("更换密钥"), IN_THE_LOG),
}
AGENCIES_SUBJECTS = {
    "person": pgettext_lazy("subject", "人员"),
    "region": pgettext_lazy("subject", "区划"),
    "agency": pgettext_lazy("subject", "机构"),
    "post": pgettext_lazy("subject", "岗位"),
    "routing_rule": pgettext_lazy("subject", "分办规则"),
    "approval": pgettext_lazy("subject", "双人复核"),
    "token": pgettext_lazy("subject", "令牌"),
    "office": pgettext_lazy("subject", "攻坚办"),
    "city": pgettext_lazy("subject", "基础数据"),
    "calendar": pgettext_lazy("subject", "工作日历"),
    "reminder": pgettext_lazy("subject", "提醒"),
    "delivery": pgettext_lazy("subject", "投递"),
    "key_ring": pgettext_lazy("subject", "密钥"),
}
