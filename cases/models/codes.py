"""The value lists of a clue, as api.md's codes and as the ledger prints them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """Where a clue came from."""

    CALL = "call", _("来电")
    LETTER = "letter", _("来信")
    VISIT = "visit", _("来访")
    WEB = "web", _("网络")
    WECHAT = "wechat", _("微信")
    HOTLINE_12345 = "hotline_12345", _("12345热线")
    PLATFORM_12369 = "platform_12369", _("12369平台")
    SUPERIOR = "superior", _("上级交办")
    INSPECTION = "inspection", _("督察交办")
    ROUTINE_CHECK = "routine_check", _("日常检查")
    ENFORCEMENT = "enforcement", _("执法推送")
    MEDIA = "media", _("媒体曝光")
    GRID = "grid", _("网格巡查")
    DISCIPLINE_TRANSFER = "discipline_transfer", _("纪委移送")
    MONITORING = "monitoring", _("监测预警")
    OTHER = "other", _("其他")


# A citizen's own words: somebody reads the summary before a unit does.
CITIZENS_OWN_HAND = frozenset({Channel.LETTER, Channel.VISIT, Channel.WEB, Channel.WECHAT})


class LegalPath(models.TextChoices):
    """Which law the matter is treated by; it selects the clocks."""

    ENV_BUSINESS = "env_business", _("环保业务")
    REVIEW_OR_SUIT = "review_or_suit", _("复议诉讼")
    PETITION = "petition", _("环境信访")
    OTHER_DEPARTMENT = "other_department", _("非环保部门职能")


class PollutionType(models.TextChoices):
    """What is polluted, or by what; a clue may carry several, so that types need not add up to clues."""

    AIR = "air", _("大气")
    WATER = "water", _("水")
    SOIL = "soil", _("土壤")
    NOISE = "noise", _("噪声")
    SOLID_WASTE = "solid_waste", _("固废")
    DUST = "dust", _("扬尘")
    FUME = "fume", _("油烟")
    ECOLOGY = "ecology", _("生态破坏")
    RADIATION = "radiation", _("辐射")
    MARINE = "marine", _("海洋")
    LIGHT = "light", _("光污染")
    OTHER = "other", _("其他")


class Priority(models.TextChoices):
    """How an inspection marks its orders."""

    GENERAL = "general", _("一般件")
    KEY = "key", _("重点件")


class CoordSys(models.TextChoices):
    """The datum in which a coordinate was given."""

    WGS84 = "wgs84", "WGS-84"
    CGCS2000 = "cgcs2000", _("国家2000")
    GCJ02 = "gcj02", "GCJ-02"
    BD09 = "bd09", "BD-09"


class ClueStatus(models.TextChoices):
    """Where a clue stands."""

    REGISTERED = "registered", _("待转办")
    DISPATCHED = "dispatched", _("已转办")
    SIGNED = "signed", _("已签收")
    INVESTIGATING = "investigating", _("办理中")
    REPORTED = "reported", _("待审核")
    CLOSED = "closed", _("已办结")
    INTERIM_CLOSED = "interim_closed", _("阶段性办结")
    NOT_ACCEPTED = "not_accepted", _("不予受理")
    MERGED = "merged", _("已并案")
    VOID = "void", _("已作废")


OPEN = (
    ClueStatus.REGISTERED,
    ClueStatus.DISPATCHED,
    ClueStatus.SIGNED,
    ClueStatus.INVESTIGATING,
    ClueStatus.REPORTED,
)
NOT_COUNTED = (ClueStatus.MERGED, ClueStatus.VOID)


class Verdict(models.TextChoices):
    """What the investigation found."""

    SUBSTANTIATED = "substantiated", _("属实")
    MOSTLY_SUBSTANTIATED = "mostly_substantiated", _("基本属实")
    PARTLY_SUBSTANTIATED = "partly_substantiated", _("部分属实")
    UNSUBSTANTIATED = "unsubstantiated", _("不属实")
    UNDETERMINED = "undetermined", _("未核定")


class SupervisionLevel(models.TextChoices):
    """How closely the office watches."""

    GENERAL = "general", _("一般督办")
    KEY = "key", _("重点督办")
    LISTED = "listed", _("挂牌督办")


class Closure(models.TextChoices):
    """How far a clue is from the end; derived from status and write-off."""

    OPEN = "open", _("未办结")
    INTERIM_CLOSED = "interim_closed", _("阶段性办结")
    CLOSED = "closed", _("已办结")
    WRITTEN_OFF = "written_off", _("已销号")


class Refusal(models.TextChoices):
    """Why a clue is not accepted."""

    OUT_OF_REMIT = "out_of_remit", _("不属于受理范围")
    ALREADY_ACCEPTED = "already_accepted", _("已经受理、正在办理")
    REVIEW_EXHAUSTED = "review_exhausted", _("复核终结，以同一事实理由提出")
    IN_LITIGATION = "in_litigation", _("应当通过复议、诉讼解决")
    OFFICIALS_BREACH = "officials_breach", _("检举控告，请转纪检监察机关")


class RoutingMode(models.TextChoices):
    """How a lead agency was found."""

    NONE = "", _("未匹配")
    DISPATCHED = "dispatch", _("规则自动转办")
    PROPOSED = "propose", _("规则建议")
    CONFIRMED = "confirmed", _("建议经人确认")
    MANUAL = "manual", _("人工转办")
