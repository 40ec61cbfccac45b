"""The whole numbers that every metric is made of."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum


class Unit(StrEnum):
    """What a value is counted in."""

    CLUES = "clues"
    TASKS = "tasks"
    RECORDS = "records"
    AGENCIES = "agencies"
    PERSONS = "persons"
    CASES = "cases"
    YUAN = "yuan"
    DAYS = "days"
    REPORTS = "reports"
    COPIES = "copies"
    SECTIONS = "sections"
    PERCENT = "percent"


class Family(StrEnum):
    """Which records a metric is counted from; each has its own dimensions and its own tally."""

    CLUES = "clues"
    HANDLING = "handling"
    ACTS = "acts"
    TASKS = "tasks"
    ENFORCEMENT = "enforcement"
    SUPPORT = "support"
    DIARIES = "diaries"
    SECTIONS = "sections"
    MECHANISM = "mechanism"
    ACCOUNTABILITY = "accountability"


# The counts of clues that are kept rolled up, in the order of their bits and columns.
ROLLED = (
    "received", "closed", "interim_closed", "not_accepted", "overdue", "closed_on_time", "fell_due",
    "fell_due_on_time", "determined", "substantiated", "orders", "orders_in_time", "acceptances_due",
    "accepted_in_time", "parts", "parts_ended", "merged", "closed_some_day",
)  # fmt: skip


@dataclass(frozen=True)
class Counts:
    """Every count over one population as of one instant; a fine is counted in fen."""

    received: int = 0
    closed: int = 0
    interim_closed: int = 0
    not_accepted: int = 0
    overdue: int = 0
    closed_on_time: int = 0
    fell_due: int = 0
    fell_due_on_time: int = 0
    determined: int = 0
    substantiated: int = 0
    orders: int = 0
    orders_in_time: int = 0
    acceptances_due: int = 0
    accepted_in_time: int = 0
    parts: int = 0
    parts_ended: int = 0
    merged: int = 0
    closed_some_day: int = 0
    days_overdue: int = 0
    closings: int = 0
    reopenings: int = 0
    reopened: int = 0
    returned: int = 0
    without_due: int = 0
    invited: int = 0
    rated: int = 0
    satisfied: int = 0
    tasks: int = 0
    tasks_completed: int = 0
    tasks_unfinished: int = 0
    tasks_on_schedule: int = 0
    tasks_overdue: int = 0
    tasks_without_plan: int = 0
    task_days_overdue: int = 0
    tasks_looked_back: int = 0
    tasks_rebounded: int = 0
    acceptances_decided: int = 0
    acceptances_returned: int = 0
    reports_made: int = 0
    reports_missed: int = 0
    cases_filed: int = 0
    cases_decided: int = 0
    cases_closed: int = 0
    cases_to_police: int = 0
    fines: int = 0
    units_ordered: int = 0
    criminal_cases: int = 0
    administrative_detentions: int = 0
    criminal_detentions: int = 0
    persons_talked_to: int = 0
    penalties_filed: int = 0
    penalty_fines: int = 0
    persons_responsible: int = 0
    document_requests: int = 0
    document_items: int = 0
    document_copies: int = 0
    diary_days: int = 0
    diary_days_written: int = 0
    sections: int = 0
    sections_with_target: int = 0
    sections_on_target: int = 0
    sections_worst: int = 0
    items_shared_or_moved: int = 0
    joint_inspections: int = 0
    units_interviewed: int = 0
    persons_released: int = 0
    notices_published: int = 0
    persons_accountable: int = 0
    outcomes_published: int = 0

    @classmethod
    def rolled(cls, row: Iterable[int]) -> "Counts":
        """Those of clues, in the order of ROLLED, and last the days overdue where they are known."""
        return cls(**dict(zip((*ROLLED, "days_overdue"), row, strict=False)))

    @property
    def open(self) -> int:
        """What is left: received = closed + interim + open + not accepted."""
        return self.received - self.closed - self.interim_closed - self.not_accepted

    def beside(self, other: "Counts") -> "Counts":
        """What either knows of the same records; what both have counted stands once."""
        return Counts(**{name: getattr(self, name) or getattr(other, name) for name in NAMES})

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in NAMES})


NAMES = tuple(field.name for field in fields(Counts))
