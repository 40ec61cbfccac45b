"""What stands at the head of every printed report."""

from dataclasses import dataclass

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.queries.agencies import command_office
from reports.models import Report, ReportKind

TITLE = gettext_lazy("%(name)s环境问题线索办理情况%(kind)s")
TITLES = {
    ReportKind.MECHANISM: gettext_lazy("纪检监察机关与攻坚办%(kind)s"),
    ReportKind.RECTIFICATION: "%(name)s%(kind)s",
    ReportKind.SECTIONS: gettext_lazy("水质监测%(kind)s"),
    ReportKind.ASSESSMENT: gettext_lazy("生态环境保护工作%(kind)s"),
}


@dataclass(frozen=True)
class Heading:
    """Title, issuing office, the days, the instant, and which version it is."""

    title: str
    office: str
    days: str
    as_of: str
    version: str


def heading_of(report: Report) -> Heading:
    """The head of the report's files."""
    office = command_office()
    kind = ReportKind(report.kind).label
    name = report.inspection.name if report.inspection else ""
    about = _("（来源：%s）") % report.source if report.source else ""
    days = (
        f"{report.first_day:%Y-%m-%d}"
        if report.first_day == report.last_day
        else f"{report.first_day:%Y-%m-%d} — {report.last_day:%Y-%m-%d}"
    )
    version = _("第%s版（更正）") % report.version if report.version > 1 else _("第1版")
    as_of = _("统计截至 %s") % f"{localtime(report.as_of):%Y-%m-%d %H:%M:%S}"
    title = str(TITLES.get(ReportKind(report.kind), TITLE)) % {"name": name, "kind": kind} + about
    return Heading(title, office.name if office else "", days, as_of, version)
