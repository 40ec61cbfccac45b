"""What is told upwards and stays told."""

from reports.models.report import Report, ReportFile, ReportKind

__all__ = ["Report", "ReportFile", "ReportKind"]
