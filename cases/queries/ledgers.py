"""What is asked of ledger imports."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from agencies.rules import is_command_office
from cases.models import Clue, LedgerFault, LedgerImport
from kernel.actor import Actor
from kernel.apart import ordinary
from kernel.listing import Shown, first_of

LONGEST_TABLE = 500
LATEST = 30


@dataclass(frozen=True)
class Unmatched:
    """A unit that a ledger names and nobody knows: how many clues wait for it, and how many of them for a person."""

    unit: str
    count: int
    left: int


def imports_visible_to(actor: Actor) -> QuerySet[LedgerImport]:
    """The command office sees all imports, nobody else any."""
    return LedgerImport.objects.all() if is_command_office(actor) else LedgerImport.objects.none()


def latest_imports(imports: QuerySet[LedgerImport]) -> Shown[LedgerImport]:
    """The last imports with who asked for them."""
    return first_of(ordinary(imports).select_related("requested_by").order_by("-started_at"), LATEST)


def faults_of(run: LedgerImport, kind: str) -> Shown[LedgerFault]:
    """The refused or the differing rows, by line; the first of very many."""
    return first_of(run.faults.filter(kind=kind).order_by("line", "id"), LONGEST_TABLE)


def unmatched_units(source: str) -> list[Unmatched]:
    """The matching list of a source, the unit with most clues first."""
    waiting = Clue.objects.filter(source_system=source, lead_agency__isnull=True).exclude(ledger_unit="")
    left = Count("pk", filter=~Q(routing_reason=""))
    rows = waiting.order_by().values_list("ledger_unit").annotate(count=Count("pk"), left=left)
    return [Unmatched(*row) for row in rows.order_by("-count", "ledger_unit")]


def doubted_places(source: str) -> int:
    """How many imported clues of a source lie outside the region that the ledger names."""
    return Clue.objects.filter(source_system=source, outside_region_km__isnull=False).count()


def open_historical(source: str) -> int:
    """How many imported clues were past due when they came and are still open."""
    return Clue.objects.filter(source_system=source, historical_overdue=True, closed_at__isnull=True).count()
