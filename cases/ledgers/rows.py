"""One record of a ledger as an entry and its printed facts, or as the reasons why it is refused."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from agencies.models import ALWAYS, Agency, Region
from cases.actions.registration import Entry, PrintedFacts, ReporterEntry
from cases.actions.source_names import Source
from cases.clue_shape import misfits, rounded, tells_nothing
from cases.ledgers.columns import CHANNELS, POLLUTION_TYPES, STATUSES, UNDATED, VERDICTS, YES_NO
from cases.ledgers.files import Record
from cases.ledgers.public_tables import BATCH, DONE, MEASURES, areas_in
from cases.measures import Published, measures_in
from kernel.days import local_day
from kernel.shortening import shortened

ENDED = {"已办结", "阶段性办结"}
INSTANT_FORMATS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d", "%Y/%m/%d")
DAY_END = time(23, 59, 59)
# How much of a cell a fault quotes; how long a published batch's label and an unknown unit's name may be.
QUOTED, LONGEST_BATCH, LONGEST_UNIT = 60, 64, 128
# The columns whose texts a clue keeps, by the names of its fields.
COLUMN_OF = {
    "description": "问题描述", "address": "详细地址", "subject_name": "涉及单位", "subject_uscc": "统一社会信用代码",
    "reporter_name": "举报人", "reporter_phone": "联系电话", "external_id": "线索编号",
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """Why a record is refused: the column and the reason."""

    column: str
    reason: str


@dataclass(frozen=True)
class City:
    """What a ledger's names mean here."""

    counties: dict[str, Region]
    townships: dict[tuple[str, str], Region]
    agencies: dict[str, Agency]
    zone: ZoneInfo


class Reading:
    """Reads one record; faults gather while it goes, so that all are told at once."""

    def __init__(self, record: Record, *, city: City, source: str, coord_sys: str, begun_at: datetime) -> None:
        self.record, self.city, self.source, self.coord_sys = record, city, source, coord_sys
        # Where a published table prints no date, the import's own instant stands for it, marked as unknown.
        self.cells = record.cells
        self.begun_at = begun_at
        self.undated = begun_at if record.public or self._is_undated("登记时间") else None
        self.faults: list[Fault] = []

    def entry(self) -> Entry | None:
        """The entry with its printed facts; None when `faults` says why not."""
        if self._is_cut_short():
            return None
        received = self._instant("登记时间", required=self.undated is None) or self.undated
        if received and received > self.begun_at:
            self._fault("登记时间", "晚于导入时间")
        region = self._region()
        description = self._description()
        lon, lat = self._place()
        channel, types = self._label("来源", CHANNELS), self._types()
        printed = self._printed(received)
        self._refuse_nul()
        self._refuse_misfits(region, types)
        if self.faults or received is None or region is None:
            return None
        return Entry(
            description=description,
            channel=channel,
            region=region,
            pollution_types=types,
            address=self._address(region),
            lon=lon,
            lat=lat,
            coord_sys=self.coord_sys if lon is not None else "",
            received_at=received,
            subject_name=self._text("涉及单位"),
            subject_uscc=self._text("统一社会信用代码"),
            source=Source(self.source, self._text("线索编号")),
            reporter=self._reporter(),
            printed=printed,
        )

    def _is_cut_short(self) -> bool:
        if self.record.width >= self.record.expected:
            return False
        self._fault(self.record.first_missing, f"该行只有{self.record.width}列，内容不完整")
        return True

    def _fault(self, column: str, reason: str) -> None:
        self.faults.append(Fault(column, reason))

    def _text(self, column: str) -> str:
        return self.cells.get(column, "")

    def _whole(self, column: str, most: int) -> str:
        """A cell that is kept as it is printed, or refused."""
        text = self._text(column)
        if len(text) > most:
            self._fault(column, f"不超过{most}字，实有{len(text)}字")
        return text

    def _is_undated(self, column: str) -> bool:
        """Say whether it prints that nobody knows the date, as our own exports do."""
        return self._text(column) == UNDATED

    def _refuse_nul(self) -> None:
        for column, cell in self.cells.items():
            if "\0" in cell:
                self._fault(column, "含有空字符")
        if not self._text("线索编号"):
            self._fault("线索编号", "为空")

    def _refuse_misfits(self, region: Region | None, types: tuple[str, ...]) -> None:
        """What is refused at the other doors is refused here."""
        texts = {name: self._text(column) for name, column in COLUMN_OF.items()}
        if region is not None:
            texts["address"] = self._address(region)
        columns = {**COLUMN_OF, "pollution_types": "污染类型"}
        for name, why in misfits(texts, len(types)).items():
            self._fault(columns[name], why)
        if YES_NO.get(self._text("是否实名")) and not (self._text("举报人") or self._text("联系电话")):
            self._fault("举报人", "实名举报须填写姓名或电话")

    def _label(self, column: str, labels: Mapping[str, str]) -> str:
        value = self._text(column)
        if value in labels:
            return labels[value]
        self._fault(column, f"不认识的取值“{shortened(value, QUOTED)}”")
        return ""

    def _instant(self, column: str, *, required: bool = False) -> datetime | None:
        value = self._text(column)
        if (not value and not required) or self._is_undated(column):
            return None
        for form in INSTANT_FORMATS:
            with suppress(ValueError):
                instant = datetime.strptime(value, form).replace(tzinfo=self.city.zone)
                if local_day(instant) >= ALWAYS:
                    return instant
        self._fault(column, f"不是有效的时间“{shortened(value, QUOTED)}”")
        return None

    def _region(self) -> Region | None:
        county = self._county(self._text("所属区县"))
        if county is None:
            self._fault("所属区县", f"没有这个区县“{shortened(self._text('所属区县'), QUOTED)}”")
            return None
        return self.city.townships.get((county.code, self._text("乡镇街道")), county)

    def _county(self, name: str) -> Region | None:
        """The county of that name; a published table may print its city in front, and further areas behind."""
        known = self.city.counties.get(name)
        if known is None and self.record.public:
            return next((region for area in areas_in(name) if (region := self._named_county(area))), None)
        return known

    def _named_county(self, area: str) -> Region | None:
        return next((region for told, region in self.city.counties.items() if area.endswith(told)), None)

    def _further_areas(self) -> tuple[str, ...]:
        """The areas that a published table names beside the one that stands for the order, known here or not."""
        name = self._text("所属区县")
        own = self._county(name)
        if not self.record.public or own is None or name in self.city.counties:
            return ()
        areas = [(self._named_county(area), area) for area in areas_in(name)]
        return tuple(known.name if known else area for known, area in areas if known != own)

    def _published(self) -> Published | None:
        if not self.record.public:
            return None
        batch = self._whole(BATCH, LONGEST_BATCH)
        return Published(self._text(DONE), measures_in(self._text(MEASURES)), self._further_areas(), batch)

    def _address(self, region: Region) -> str:
        """A town that is no region of ours stays in front of the address."""
        town, address = self._text("乡镇街道"), self._text("详细地址")
        known = region.name == town or address.startswith(town)
        return address if known else town + address

    def _description(self) -> str:
        text = self._text("问题描述")
        if tells_nothing(text):
            self._fault("问题描述", "为空")
        return text

    def _place(self) -> tuple[Decimal | None, Decimal | None]:
        raw = self._text("经度"), self._text("纬度")
        if raw == ("", ""):
            return None, None
        try:
            lon, lat = (rounded(Decimal(text)) for text in raw)
        except InvalidOperation:
            self._fault("经度/纬度", "不是数字")
            return None, None
        if not (lon.is_finite() and lat.is_finite() and -180 <= lon <= 180 and -90 <= lat <= 90):  # noqa: PLR2004 -- the globe
            self._fault("经度/纬度", "超出范围")
            return None, None
        return lon, lat

    def _types(self) -> tuple[str, ...]:
        found = []
        for name in re.split("[、,，;；/]", self._text("污染类型")):
            label = name.strip()
            known = POLLUTION_TYPES.get(label) or POLLUTION_TYPES.get(label.removesuffix("污染"))
            if label and known is None:
                self._fault("污染类型", f"不认识的取值“{shortened(label, QUOTED)}”")
            elif known:
                found.append(str(known))
        return tuple(found)

    def _reporter(self) -> ReporterEntry:
        name, phone = self._text("举报人"), self._text("联系电话")
        return ReporterEntry(name, phone, is_named=YES_NO[self._text("是否实名")])

    def _printed(self, received: datetime | None) -> PrintedFacts:
        status, verdict = self._label("办理状态", STATUSES), self._label("是否属实", VERDICTS)
        self._label("是否实名", {name: name for name in YES_NO})
        over = self._text("办理状态") in ENDED
        told = self._instant("办结时间", required=over and self.undated is None and not self._is_undated("办结时间"))
        ended = told or (self.begun_at if over else None)
        if ended and received and ended < received:
            self._fault("办结时间", "早于登记时间")
        lead = self._whole("牵头单位", LONGEST_UNIT)
        helpers = [
            self.city.agencies[name]
            for name in re.split("[、,，;；]", self._text("配合单位"))
            if name in self.city.agencies
        ]
        agency = self.city.agencies.get(lead)
        return PrintedFacts(
            status=status,
            due_at=self._due(),
            ended_at=ended,
            verdict=verdict,
            findings=self._text("办理结果").removesuffix(self._text(DONE)).rstrip("\n"),
            lead=agency,
            lead_name=lead if agency is None else "",
            helpers=tuple(helper for helper in helpers if helper != agency),
            undated=self.undated is not None and (not self._text("登记时间") or self._is_undated("登记时间")),
            closing_undated=over and told is None,
            published=self._published(),
        )

    def _due(self) -> datetime | None:
        """A printed day ends at its last second."""
        due = self._instant("办理时限")
        return datetime.combine(date(due.year, due.month, due.day), DAY_END, tzinfo=self.city.zone) if due else None
