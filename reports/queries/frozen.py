"""Today beside the frozen past: the latest monthly report, as it was printed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.actor import Actor
from reports.models import Report, ReportKind
from reports.queries.figures import Wanted
from reports.queries.reports import reports_visible_to


@dataclass(frozen=True)
class Frozen:
    """A report and its figures by metric."""

    report: Report
    figures: dict[str, dict[str, Any]]

    @property
    def as_of(self) -> datetime:
        """The instant it froze."""
        return self.report.as_of


def latest_frozen(actor: Actor, wanted: Wanted, *, before: datetime) -> Frozen | None:
    """The latest monthly report of these clues, frozen no later than an instant, that this reader reads.

    None where they are narrowed otherwise.
    """
    if wanted != Wanted(source=wanted.source):
        return None
    monthly = reports_visible_to(actor).filter(kind=ReportKind.MONTHLY, source=wanted.source, inspection=None)
    report = monthly.filter(as_of__lte=before).defer(None).order_by("-first_day", "-version").first()
    if report is None:
        return None
    return Frozen(report, {one["metric"]: one for one in report.content.get("figures", [])})
