"""What is told upwards and outwards, and stays told."""

from reports.models.delivery import ReportReceipt, ReportRecipient
from reports.models.disclosure import (
    TOLD,
    Beside,
    DisclosureBatch,
    DisclosureFile,
    DisclosureItem,
    DisclosureOutlet,
    DisclosureStatus,
)
from reports.models.report import Report, ReportFile, ReportKind, ReportRows
from reports.models.rollup import Cell, CountedClue, RollupMark
from reports.models.text import ReportText, TextStatus, TextTemplate, Wording

__all__ = [
    "TOLD",
    "Beside",
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
    "ReportReceipt",
    "ReportRecipient",
    "ReportRows",
    "ReportText",
    "RollupMark",
    "TextStatus",
    "TextTemplate",
    "Wording",
]
