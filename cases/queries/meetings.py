"""What the weekly meeting looks at."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import NOT_COUNTED, OPEN, Clue, ClueStatus
from cases.queries.clues import for_reading, overdue

LONGEST_LIST = 300


@dataclass(frozen=True)
class Part:
    """One list of the meeting; `count` is all of it, `clues` the first of them."""

    title: str | Promise
    count: int
    clues: list[Clue]


@dataclass(frozen=True)
class Week:
    """A week from its Monday to the next, and its lists."""

    begins: datetime
    ends: datetime
    parts: list[Part]


def week_of(clues: QuerySet[Clue], *, at: datetime, today: datetime) -> Week:
    """The week that holds `today` (an instant in the office's zone), as it stands at `at`."""
    begins = today.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=today.weekday())
    ends = begins + timedelta(days=7)
    counted = clues.exclude(status__in=NOT_COUNTED)
    return Week(
        begins,
        ends - timedelta(days=1),
        [
            _part(_("本周新增"), counted.filter(received_at__gte=begins, received_at__lt=ends), "-received_at"),
            _part(
                _("本周办结"),
                counted.filter(status=ClueStatus.CLOSED, closed_at__gte=begins, closed_at__lt=ends),
                "-closed_at",
            ),
            _part(_("逾期未办结"), overdue(clues, at=at), "due_at"),
            _part(
                _("下周到期"),
                clues.filter(status__in=OPEN, due_at__gte=ends, due_at__lt=ends + timedelta(days=7)),
                "due_at",
            ),
        ],
    )


def _part(title: str | Promise, clues: QuerySet[Clue], order: str) -> Part:
    found = list(for_reading(clues).order_by(order, "id")[:LONGEST_LIST])
    return Part(title, len(found) if len(found) < LONGEST_LIST else clues.count(), found)


def overdue_for_supervision(clues: QuerySet[Clue], *, at: datetime) -> list[Clue]:
    """The overdue ones, by unit and the oldest first."""
    return list(for_reading(overdue(clues, at=at)).order_by("lead_agency", "due_at", "id")[:LONGEST_LIST])
