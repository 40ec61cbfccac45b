"""What must be put right."""

from cases.models.acceptance import Acceptance, Disclosure, LookBack, Objection, SponsorVisit
from cases.models.attachment import Attachment
from cases.models.clock import Clock, ClockWarning, Notice
from cases.models.clue import Clue, CoHandling
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
from cases.models.enforcement import EnforcementCase, EnforcementStatus
from cases.models.expunction import Expunction
from cases.models.handling_start import HandlingStart
from cases.models.handover import Handover
from cases.models.inspection import Batch, DocumentRequest, Inspection, Meeting
from cases.models.ledger import LedgerFault, LedgerImport
from cases.models.progress import MissedReport, ProgressReport
from cases.models.public_facts import MeasureCounts, PublicFacts
from cases.models.rating import ClueRating
from cases.models.reporter import Reporter
from cases.models.satchel import DiaryCorrection, DiaryDraft, DiaryEntry, Satchel, SatchelItem, SatchelStatus
from cases.models.scheme import ChecklistItem, ChecklistScheme, FirstTime, SchemeStatus
from cases.models.task import FOREVER, Milestone, Responsibility, Standing, Task
from cases.models.task_codes import (
    COMPLETED,
    NOT_BEGUN,
    UNFINISHED,
    Failure,
    LookBackResult,
    ObjectionResult,
    Pace,
    TaskKind,
    TaskOrigin,
    TaskStatus,
)

__all__ = [
    "CITIZENS_OWN_HAND",
    "COMPLETED",
    "FOREVER",
    "NOT_BEGUN",
    "NOT_COUNTED",
    "OPEN",
    "UNFINISHED",
    "Acceptance",
    "Attachment",
    "Batch",
    "Channel",
    "ChecklistItem",
    "ChecklistScheme",
    "Clock",
    "ClockWarning",
    "Closure",
    "Clue",
    "ClueRating",
    "ClueStatus",
    "CoHandling",
    "CoordSys",
    "DiaryCorrection",
    "DiaryDraft",
    "DiaryEntry",
    "Disclosure",
    "DocumentRequest",
    "EnforcementCase",
    "EnforcementStatus",
    "Expunction",
    "Failure",
    "FirstTime",
    "HandlingStart",
    "Handover",
    "Inspection",
    "LedgerFault",
    "LedgerImport",
    "LegalPath",
    "LookBack",
    "LookBackResult",
    "MeasureCounts",
    "Meeting",
    "Milestone",
    "MissedReport",
    "Notice",
    "Objection",
    "ObjectionResult",
    "Pace",
    "PollutionType",
    "Priority",
    "ProgressReport",
    "PublicFacts",
    "Refusal",
    "Reporter",
    "Responsibility",
    "RoutingMode",
    "Satchel",
    "SatchelItem",
    "SatchelStatus",
    "SchemeStatus",
    "SponsorVisit",
    "Standing",
    "SupervisionLevel",
    "Task",
    "TaskKind",
    "TaskOrigin",
    "TaskStatus",
    "Verdict",
]
