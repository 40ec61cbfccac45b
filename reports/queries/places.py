"""Pages of a disclosure's rows, by their place in the table."""

from django.db.models import QuerySet

from reports.models import DisclosureItem


def rows_after(rows: QuerySet[DisclosureItem], place: int, *, size: int) -> tuple[list[DisclosureItem], int | None]:
    """The rows behind that place, and the place that the next page begins behind; None at the end."""
    found = list(rows.filter(position__gt=place).order_by("position")[: size + 1])
    return found[:size], found[size - 1].position if len(found) > size else None


def place_before(rows: QuerySet[DisclosureItem], place: int, *, size: int) -> int | None:
    """The place that the page before this one begins behind; None on the first."""
    if place <= 0:
        return None
    earlier = list(
        rows.filter(position__lte=place).order_by("-position").values_list("position", flat=True)[: size + 1]
    )
    return earlier[size] if len(earlier) > size else 0
