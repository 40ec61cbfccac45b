"""The metric registry: what every printed figure means. Pages, API, reports and exports all ask it."""

from reports.clue_metrics import ACT_METRICS, CLUE_METRICS, HANDLING_METRICS
from reports.counts import ROLLED, Counts, Family, Unit
from reports.measures import Figure, Metric, percent
from reports.task_metrics import TASK_METRICS
from reports.work_metrics import (
    ACCOUNTABILITY_METRICS,
    DIARY_METRICS,
    ENFORCEMENT_METRICS,
    MECHANISM_METRICS,
    SECTION_METRICS,
    SUPPORT_METRICS,
)

METRICS = {
    metric.name: metric
    for metric in (
        *CLUE_METRICS,
        *HANDLING_METRICS,
        *ACT_METRICS,
        *TASK_METRICS,
        *ENFORCEMENT_METRICS,
        *SUPPORT_METRICS,
        *DIARY_METRICS,
        *SECTION_METRICS,
        *MECHANISM_METRICS,
        *ACCOUNTABILITY_METRICS,
    )
}

__all__ = ["METRICS", "ROLLED", "Counts", "Family", "Figure", "Metric", "Unit", "percent"]
