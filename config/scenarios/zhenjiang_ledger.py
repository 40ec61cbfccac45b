"""A city's old ledger as a bureau would export it: 57,116 complaints, 55,662 closed; the same bytes every time."""

import csv
import random
from datetime import datetime, timedelta
from pathlib import Path

COLUMNS = (
    "线索编号", "来源", "登记时间", "所属区县", "乡镇街道", "详细地址", "经度", "纬度", "污染类型", "问题描述",
    "涉及单位", "统一社会信用代码", "举报人", "联系电话", "是否实名", "牵头单位", "配合单位", "办理时限",
    "办理状态", "是否属实", "办结时间", "办理结果",
)  # fmt: skip
TOWNS = {
    "京口区": ("321102", "象山街道", "谏壁街道"),
    "润州区": ("321111", "宝塔路街道", "七里甸街道"),
    "丹徒区": ("321112", "辛丰镇", "谷阳镇"),
    "丹阳市": ("321181", "云阳街道", "皇塘镇"),
    "扬中市": ("321182", "三茅街道", "新坝镇"),
    "句容市": ("321183", "华阳街道", "宝华镇"),
}
CHANNELS = ("12345热线", "12369平台", "网格巡查", "日常检查", "来信", "来访", "微信", "上级交办", "监测预警")
SIGNS = {
    "大气": "夜间排放刺激性气味废气",
    "水": "污水未经处理直排河道",
    "噪声": "夜间设备运行噪声扰民",
    "扬尘": "物料裸露堆放",
}
SITES = ("化工厂", "印染厂", "混凝土搅拌站", "建筑工地", "养殖场", "烧烤店", "木材加工厂", "铸造厂")
VERDICTS = {"属实": "已责令立即整改并复查到位", "部分属实": "已督促整改", "不属实": "经核查未发现所反映的问题"}
MINUTE = "%Y-%m-%d %H:%M"
FIRST, DAYS = datetime(2021, 1, 1), 333  # noqa: DTZ001 -- a printed ledger knows no zone
LAST = datetime(2021, 11, 30, 23)  # noqa: DTZ001 -- as above


def write_ledger(path: Path, *, rows: int = 57_116, still_open: int = 1_454) -> Path:
    """Write the ledger as CSV in UTF-8 with a BOM."""
    rng = random.Random(1)
    waiting = set(rng.sample(range(rows), still_open))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_row(rng, number, closed=number not in waiting) for number in range(rows))
    return path


def _row(rng: random.Random, number: int, *, closed: bool) -> list[str]:
    county = rng.choice(list(TOWNS))
    code, *towns = TOWNS[county]
    town, kind, site, named = rng.choice(towns), rng.choice(list(SIGNS)), rng.choice(SITES), rng.random() < 0.4
    received = FIRST + timedelta(minutes=rng.randrange(DAYS * 1440))
    due = received + timedelta(days=rng.choice((15, 30, 60)))
    verdict = rng.choice(list(VERDICTS))
    ended = min(received + timedelta(hours=rng.uniform(1, 700)), LAST)
    return [
        f"ZJ{number:07d}", rng.choice(CHANNELS), received.strftime(MINUTE), county, town,
        f"{town}{rng.randrange(1, 60)}组附近", f"{rng.uniform(119.2, 119.9):.6f}", f"{rng.uniform(31.9, 32.3):.6f}", kind,
        f"群众反映{town}一{site}{SIGNS[kind]},请核实处理。", f"{town[:2]}{site}{rng.randrange(900)}号", f"91{code}MA1ABCDE{number % 10}X",
        "王先生" if named else "", f"139{rng.randrange(10**8):08d}" if named else "", "是" if named else "否",
        f"镇江市{county[:2]}生态环境局", f"{county}住房和城乡建设局" if rng.random() < 0.2 else "", due.strftime("%Y-%m-%d"),
        "已办结" if closed else rng.choice(("已分办", "办理中", "待审核")), verdict if closed else "",
        ended.strftime(MINUTE) if closed else "", VERDICTS[verdict] if closed else "",
    ]  # fmt: skip
