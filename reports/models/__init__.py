"""What is told upwards and stays told."""

from reports.models.report import Report, ReportFile, ReportKind
from reports.models.rollup import Cell, CountedClue, RollupMark

__all__ = ["Cell", "CountedClue", "Report", "ReportFile", "ReportKind", "RollupMark"]
