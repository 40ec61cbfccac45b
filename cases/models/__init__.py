"""What must be put right."""

from cases.models.attachment import Attachment
from cases.models.clock import Clock, Notice, Warning  # noqa: A004 -- the term of the field
from cases.models.clue import Clue, CoHandling, Reporter
from cases.models.codes import (
    CITIZENS_OWN_HAND,
    NOT_COUNTED,
    OPEN,
    Channel,
    Closure,
    ClueStatus,
    CoordSys,
    LegalPath,
    PollutionType,
    Priority,
    Refusal,
    RoutingMode,
    Verdict,
)
from cases.models.ledger import LedgerFault, LedgerImport

__all__ = [
    "CITIZENS_OWN_HAND",
    "NOT_COUNTED",
    "OPEN",
    "Attachment",
    "Channel",
    "Clock",
    "Closure",
    "Clue",
    "ClueStatus",
    "CoHandling",
    "CoordSys",
    "LedgerFault",
    "LedgerImport",
    "LegalPath",
    "Notice",
    "PollutionType",
    "Priority",
    "Refusal",
    "Reporter",
    "RoutingMode",
    "Verdict",
    "Warning",
]
