"""What the weekly meeting and the supervision list look at: the rows that the registry counts, and parts beside them.

One order is one in every figure, whatever was split; who handles a part of one that is late is on the list all the
same, and the number says how many parts there are beside it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from cases.models import Clue
from cases.queries.clues import for_reading, overdue
from kernel.actor import Actor
from kernel.errors import Words
from kernel.listing import Shown, first_of
from reports.metrics import METRICS
from reports.queries.behind import rows_of_number
from reports.queries.figures import Wanted
from reports.queries.outlook import due_between, open_clues, open_parts
from reports.queries.questions import Question

# Of one list, and of a whole paper: beyond that it says how many it shows of how many there are.
LONGEST_LIST, LONGEST_PAPER = 300, 5_000
NOW = Wanted(present=True)


@dataclass(frozen=True)
class Part:
    """One list of the meeting: the clues that the registry counts, and `beside` them so many parts."""

    title: Words
    clues: Shown[Clue]
    beside: int = 0

    @property
    def count(self) -> int:
        """What the registry counts."""
        return self.clues.total - self.beside


@dataclass(frozen=True)
class Week:
    """A week from its Monday to the next, and its lists."""

    begins: datetime
    ends: datetime
    parts: list[Part]


def week_of(actor: Actor, *, at: datetime, today: datetime) -> Week:
    """The week that holds `today` (an instant in the office's zone), as it stands at `at`."""
    begins = today.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=today.weekday())
    ends = begins + timedelta(days=7)
    after = ends + timedelta(days=7)
    parts = open_parts(actor, NOW, at=at)
    # What has no date came and ended in no week.
    this_week = replace(NOW, received_from=begins, received_to=ends - timedelta(microseconds=1))
    return Week(
        begins,
        ends - timedelta(days=1),
        [
            _part(_("本周新增"), _rows("clues_received", this_week, at, actor), "-received_at"),
            _part(_("本周办结"), _rows("clues_closed_in_span", this_week, at, actor), "-closed_at"),
            _part(_("逾期未办结"), _rows("clues_overdue", NOW, at, actor), "due_at", overdue(parts, at=at)),
            _part(
                _("下周到期"),
                due_between(open_clues(actor, NOW, at=at), ends, after),
                "due_at",
                due_between(parts, ends, after),
            ),
        ],
    )


def _rows(metric: str, wanted: Wanted, at: datetime, actor: Actor) -> QuerySet[Clue]:
    return rows_of_number(Question(METRICS[metric], wanted, at, actor), "numerator")


def _part(title: Words, counted: QuerySet[Clue], order: str, parts: QuerySet[Clue] | None = None) -> Part:
    last = F(order.removeprefix("-"))
    ordered = last.desc(nulls_last=True) if order.startswith("-") else last.asc()
    if parts is None:
        return Part(title, first_of(for_reading(counted).order_by(ordered, "id"), LONGEST_LIST))
    listed = for_reading(_either(counted, parts)).order_by(ordered, "id")
    return Part(title, first_of(listed, LONGEST_LIST), parts.count())


def _either(counted: QuerySet[Clue], parts: QuerySet[Clue]) -> QuerySet[Clue]:
    return Clue.objects.filter(Q(pk__in=counted.values("pk")) | Q(pk__in=parts.values("pk")))


@dataclass(frozen=True)
class OverdueOfUnit:
    """What one unit has not closed in time; `unit` is "" where no unit leads."""

    unit: str
    clues: Shown[Clue]
    beside: int

    @property
    def count(self) -> int:
        """What the registry counts."""
        return self.clues.total - self.beside


@dataclass(frozen=True)
class Supervised:
    """The whole list: unit by unit, what the registry counts of them all, and the parts beside."""

    units: list[OverdueOfUnit]
    count: int
    beside: int


def overdue_for_supervision(actor: Actor, *, at: datetime) -> Supervised:
    """Every unit that has overdue clues with all of them, the oldest first; of very many the first, with the number.

    Two queries, however many units there are.
    """
    parts = overdue(open_parts(actor, NOW, at=at), at=at)
    late = _either(_rows("clues_overdue", NOW, at, actor), parts).order_by()
    found = {
        code: (count, beside)
        for code, count, beside in late.values_list("lead_agency").annotate(
            count=Count("pk"), beside=Count("pk", filter=Q(split_from__isnull=False))
        )
    }
    most = max(LONGEST_LIST, LONGEST_PAPER // max(1, len(found)))
    place = Window(RowNumber(), partition_by="lead_agency", order_by=("due_at", "id"))
    rows = for_reading(late.annotate(place=place).filter(place__lte=most)).order_by("lead_agency", "due_at", "id")
    by_unit: dict[str | None, list[Clue]] = {}
    for clue in rows:
        by_unit.setdefault(clue.lead_agency_id, []).append(clue)
    units = [OverdueOfUnit(_unit(mine), Shown(mine, found[code][0]), found[code][1]) for code, mine in by_unit.items()]
    beside = sum(one.beside for one in units)
    return Supervised(units, sum(one.clues.total for one in units) - beside, beside)


def _unit(clues: list[Clue]) -> str:
    lead = clues[0].lead_agency
    return lead.name if lead else ""
