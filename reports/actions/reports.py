"""Reports are taken once for each period, printed at once, and never changed; a correction is a further version."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from agencies.queries.agencies import command_office
from agencies.queries.tokens import KnownAgency, KnownClient
from cases.models import Inspection
from cases.periods import Period
from kernel.actor import SYSTEM, Actor
from kernel.apart import ordinary
from kernel.days import local_day
from kernel.errors import Conflict, FieldError, Forbidden, GuardUnmet
from kernel.events import record
from kernel.language import officially
from kernel.verbs import given
from reports.actions.rollups import settle
from reports.actions.texts import begin_text
from reports.content import content_of
from reports.differences import differences
from reports.models import Report, ReportFile, ReportKind, ReportRows
from reports.models.report import CITY_WIDE, OF_ONE_SCOPE
from reports.periods import complete_periods, cutoff_of, first_instant, last_second, period_of
from reports.printing import PRINTERS
from reports.printing.heading import heading_of
from reports.queries.behind import rows_to_keep
from reports.queries.blocks import Scope
from reports.queries.figures import Wanted
from reports.queries.reports import reads_mechanism
from reports.queries.rollups import scopes_of

ONE_SECOND = timedelta(seconds=1)


class ReportExists(Conflict):
    """The period's report was taken before; a correction names the one that it restates."""

    code = "report_exists"


class ReportFrozen(Conflict):
    """The figures of a report are never edited, by nobody."""

    code = "report_frozen"
    detail = gettext_lazy("报告的数字已固化，不能修改；如有错误，请更正为新的一版")


@dataclass(frozen=True)
class TakeReport:
    """A report to be taken: the kind, any day of the period, whose records alone it counts, or what it corrects."""

    kind: str = given(gettext_lazy("报告类型"), choices=ReportKind)
    day: date = given(gettext_lazy("所在日期"))  # noqa: RUF009 -- it makes the field itself
    inspection: Inspection | None = given(gettext_lazy("督察（日报、整改落实情况报告）"), default=None)  # noqa: RUF009 -- as above
    source: str = given(gettext_lazy("来源系统（只统计该来源）"), default="", most=64)
    restates: Report | None = given(gettext_lazy("更正哪一份"), default=None)  # noqa: RUF009 -- as above
    reason: str = given(gettext_lazy("更正理由"), default="", long=True, most=500)


def take_report(order: TakeReport, *, by: Actor, at: datetime) -> Report:
    """Freeze the figures of a period that is over, and print them."""
    period = period_of(order.kind, order.day)
    if order.kind == ReportKind.MECHANISM and by != SYSTEM and not reads_mechanism(by):
        raise Forbidden
    _guard(order, period, at=at)
    zone = get_default_timezone()
    wanted = Wanted(source=order.source, inspection=order.inspection.pk if order.inspection else None)
    position = settle(at=at) if scopes_of(wanted, office_reader()) is not None else None
    begins, as_of = _span_of(order, period, zone)
    scope = Scope(wanted, begins, as_of, office_reader(), settled=position is not None)
    with officially():
        content = content_of(order.kind, scope)
        changes = differences(order.restates.content, content, why=order.reason) if order.restates else []
    report = Report(
        kind=order.kind,
        first_day=period.starts_on,
        last_day=period.ends_on,
        inspection=order.inspection,
        source=order.source,
        version=order.restates.version + 1 if order.restates else 1,
        restates=order.restates,
        reason=order.reason,
        as_of=scope.as_of,
        position=position,
        content=content | {"changes": changes, **_begins(scope, period, zone)},
        taken_by_id=by.person.pk if by.person else None,
        taken_at=at,
    )
    _keep(report)
    ReportRows.objects.bulk_create(rows_to_keep(report, scope))
    with officially():
        begin_text(report, by=by, at=at)
    facts = {"kind": report.kind, "first_day": period.starts_on.isoformat(), "as_of": report.as_of.isoformat()}
    record(report, "report.restated" if order.restates else "report.taken", by=by, at=at, data=facts)
    return report


def _span_of(order: TakeReport, period: Period, zone: tzinfo) -> tuple[datetime, datetime]:
    """From the period's first instant to its last second; a day of an inspection from cut-off to cut-off."""
    if order.inspection is None or order.kind != ReportKind.DAILY:
        return first_instant(period, zone), last_second(period, zone)
    ends = cutoff_of(period.ends_on, order.inspection.daily_cutoff, zone)
    return day_begins(order.inspection, period.starts_on, zone), ends - ONE_SECOND


def day_begins(inspection: Inspection, day: date, zone: tzinfo) -> datetime:
    """Where the daily before it ended, whatever the cut-off was then; without one, at the cut-off of the day before."""
    before = Report.objects.filter(kind=ReportKind.DAILY, inspection=inspection, first_day=day - timedelta(days=1))
    ended = before.order_by("-version").values_list("as_of", flat=True).first()
    return ended + ONE_SECOND if ended else cutoff_of(day - timedelta(days=1), inspection.daily_cutoff, zone)


def draft_of_the_day(inspection: Inspection, *, at: datetime) -> Report:
    """Today's daily as it would be by now, saved nowhere; after the cut-off, tomorrow's."""
    zone, day = get_default_timezone(), local_day(at)
    if at >= cutoff_of(day, inspection.daily_cutoff, zone):
        day += timedelta(days=1)
    wanted = Wanted(inspection=inspection.pk, present=True)
    scope = Scope(wanted, day_begins(inspection, day, zone), at, office_reader())
    report = Report(kind=ReportKind.DAILY, first_day=day, last_day=day, inspection=inspection, as_of=at, taken_at=at)
    report.content = content_of(ReportKind.DAILY, scope) | {"begins": scope.begins.isoformat()}
    return report


def _guard(order: TakeReport, period: Period, *, at: datetime) -> None:
    errors = []
    if at <= _span_of(order, period, get_default_timezone())[1]:
        errors.append(FieldError("/day", "period_not_over", _("该周期尚未结束")))
    errors += _scope_faults(order)
    errors += _correction_faults(order, period)
    if errors:
        raise GuardUnmet(errors=errors)


def _begins(scope: Scope, period: Period, zone: tzinfo) -> dict[str, str]:
    """When the period began, where that was not at midnight."""
    return {} if scope.begins == first_instant(period, zone) else {"begins": scope.begins.isoformat()}


def _scope_faults(order: TakeReport) -> list[FieldError]:
    """One report is about one inspection, one source, or the whole city: never about two of them in one table."""
    faults = {
        ("/inspection", "required", _("日报须指明督察")): order.kind == ReportKind.DAILY and order.inspection is None,
        ("/inspection", "required", _("整改落实情况报告须指明督察或来源")): order.kind == ReportKind.RECTIFICATION
        and order.inspection is None
        and not order.source,
        ("/source", "inspection_or_source", _("按督察统计的报告不再限定来源")): order.inspection is not None
        and bool(order.source),
        ("/inspection", "not_daily", _("只有日报和整改落实情况报告按督察统计")): order.inspection is not None
        and order.kind not in OF_ONE_SCOPE | CITY_WIDE,
        ("/kind", "mixed_scopes", _("本报告各表都是全市口径，不能同时限定督察或来源")): order.kind in CITY_WIDE
        and (order.inspection is not None or bool(order.source)),
    }
    return [FieldError(*fault) for fault, stands in faults.items() if stands]


def _correction_faults(order: TakeReport, period: Period) -> list[FieldError]:
    if order.restates is None:
        return []
    faults = []
    old = order.restates
    if (old.kind, old.first_day, old.inspection, old.source) != (
        order.kind,
        period.starts_on,
        order.inspection,
        order.source,
    ):
        faults.append(FieldError("/restates", "other_period", _("更正的报告不是同一周期")))
    if not order.reason.strip():
        faults.append(FieldError("/reason", "required", _("更正须说明理由")))
    return faults


def _keep(report: Report) -> None:
    """Save the report and its files, or say that it is there."""
    try:
        with transaction.atomic():
            report.save(force_insert=True)
    except IntegrityError:
        raise ReportExists(_("该周期的报告已经生成；如需更正，请在原报告上更正")) from None
    with officially():
        heading = heading_of(report)
        printed = {kind: printer(heading, report.content) for kind, printer in PRINTERS.items()}
    ReportFile.objects.bulk_create(
        ReportFile(report=report, type=kind, sha256=hashlib.sha256(data).hexdigest(), content=data)
        for kind, data in printed.items()
    )


def take_due_reports(kind: str, *, at: datetime) -> list[Report]:
    """Take every weekly or monthly report that is due and missing, oldest first."""
    known = Report.objects.filter(kind=kind, source="").order_by("-first_day").values_list("last_day", flat=True)
    periods = complete_periods(kind, after=known.first(), today=local_day(at))
    return [report for period in periods for report in take_unless_taken(kind, period.starts_on, at=at)]


def take_due_dailies(*, at: datetime) -> list[Report]:
    """Take the dailies of inspections in place whose hour has come."""
    zone, today = get_default_timezone(), local_day(at)
    taken: list[Report] = []
    for day in (today - timedelta(days=1), today):
        for inspection in _in_place(day):
            if at >= cutoff_of(day, inspection.daily_cutoff, zone):
                taken += take_unless_taken(ReportKind.DAILY, day, inspection, at=at)
    return taken


def _in_place(day: date) -> list[Inspection]:
    return list(
        ordinary(Inspection.objects.filter(enter_date__lte=day)).filter(
            Q(leave_date__isnull=True) | Q(leave_date__gte=day)
        )
    )


def take_unless_taken(kind: str, day: date, inspection: Inspection | None = None, *, at: datetime) -> list[Report]:
    """Take the report of the period that holds a day: one, or none where somebody was quicker."""
    try:
        with transaction.atomic():
            return [take_report(TakeReport(kind, day, inspection), by=SYSTEM, at=at)]
    except ReportExists:
        return []


def office_reader() -> Actor:
    """The command office itself as the reader of its reports."""
    office = command_office()
    code, region = (office.code, office.region_id) if office else ("", "")
    agency = KnownAgency(Agency.Kind.COMMAND_OFFICE, region)
    return Actor(client=KnownClient(0, "reports", code, agency))
