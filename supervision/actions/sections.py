"""Section readings: a month's table comes in, and a failing section drafts its pair of letters."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.models import Agency
from agencies.queries.agencies import office_of
from kernel.actor import SYSTEM, Actor
from kernel.apart import present_case
from kernel.days import local_day
from kernel.errors import BadInput, FieldError
from kernel.events import record
from kernel.ids import name_id
from kernel.language import officially
from kernel.workbooks import table_of
from supervision.actions.letters import Draft, draft_letter
from supervision.actions.proposals import Proposed, propose
from supervision.letters.wording import Matter
from supervision.models import LetterKind, MonitoringSection, ProposalKind, SectionReading, WaterClass

COLUMNS = ("断面编码", "断面名称", "水体", "责任政府", "考核目标", "月份", "水质类别")
CLASSES = {str(label).removesuffix("类"): value for value, label in WaterClass.choices}
LATIN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "劣V": 6}
REPLY_AFTER = timedelta(days=14)


@dataclass(frozen=True)
class Line:
    """One row of the table."""

    code: str
    name: str
    water: str
    county: Agency
    target: int | None
    month: date
    water_class: int


@dataclass(frozen=True)
class Outcome:
    """What became of a table."""

    read: int
    created: int
    unchanged: int
    failing: int
    corrected: int = 0


def read_sections(content: bytes) -> list[Line]:
    """The rows of a CSV in UTF-8 or GB18030, or every fault with its line."""
    (_first, header), *filled = list(table_of(io.BytesIO(content))) or [(1, [])]
    rows = [(number, dict(zip(header, cells, strict=False))) for number, cells in filled]
    missing = [name for name in COLUMNS if not rows or name not in header]
    if missing:
        raise BadInput(errors=[FieldError("/file", "column_missing", f"{_('缺少列')}：{'、'.join(missing)}")])
    counties = {
        agency.name: agency
        for agency in Agency.objects.filter(kind=Agency.Kind.GOVERNMENT, case__in=["", present_case()])
    }
    counties |= {agency.code: agency for agency in counties.values()}
    errors: list[FieldError] = []
    lines = [line for number, row in rows for line in _line_of(number, row, counties, errors)]
    if errors:
        raise BadInput(errors=errors)
    return lines


def _line_of(
    number: int, row: Mapping[str, str], counties: Mapping[str, Agency], errors: list[FieldError]
) -> Iterator[Line]:
    told = {name: (row.get(name) or "").strip() for name in COLUMNS}
    county, month = counties.get(told["责任政府"]), _month_of(told["月份"])
    target, found = _class_of(told["考核目标"]), _class_of(told["水质类别"])
    wrong = [
        name
        for name, value in (
            ("断面编码", told["断面编码"]), ("断面名称", told["断面名称"]), ("责任政府", county),
            ("月份", month), ("考核目标", target or not told["考核目标"]), ("水质类别", found),
        )
        if not value
    ]  # fmt: skip
    errors += [FieldError(f"/line/{number}/{name}", "invalid", f"{number}: {name}") for name in wrong]
    if not wrong and county and month and found:
        yield Line(told["断面编码"], told["断面名称"], told["水体"], county, target, month, found)


def _class_of(text: str) -> int | None:
    plain = text.removesuffix("类")
    return CLASSES.get(plain) or LATIN.get(plain.upper())


def _month_of(text: str) -> date | None:
    try:
        year, month = text.replace("年", "-").removesuffix("月").replace("/", "-").split("-")[:2]
        return date(int(year), int(month), 1)
    except ValueError:
        return None


def take_in_sections(lines: Sequence[Line], *, by: Actor, at: datetime) -> Outcome:
    """Keep the readings that are new, the oldest month first, and correct those that read otherwise now.

    Each reading that fails, and did not before, drafts what is due; a correction records both values.
    """
    created = corrected = failing = 0
    for line in sorted(lines, key=lambda one: (one.month, one.code)):
        _refuse_future(line, at=at)
        section = _section_of(line)
        reading, is_new = SectionReading.objects.get_or_create(
            section=section,
            month=line.month,
            defaults={
                "water_class": line.water_class,
                "target_met": line.water_class <= line.target if line.target else None,
                "recorded_at": at,
            },
        )
        created += is_new
        failed = reading.fails and not is_new
        was_corrected = not is_new and _correct(section, reading, line, by=by, at=at)
        corrected += was_corrected
        if is_new or (was_corrected and not failed):
            failing += _respond(section, reading, by=by, at=at)
    return Outcome(len(lines), created, len(lines) - created - corrected, failing, corrected)


def _correct(section: MonitoringSection, reading: SectionReading, line: Line, *, by: Actor, at: datetime) -> bool:
    """Let a reading say what the table says now; False where it does already."""
    met = line.water_class <= line.target if line.target else None
    if (reading.water_class, reading.target_met) == (line.water_class, met):
        return False
    old, reading.water_class, reading.target_met = reading.water_class, line.water_class, met
    reading.save(update_fields=["water_class", "target_met"])
    facts = {"section": section.code, "month": f"{line.month:%Y-%m}", "old": old, "new": line.water_class}
    record(section, "section.corrected", by=by, at=at, data=facts)
    return True


def _refuse_future(line: Line, *, at: datetime) -> None:
    if line.month > local_day(at):
        raise BadInput(errors=[FieldError("/月份", "in_the_future", _("月份不能晚于本月"))])


def _section_of(line: Line) -> MonitoringSection:
    """The section, as the latest month has it: a corrected month of long ago changes nothing of it."""
    facts = {"name": line.name, "water": line.water, "county": line.county, "target": line.target}
    if SectionReading.objects.filter(section=line.code, month__gt=line.month).exists():
        return MonitoringSection.objects.get(code=line.code)
    return MonitoringSection.objects.update_or_create(code=line.code, defaults=facts)[0]


def _respond(section: MonitoringSection, reading: SectionReading, *, by: Actor, at: datetime) -> bool:
    """A newly failing section drafts its pair; one that failed the month before as well asks for an inspection."""
    if not reading.fails:
        return False
    mark = name_id("section_reading", f"{section.code}:{reading.month:%Y-%m}")
    facts = {"section": section.code, "month": f"{reading.month:%Y-%m}", "class": reading.water_class}
    record(section, "section.failed", by=by, at=at, data={**facts, "trigger": str(mark)})
    before = _month_before(reading)
    if before is not None and before.fails:
        _ask_for_inspection(section, reading, mark, at=at)
    if before is None or not before.fails or (reading.is_worst and not before.is_worst):
        draft_pair(section, reading, mark, by=by, at=at)
    return True


def _month_before(reading: SectionReading) -> SectionReading | None:
    month = (reading.month - timedelta(days=1)).replace(day=1)
    return SectionReading.objects.filter(section_id=reading.section_id, month=month).first()


def draft_pair(section: MonitoringSection, reading: SectionReading, mark: UUID, *, by: Actor, at: datetime) -> None:
    """预警函 to the county's government, 函告 to the principals of its party and government, under one trigger."""
    issuer = office_of(section.county.region_id) or Agency.objects.filter(pk=by.agency_id or "").first()
    if issuer is None:
        return
    reply = local_day(at) + REPLY_AFTER
    subject = section.event_subject[:2]
    place = section.county.name.removesuffix("人民政府")
    matter = Matter(name=f"{section.name}断面水质", facts=facts_of(section, reading), reply_due=reply)
    for kind, addressed_to in (
        (LetterKind.WARNING_LETTER, section.county.name),
        (LetterKind.PRINCIPAL_LETTER, f"{place}党委、政府主要领导"),
    ):
        draft = Draft(kind, matter, issuer, section.county, addressed_to, subject=subject, trigger=mark)
        draft_letter(draft, by=SYSTEM, at=at)


def facts_of(section: MonitoringSection, reading: SectionReading) -> str:
    """What was measured, in one sentence."""
    water = f"（{section.water}）" if section.water else ""
    with officially():
        target = f"考核目标为{WaterClass(section.target).label}" if section.target else "未设考核目标"
        return (
            f"{reading.month.year}年{reading.month.month}月，{section.name}断面{water}水质为"
            f"{WaterClass(reading.water_class).label}，{target}。"
        )


def _ask_for_inspection(section: MonitoringSection, reading: SectionReading, mark: UUID, *, at: datetime) -> None:
    wish = Proposed(
        kind=ProposalKind.SPECIAL_INSPECTION,
        trigger=mark,
        subject=section.event_subject[:2],
        title=f"{section.name}断面连续两个月未达标，建议开展专项检查",
        reason=facts_of(section, reading),
        concerned=section.county,
    )
    propose(wish, by=SYSTEM, at=at)
