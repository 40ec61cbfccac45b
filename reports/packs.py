"""What each kind of report prints: its figures, its blocks and its tables, in the order of print."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reports.models import ReportKind
from reports.queries import blocks, daily, rectification, units, water, weekly
from reports.queries.blocks import Block, Scope
from reports.queries.tallies import Tally

Table = dict[str, Any]

OF_CLUES = (
    "clues_received", "clues_closed", "clues_interim_closed", "clues_open", "clues_not_accepted", "clues_overdue",
    "clues_merged", "clues_parts",
    "platform_closure_rate", "closure_rate_strict", "closure_rate_broad", "on_time_rate", "substantiated_rate",
    "unsubstantiated_rate", "dispatch_within_hour_rate",
)  # fmt: skip
OF_TASKS = ("tasks_total", "tasks_completed", "completion_rate", "on_schedule_rate", "overdue_rate")
# How well clues were handled, whether what was put right lasts, and what was imposed.
OF_QUALITY = (
    "acceptance_on_time_rate", "returned_rate", "reopened_rate", "satisfaction_rate", "rating_rate", "rebound_rate",
    "missed_report_rate",
)  # fmt: skip
OF_ENFORCEMENT = ("decision_rate", "penalty_closure_rate")
OF_MECHANISM = ("items_shared_or_moved", "joint_inspections", "units_interviewed", "persons_released")
EVERY_TABLE = ("region", "pollution_type", "channel", "agency")
COMMON = (
    blocks.verdicts, blocks.plans, blocks.diaries, blocks.enforcement, blocks.support, blocks.sections,
)  # fmt: skip


@dataclass(frozen=True)
class Pack:
    """Names of figures, the blocks beside them, the groups that tables are of, and further tables of its own.

    Where a group is `with_quality`, how its closure was reached stands beside it.
    """

    figures: tuple[str, ...]
    blocks: tuple[Callable[[Scope], Block], ...]
    groups: tuple[str, ...] = ()
    tables: tuple[Callable[[Scope, Tally], Sequence[Table]], ...] = ()
    with_quality: tuple[str, ...] = ()


# What any text may be held against, by whoever asks: nothing that only the office reads.
CHECKED = Pack((*OF_CLUES, *OF_TASKS), (blocks.plans,), EVERY_TABLE)
PACKS = {
    ReportKind.DAILY: Pack(
        (*OF_CLUES, *OF_TASKS),
        (daily.orders_of_the_day, *COMMON, daily.imposed),
        ("channel", "agency"),
        (daily.tables,),
    ),
    ReportKind.WEEKLY: Pack(
        (*OF_CLUES, *OF_TASKS), (weekly.colours, weekly.ahead, weekly.on_site, *COMMON), EVERY_TABLE
    ),
    ReportKind.MONTHLY: Pack(
        (*OF_CLUES, *OF_QUALITY, *OF_TASKS, *OF_ENFORCEMENT),
        (*COMMON, rectification.kinds, rectification.made_known, weekly.ahead, water.letters_told),
        EVERY_TABLE,
        (units.ranked_units,),
        ("region", "agency"),
    ),
    ReportKind.RECTIFICATION: Pack(
        (*OF_TASKS, *OF_CLUES),
        (blocks.plans, rectification.duties, rectification.routines, rectification.held_to_account, blocks.diaries),
        ("region",),
    ),
    ReportKind.SECTIONS: Pack((), (water.sections_told, water.letters_told), (), (water.tables,)),
    ReportKind.ASSESSMENT: Pack(
        (*(name for name in OF_CLUES if name != "dispatch_within_hour_rate"), *OF_TASKS),
        (),
        (),
        (units.facts_by_county,),
    ),
}
