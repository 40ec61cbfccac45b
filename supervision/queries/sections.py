"""What is asked of sections: the last months, side by side."""

from datetime import date

from supervision.models import MonitoringSection, SectionReading

MONTHS = 12
Row = tuple[MonitoringSection, list[SectionReading | None]]


def months_of() -> tuple[list[date], list[Row]]:
    """The last months that were measured, newest first, and every section with its reading in each."""
    months = list(SectionReading.objects.order_by("-month").values_list("month", flat=True).distinct()[:MONTHS])
    found = {(one.section_id, one.month): one for one in SectionReading.objects.filter(month__in=months)}
    sections = MonitoringSection.objects.select_related("county").order_by("county_id", "code")
    return months, [(section, [found.get((section.code, month)) for month in months]) for section in sections]
