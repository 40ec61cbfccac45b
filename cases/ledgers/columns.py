"""The columns of a ledger and the labels that stand in them."""

from collections.abc import Mapping

from cases.models import Channel, ClueStatus, PollutionType, Verdict

COLUMNS = (
    "线索编号", "来源", "登记时间", "所属区县", "乡镇街道", "详细地址", "经度", "纬度", "污染类型", "问题描述",
    "涉及单位", "统一社会信用代码", "举报人", "联系电话", "是否实名", "牵头单位", "配合单位", "办理时限",
    "办理状态", "是否属实", "办结时间", "办理结果",
)  # fmt: skip
REQUIRED = ("线索编号", "来源", "登记时间", "所属区县", "问题描述")
IDENTITY = ("举报人", "联系电话")
# What stands in a column of dates where nobody knows the date.
UNDATED = "日期不详"

CHANNELS = {
    "来电": Channel.CALL, "来信": Channel.LETTER, "来访": Channel.VISIT, "网络": Channel.WEB, "微信": Channel.WECHAT,
    "12345热线": Channel.HOTLINE_12345, "12369平台": Channel.PLATFORM_12369, "上级交办": Channel.SUPERIOR,
    "督察交办": Channel.INSPECTION, "日常检查": Channel.ROUTINE_CHECK, "执法推送": Channel.ENFORCEMENT,
    "媒体曝光": Channel.MEDIA, "网格巡查": Channel.GRID, "纪委移送": Channel.DISCIPLINE_TRANSFER,
    "监测预警": Channel.MONITORING, "其他": Channel.OTHER,
}  # fmt: skip
POLLUTION_TYPES = {
    "大气": PollutionType.AIR, "水": PollutionType.WATER, "土壤": PollutionType.SOIL, "噪声": PollutionType.NOISE,
    "固废": PollutionType.SOLID_WASTE, "扬尘": PollutionType.DUST, "油烟": PollutionType.FUME,
    "生态破坏": PollutionType.ECOLOGY, "生态": PollutionType.ECOLOGY, "辐射": PollutionType.RADIATION,
    "海洋": PollutionType.MARINE, "光污染": PollutionType.LIGHT, "其他": PollutionType.OTHER,
}  # fmt: skip
STATUSES = {
    "": ClueStatus.REGISTERED, "待分办": ClueStatus.REGISTERED, "已分办": ClueStatus.DISPATCHED,
    "办理中": ClueStatus.INVESTIGATING, "待审核": ClueStatus.REPORTED, "已办结": ClueStatus.CLOSED,
    "阶段性办结": ClueStatus.INTERIM_CLOSED,
}  # fmt: skip
VERDICTS = {
    "": "", "属实": Verdict.SUBSTANTIATED, "基本属实": Verdict.MOSTLY_SUBSTANTIATED,
    "部分属实": Verdict.PARTLY_SUBSTANTIATED, "不属实": Verdict.UNSUBSTANTIATED, "未核定": Verdict.UNDETERMINED,
}  # fmt: skip
YES_NO = {"": False, "否": False, "是": True}


def label_of(labels: Mapping[str, str], value: str) -> str:
    """The first label that stands for a value."""
    return next((label for label, meant in labels.items() if meant == value and label), "")
