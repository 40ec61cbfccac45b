"""What is asked of sections: the last months, side by side."""

from datetime import date

from kernel.apart import ordinary
from supervision.models import MonitoringSection, SectionReading

MONTHS = 12
Row = tuple[MonitoringSection, list[SectionReading | None]]


def months_of(source: str = "") -> tuple[list[date], list[Row]]:
    """The last months that were measured, newest first, and every section with its reading in each."""
    mine = ordinary(SectionReading.objects.all(), source=source, path="section__")
    months = list(mine.order_by("-month").values_list("month", flat=True).distinct()[:MONTHS])
    found = {(one.section_id, one.month): one for one in mine.filter(month__in=months)}
    sections = ordinary(MonitoringSection.objects.select_related("county"), source=source).order_by("county_id", "code")
    return months, [(section, [found.get((section.code, month)) for month in months]) for section in sections]
