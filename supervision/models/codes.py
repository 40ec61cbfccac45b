"""The value lists of supervision, as the contract and the officials spell them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency


class Direction(models.TextChoices):
    """From whom to whom a matter is referred."""

    HQ_TO_DISCIPLINE = "hq_to_discipline", _("攻坚办移送纪检监察机关")
    DISCIPLINE_TO_HQ = "discipline_to_hq", _("纪检监察机关移送攻坚办")
    INSPECTION_TO_DISCIPLINE = "inspection_to_discipline", _("督察移送纪检监察机关")
    TO_POLICE = "to_police", _("移送公安机关")
    TO_PROCURATORATE = "to_procuratorate", _("移送检察机关")


TO_DISCIPLINE = (Direction.HQ_TO_DISCIPLINE, Direction.INSPECTION_TO_DISCIPLINE)
# What kinds of agency a referral of each direction goes to; the database refuses every other one.
ADDRESSEES: dict[str, tuple[str, ...]] = {
    Direction.HQ_TO_DISCIPLINE: (Agency.Kind.DISCIPLINE, Agency.Kind.STATIONED_GROUP),
    Direction.INSPECTION_TO_DISCIPLINE: (Agency.Kind.DISCIPLINE, Agency.Kind.STATIONED_GROUP),
    Direction.DISCIPLINE_TO_HQ: (Agency.Kind.COMMAND_OFFICE,),
    Direction.TO_POLICE: (Agency.Kind.POLICE,),
    Direction.TO_PROCURATORATE: (Agency.Kind.PROCURATORATE,),
}


class Ground(models.TextChoices):
    """Why it is referred, by the limbs of the joint mechanism."""

    DUTY_NEGLECTED = "duty_neglected", _("责任主体未依法依规履行职责")
    ADVERSE_EFFECT = "adverse_effect", _("不依法依规履职造成不良影响")
    FALSE_RECTIFICATION = "false_rectification", _("虚假整改、敷衍整改")
    MAJOR_POLLUTION = "major_pollution", _("重大环境污染事件调查和处理建议")
    POLLUTION_CLUE = "pollution_clue", _("纪检监察机关发现的环境污染问题")
    SUSPECTED_CRIME = "suspected_crime", _("涉嫌环境违法犯罪")


class ReferralStatus(models.TextChoices):
    """How far the letter came; what the organ does with it is not here."""

    DRAFTED = "drafted", _("草拟")
    APPROVED = "approved", _("已审批")
    SENT = "sent", _("已送达")
    RECEIVED = "received", _("已接收")
    RETURNED = "returned", _("已退回补正")
    RELEASED = "released", _("已反馈")
    WITHDRAWN = "withdrawn", _("已撤回")


ENDED = (ReferralStatus.RELEASED, ReferralStatus.WITHDRAWN)


class Result(models.TextChoices):
    """What the organ chose to release."""

    DISPOSED = "disposed", _("已处置")
    CLOSED_NO_ACTION = "closed_no_action", _("予以了结")
    TRANSFERRED = "transferred", _("已转有管辖权机关")


class MaterialKind(models.TextChoices):
    """What a file of a referral is."""

    MATERIAL = "material", _("材料")
    SCAN = "scan", _("正式函件扫描件")


class Sharing(models.TextChoices):
    """How an item came to the other organ."""

    SHARED = "shared", _("信息共享")
    MOVED = "moved", _("线索移送")


class InterviewGround(models.TextChoices):
    """The three grounds of a joint interview, and the door that the published list leaves open."""

    RECTIFICATION_NOT_DONE = "rectification_not_done", _("中央和省督察反馈问题整改不落实")
    QUALITY_WORSE = "quality_worse", _("环境质量严重恶化")
    KEY_TASK_NOT_DONE = "key_task_not_done", _("重点工作任务未完成")
    OTHER = "other", _("其他")


class InterviewStatus(models.TextChoices):
    """Proposed by one side, approved by both, held."""

    PROPOSED = "proposed", _("待双方审批")
    APPROVED = "approved", _("已审批")
    HELD = "held", _("已约谈")
    CANCELLED = "cancelled", _("已取消")


class LetterKind(models.TextChoices):
    """What a letter is; the names that stand in its title."""

    TRANSFER_ORDER = "transfer_order", _("转办单")
    REMINDER_LETTER = "reminder_letter", _("提示函")
    SUPERVISION_LETTER = "supervision_letter", _("督办函")
    WARNING_LETTER = "warning_letter", _("预警函")
    PRINCIPAL_LETTER = "principal_letter", _("函告")
    REFERRAL_LETTER = "referral_letter", _("移送函")
    RECEIPT = "receipt", _("回执")


class LetterStatus(models.TextChoices):
    """A drafted letter never leaves; a signed one never changes."""

    DRAFTED = "drafted", _("待签发")
    SIGNED = "signed", _("已签发")
    VOIDED = "voided", _("已作废")


class ProposalKind(models.TextChoices):
    """What the worker proposes and people decide."""

    SPECIAL_INSPECTION = "special_inspection", _("建议专项检查")
    INTERVIEW = "interview", _("建议约谈")
    REFERRAL = "referral", _("建议移送")


class RungKind(models.TextChoices):
    """What a rung of the ladder drafts, from the gentlest to the last; nothing stands above the proposal to refer."""

    REMINDER_LETTER = LetterKind.REMINDER_LETTER.value, LetterKind.REMINDER_LETTER.label
    WARNING_LETTER = LetterKind.WARNING_LETTER.value, LetterKind.WARNING_LETTER.label
    SUPERVISION_LETTER = LetterKind.SUPERVISION_LETTER.value, LetterKind.SUPERVISION_LETTER.label
    INTERVIEW = ProposalKind.INTERVIEW.value, ProposalKind.INTERVIEW.label
    REFERRAL = ProposalKind.REFERRAL.value, ProposalKind.REFERRAL.label


class ProposalStatus(models.TextChoices):
    """Whether somebody decided."""

    OPEN = "open", _("待决定")
    ACCEPTED = "accepted", _("已采纳")
    DISMISSED = "dismissed", _("未采纳")


class WaterClass(models.IntegerChoices):
    """Classes of surface water, the worst last."""

    FIRST = 1, _("Ⅰ类")
    SECOND = 2, _("Ⅱ类")
    THIRD = 3, _("Ⅲ类")
    FOURTH = 4, _("Ⅳ类")
    FIFTH = 5, _("Ⅴ类")
    WORSE = 6, _("劣Ⅴ类")
