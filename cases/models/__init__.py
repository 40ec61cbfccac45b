"""What must be put right."""

from cases.models.attachment import Attachment
from cases.models.clock import Clock, ClockWarning, Notice
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
    SupervisionLevel,
    Verdict,
)
from cases.models.handover import Handover
from cases.models.inspection import Batch, DocumentRequest, Inspection, Meeting
from cases.models.ledger import LedgerFault, LedgerImport

__all__ = [
    "CITIZENS_OWN_HAND",
    "NOT_COUNTED",
    "OPEN",
    "Attachment",
    "Batch",
    "Channel",
    "Clock",
    "ClockWarning",
    "Closure",
    "Clue",
    "ClueStatus",
    "CoHandling",
    "CoordSys",
    "DocumentRequest",
    "Handover",
    "Inspection",
    "LedgerFault",
    "LedgerImport",
    "LegalPath",
    "Meeting",
    "Notice",
    "PollutionType",
    "Priority",
    "Refusal",
    "Reporter",
    "RoutingMode",
    "SupervisionLevel",
    "Verdict",
]
