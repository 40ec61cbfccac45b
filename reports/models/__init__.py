"""What is told upwards and outwards, and stays told."""

from reports.models.disclosure import (
    TOLD,
    DisclosureBatch,
    DisclosureFile,
    DisclosureItem,
    DisclosureOutlet,
    DisclosureStatus,
)
from reports.models.report import Report, ReportFile, ReportKind
from reports.models.rollup import Cell, CountedClue, RollupMark

__all__ = [
    "TOLD",
    "Cell",
    "CountedClue",
    "DisclosureBatch",
    "DisclosureFile",
    "DisclosureItem",
    "DisclosureOutlet",
    "DisclosureStatus",
    "Report",
    "ReportFile",
    "ReportKind",
    "RollupMark",
]
