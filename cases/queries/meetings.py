"""What the weekly meeting looks at."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import NOT_COUNTED, OPEN, Clue, ClueStatus
from cases.queries.clues import for_reading, overdue
from kernel.listing import Shown, first_of

# Of one list, and of a whole paper: beyond that it says how many it shows of how many there are.
LONGEST_LIST, LONGEST_PAPER = 300, 5_000


@dataclass(frozen=True)
class Part:
    """One list of the meeting."""

    title: str | Promise
    clues: Shown[Clue]


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
    # What has no date came and ended in no week.
    dated = counted.filter(dates_unknown=False)
    return Week(
        begins,
        ends - timedelta(days=1),
        [
            _part(_("本周新增"), dated.filter(received_at__gte=begins, received_at__lt=ends), "-received_at"),
            _part(
                _("本周办结"),
                dated.filter(status=ClueStatus.CLOSED, closed_at__gte=begins, closed_at__lt=ends),
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
    return Part(title, first_of(for_reading(clues).order_by(order, "id"), LONGEST_LIST))


@dataclass(frozen=True)
class OverdueOfUnit:
    """What one unit has not closed in time; `unit` is "" where no unit leads."""

    unit: str
    clues: Shown[Clue]


def overdue_for_supervision(clues: QuerySet[Clue], *, at: datetime) -> list[OverdueOfUnit]:
    """Every unit that has overdue clues with all of them, the oldest first; of very many the first, with the number.

    Two queries, however many units there are.
    """
    late = overdue(clues, at=at).order_by()
    totals = dict(late.values_list("lead_agency").annotate(count=Count("pk")))
    place = Window(RowNumber(), partition_by="lead_agency", order_by=("due_at", "id"))
    most = max(LONGEST_LIST, LONGEST_PAPER // max(1, len(totals)))
    rows = for_reading(late.annotate(place=place).filter(place__lte=most)).order_by("lead_agency", "due_at", "id")
    found: dict[str | None, list[Clue]] = {}
    for clue in rows:
        found.setdefault(clue.lead_agency_id, []).append(clue)
    return [OverdueOfUnit(_unit(mine), Shown(mine, totals[code])) for code, mine in found.items()]


def _unit(clues: list[Clue]) -> str:
    lead = clues[0].lead_agency
    return lead.name if lead else ""
