"""The yearly notice: load its days, replacing those of its years."""

import hashlib
import io
from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from agencies.data import DayRow, statutory_days
from agencies.errors import CellFault, FileRefused
from agencies.models import CalendarDay, CalendarYear
from kernel.actor import Actor
from kernel.events import Named, record
from kernel.ids import name_id
from kernel.workbooks import UnreadableWorkbook, table_of

COLUMNS = ["日期", "工作日", "名称"]
WORKING = {"1": True, "是": True, "上班": True, "0": False, "否": False, "休": False, "放假": False}
SATURDAY = 5
LONGEST_SOURCE, LONGEST_NAME = 180, 32


def load_calendar(text: str, *, source: str, by: Actor, at: datetime) -> list[CalendarYear]:
    """Replace the days of every year in the CSV, raise its version and record it; the same file again does nothing."""
    if len(source) > LONGEST_SOURCE:
        raise FileRefused([CellFault("", 0, "", _("文件名称或文号不超过%(most)s字") % {"most": LONGEST_SOURCE})])
    days = _read(text)
    _refuse(_gaps(days))
    fingerprint = hashlib.sha256(text.encode()).hexdigest()[:12]
    origin = f"{source} #{fingerprint}"
    return [_load_year(year, days, origin, by=by, at=at) for year in sorted({row.day.year for row in days})]


def _load_year(year: int, days: Sequence[DayRow], source: str, *, by: Actor, at: datetime) -> CalendarYear:
    CalendarYear.objects.get_or_create(year=year, defaults={"version": 1, "source": ""})
    loaded = CalendarYear.objects.select_for_update().get(year=year)
    if loaded.source == source:
        return loaded
    loaded.version, loaded.source = loaded.version + (1 if loaded.source else 0), source
    loaded.save()
    CalendarDay.objects.filter(day__year=year).delete()
    rows = [row for row in days if row.day.year == year]
    CalendarDay.objects.bulk_create(CalendarDay(day=row.day, is_working=row.is_working, name=row.name) for row in rows)
    facts = {"year": year, "version": loaded.version, "source": source, "days": len(rows)}
    record(Named("calendar_year", name_id("calendar_year", year)), "calendar.loaded", by=by, at=at, data=facts)
    return loaded


def _read(text: str) -> list[DayRow]:
    """The rows of the file, or all that is wrong with them."""
    lines = _lines(text)
    if not lines or [title.strip() for title in lines[0][1]] != COLUMNS:
        raise FileRefused([_fault(1, "", _("首行应为：%s") % ",".join(COLUMNS))])
    days: list[DayRow] = []
    faults: list[CellFault] = []
    seen: set[date] = set()
    for number, cells in lines[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        row = _row(number, cells)
        if isinstance(row, CellFault):
            faults.append(row)
        elif row.day in seen:
            faults.append(_fault(number, "日期", _("该日期重复出现")))
        else:
            days.append(row)
            seen.add(row.day)
    _refuse(faults if days or faults else [_fault(2, "", _("文件中没有日期"))])
    return days


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """The filled lines, read where strangers' files are read."""
    try:
        return list(table_of(io.BytesIO(text.encode())))
    except UnreadableWorkbook as refusal:
        raise FileRefused([_fault(1, "", refusal.said)]) from None


def _row(number: int, cells: Sequence[str]) -> DayRow | CellFault:
    """One line as a day, or what is wrong with it."""
    day, working, name = ([cell.strip() for cell in cells] + ["", "", ""])[:3]
    if working not in WORKING:
        return _fault(number, "工作日", _("应为 1（上班）或 0（放假）"))
    if len(name) > LONGEST_NAME:
        return _fault(number, "名称", _("不超过%(most)s字") % {"most": LONGEST_NAME})
    try:
        return DayRow(date.fromisoformat(day.replace("/", "-")), WORKING[working], name)
    except ValueError:
        return _fault(number, "日期", _("不是日期，应写作 2027-01-01"))


def _gaps(days: Sequence[DayRow]) -> list[CellFault]:
    """Statutory weekdays that the file does not give off: such a file is a piece of a notice, not a notice."""
    years = {row.day.year for row in days}
    off = {row.day for row in days if not row.is_working}
    return [
        _fault(1, "日期", _("缺少法定节假日 %(day)s %(name)s") % {"day": law.day.isoformat(), "name": law.name})
        for law in statutory_days()
        if law.day.year in years and law.day.weekday() < SATURDAY and law.day not in off
    ]


def _fault(line: int, column: str, reason: str) -> CellFault:
    return CellFault(_("日历"), line, column, reason)


def _refuse(faults: Sequence[CellFault]) -> None:
    if faults:
        raise FileRefused(faults)
