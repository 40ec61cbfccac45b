"""The value lists of supervision, as the contract and the officials spell them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    """From whom to whom a matter is referred."""

    HQ_TO_DISCIPLINE = "hq_to_discipline", _("攻坚办移送纪检监察机关")
    DISCIPLINE_TO_HQ = "discipline_to_hq", _("纪检监察机关移送攻坚办")
    INSPECTION_TO_DISCIPLINE = "inspection_to_discipline", _("督察移送纪检监察机关")
    TO_POLICE = "to_police", _("移送公安机关")
    TO_PROCURATORATE = "to_procuratorate", _("移送检察机关")


TO_DISCIPLINE = (Direction.HQ_TO_DISCIPLINE, Direction.INSPECTION_TO_DISCIPLINE)


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
    LETTER = "letter", _("移送函")
    RECEIPT = "receipt", _("回执")
