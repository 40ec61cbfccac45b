"""The news of supervision: letters stand in the common log, referrals and interviews in the compartment's own."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import DISCIPLINE_KINDS, Agency, Role
from cases.audiences import heads, of_office, posts_of_the_office
from cases.news import levels
from kernel.models import Event
from kernel.news import Audience, NewsLine, Urgency, heard, unheard
from supervision.models import Direction, Interview, Letter, Referral, ReferralEvent

READ, ACT, NOW = Urgency
AT_THE_RECORD = "read at the record by whoever opens it; nobody has to do anything"


def principals_of(agency: Agency) -> list[str]:
    """Who signs for an organ."""
    return [f"{agency.code}:{Role.DISCIPLINE if agency.kind in DISCIPLINE_KINDS else Role.DIRECTOR}"]


def of_referral(*parts: str) -> Audience:
    """These sides of a referral: its writer, their principal, or whom it is sent to."""

    def audience(event: ReferralEvent) -> list[str]:
        referral = Referral.objects.select_related("drafted_by_agency", "addressee").filter(pk=event.subject_id).first()
        return [post for part in parts for post in SIDES[part](referral)] if referral else []

    return audience


def _writer(referral: Referral) -> Iterable[str]:
    """The post in which it was drafted; its principal where a program drafted it."""
    drafted = ReferralEvent.objects.filter(subject_id=referral.pk, type="referral.drafted").first()
    return [drafted.post] if drafted and drafted.post else principals_of(referral.drafted_by_agency)


def _principal(referral: Referral) -> Iterable[str]:
    return principals_of(referral.drafted_by_agency)


def _addressee(referral: Referral) -> Iterable[str]:
    """Police and procuratorate read letters on paper."""
    if referral.sent_at is None or referral.direction in {Direction.TO_POLICE, Direction.TO_PROCURATORATE}:
        return []
    if referral.direction == Direction.DISCIPLINE_TO_HQ:
        return [f"{referral.addressee_id}:{role}" for role in (Role.INTAKE, Role.DISPATCHER)]
    return [f"{referral.addressee_id}:{Role.DISCIPLINE}"]


SIDES = {"writer": _writer, "principal": _principal, "addressee": _addressee}


def of_letter(*roles: Role, unit: bool = False, late: bool = False) -> Audience:
    """These posts of the issuer, and the addressee; with `late` the issuer hears a red level alone."""

    def audience(event: Event) -> list[str]:
        letter = Letter.objects.filter(pk=event.subject_id).first()
        if letter is None:
            return []
        issuer = [] if late and event.data.get("level") != "red" else [f"{letter.issuer_id}:{role}" for role in roles]
        return [*(heads([letter.addressee_id]) if unit else []), *issuer]

    return audience


def both_principals(event: ReferralEvent) -> list[str]:
    """The director of the office, and the discipline organ of the same city."""
    interview = Interview.objects.select_related("kept_by_agency").filter(pk=event.subject_id).first()
    if interview is None:
        return []
    city = interview.kept_by_agency.region_id[:4]
    organs = Agency.objects.filter(kind=Agency.Kind.DISCIPLINE, region__code=f"{city}00")
    return [*posts_of_the_office(Role.DIRECTOR), *(f"{organ.code}:{Role.DISCIPLINE}" for organ in organs)]


def keeper(event: ReferralEvent) -> list[str]:
    """The side that keeps the interview."""
    interview = Interview.objects.select_related("kept_by_agency").filter(pk=event.subject_id).first()
    if interview is None:
        return []
    organ = interview.kept_by_agency.kind in DISCIPLINE_KINDS
    return [f"{interview.kept_by_agency_id}:{Role.DISCIPLINE if organ else Role.DISPATCHER}"]


REFERRAL_NEWS = {
    "referral.drafted": heard(_("草拟"), of_referral("principal"), _("移送稿待审批"), ACT),
    "referral.edited": unheard(_("修改"), AT_THE_RECORD),
    "referral.material_added": unheard(_("登记材料"), AT_THE_RECORD),
    "referral.approved": heard(_("审批"), of_referral("writer", "principal"), _("移送已审批，待送达"), ACT),
    "referral.sent": heard(_("送达"), of_referral("addressee"), _("收到移送，请接收"), ACT),
    "referral.received": heard(_("接收"), of_referral("writer", "principal"), _("移送已接收"), READ),
    "referral.returned": heard(_("退回补正"), of_referral("writer", "principal"), _("移送被退回补正"), ACT),
    "referral.resent": heard(_("补正后再送"), of_referral("addressee"), _("补正后的移送，请接收"), ACT),
    "referral.released": heard(_("反馈"), of_referral("writer", "principal"), _("移送已反馈"), READ),
    "referral.withdrawn": heard(_("撤回"), of_referral("writer", "addressee"), _("移送已撤回"), READ),
}
LETTER_NEWS = {
    "letter.drafted": heard(_("起草函件"), of_letter(Role.DIRECTOR), _("函件待签发"), ACT),
    "letter.expunged": unheard(_("销毁内容"), "the log alone tells of it"),
    "letter.edited": unheard(_("修改"), AT_THE_RECORD),
    "letter.signed": heard(_("签发"), of_letter(unit=True), _("收到函件，请查阅"), ACT),
    "letter.voided": heard(_("作废"), of_letter(Role.DISPATCHER), _("函件未签发，已作废"), READ),
    "letter.replied": heard(_("登记回复"), of_letter(Role.DISPATCHER, Role.DIRECTOR), _("函件已回复"), READ),
    "letter.left_unsigned": heard(
        _("函件久未签发"),
        of_letter(Role.DIRECTOR, Role.DISPATCHER),
        {"yellow": _("函件起草已两天，尚未签发"), "red": _("函件起草已五天，仍未签发")},
        ACT,
    ),
    "letter.clock_warned": heard(
        _("时限预警"),
        of_letter(Role.DISPATCHER, unit=True, late=True),
        levels(_("函件回复时限蓝色预警"), _("函件回复时限黄色预警"), _("函件回复已逾期")),
        ACT,
    ),
}
SECTION_NEWS = {
    "section.corrected": heard(_("断面数据更正"), of_office(Role.DISPATCHER), _("断面数据已更正，请核对函件"), ACT),
    "section.failed": unheard(_("断面超标"), "the letters that it drafts tell of it"),
}
SUPERVISION_NEWS: dict[str, NewsLine] = {
    **REFERRAL_NEWS,
    **LETTER_NEWS,
    **SECTION_NEWS,
    "proposal.made": heard(_("提出建议"), of_office(Role.DIRECTOR), _("有建议待决定"), ACT),
    "proposal.left_open": heard(
        _("建议久未决定"),
        of_office(Role.DIRECTOR),
        {"yellow": _("建议提出已两天，尚未决定"), "red": _("建议提出已五天，仍未决定")},
        ACT,
    ),
    "proposal.accepted": unheard(_("采纳"), "whoever decided goes on with it"),
    "proposal.dismissed": unheard(_("不采纳"), "whoever decided knows"),
    "interview.proposed": heard(_("提出约谈"), both_principals, _("联合约谈待审批"), ACT),
    "interview.approved": heard(_("审批"), keeper, _("联合约谈已审批"), READ),
    "interview.held": heard(pgettext_lazy("verb", "已约谈"), both_principals, _("已联合约谈"), READ),
    "interview.cancelled": heard(_("取消"), both_principals, _("联合约谈已取消"), READ),
    "interview.reported": heard(_("登记整改报告"), both_principals, _("已收到约谈整改报告"), READ),
    "interview.report_warned": heard(
        _("时限预警"),
        keeper,
        {"yellow": _("约谈整改报告即将到期"), "red": _("约谈整改报告已逾期")},
        ACT,
    ),
    "mechanism.item_shared": unheard(_("登记信息共享、线索移送"), AT_THE_RECORD),
    "mechanism.inspected": unheard(_("登记联合监督检查"), AT_THE_RECORD),
    "mechanism.total_published": heard(_("发布问责数据"), of_office(Role.DIRECTOR), _("问责数据已发布"), READ),
    "ladder_step.added": unheard(_("新增升级规则"), AT_THE_RECORD),
    "ladder_step.changed": unheard(_("修改升级规则"), AT_THE_RECORD),
    "accountability_notice.kept": unheard(_("登记问责通报"), AT_THE_RECORD),
}
SUPERVISION_SUBJECTS = {
    "referral": pgettext_lazy("subject", "移送"),
    "letter": pgettext_lazy("subject", "函件"),
    "proposal": pgettext_lazy("subject", "建议"),
    "interview": pgettext_lazy("subject", "约谈"),
    "mechanism": pgettext_lazy("subject", "联动协作"),
    "section": pgettext_lazy("subject", "断面"),
    "accountability_notice": pgettext_lazy("subject", "问责通报"),
    "ladder_step": pgettext_lazy("subject", "督办阶梯"),
}
