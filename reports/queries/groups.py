"""Groups: every known key of a dimension, with its label, even where nothing falls into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Region
from agencies.queries.validity import in_force
from agencies.rules import is_command_office
from cases.models import Batch, Channel, PollutionType, TaskKind, TaskOrigin, Verdict
from cases.queries.inspections import inspections_visible_to
from kernel.actor import Actor
from kernel.errors import Words
from reports.metrics import Counts
from reports.queries.keys import AGENCIES, NOBODY, WIDTHS
from reports.queries.tallies import months_between
from supervision.models import Body, Outcome, Rank

CODES: dict[str, type[TextChoices]] = {
    "pollution_type": PollutionType,
    "channel": Channel,
    "verdict": Verdict,
    "origin": TaskOrigin,
    "kind": TaskKind,
    "outcome": Outcome,
    "rank": Rank,
    "body": Body,
}
DIMENSIONS = ("region", "agency", "pollution_type", "channel", "month", "batch", "inspection")


@dataclass(frozen=True)
class Group:
    """One key of a dimension with its counts."""

    key: str
    label: Words
    counts: Counts


def groups_of(found: Mapping[str, Counts], dimension: str, *, actor: Actor, level: str = "county") -> list[Group]:
    """The groups in the order of their keys."""
    labels = _labels(dimension, found, actor, level)
    unknown = {key: key for key in found if key not in labels}
    return [Group(key, label, found.get(key, Counts())) for key, label in sorted({**labels, **unknown}.items())]


def _labels(dimension: str, found: Mapping[str, Counts], actor: Actor, level: str) -> dict[str, Words]:
    if dimension == "region":
        return _regions(level, found)
    if dimension in AGENCIES:
        mine = Agency.objects.filter(Q(case="") | Q(code__in=list(found))).order_by()
        names: dict[str, Words] = dict(mine.values_list("code", "name"))
        return {**names, NOBODY: _("未转办")} if NOBODY in found else names
    if dimension == "month":
        months: dict[str, Words] = {month: month for month in months_between(found)}
        return {**months, NOBODY: _("日期不详")} if NOBODY in found else months
    if dimension in {"batch", "inspection"}:
        return _orders(dimension, found, actor)
    return _codes(dimension, actor)


def _codes(dimension: str, actor: Actor) -> dict[str, Words]:
    """The value lists; outside the office the discipline organ's channel is not among them."""
    choices: dict[str, Words] = dict(CODES[dimension].choices)
    if dimension == "channel" and not is_command_office(actor):
        del choices[Channel.DISCIPLINE_TRANSFER]
    if dimension == "verdict":
        # Nobody said, and somebody said that it cannot be told: neither is determined.
        del choices[Verdict.UNDETERMINED]
        return {**choices, NOBODY: _("未核定")}
    return choices


def _orders(dimension: str, found: Mapping[str, Counts], actor: Actor) -> dict[str, Words]:
    """Inspections by name, batches with their number as well; clues that came in none stand together."""
    told = [UUID(key) for key in found if key != NOBODY]
    mine = Q(case="") | Q(pk__in=told) | Q(batches__in=told)
    inspections = inspections_visible_to(actor).filter(mine).distinct()
    known: dict[str, Words] = {str(pk): name for pk, name in inspections.values_list("pk", "name")}
    if dimension == "batch":
        batches = Batch.objects.filter(inspection__in=inspections).order_by()
        known = {
            str(pk): f"{known[str(of)]} {number}"
            for pk, of, number in batches.values_list("pk", "inspection", "number")
        }
    return {**known, NOBODY: _("非督察交办")} if NOBODY in found else known


def _regions(level: str, found: Mapping[str, Counts]) -> dict[str, Words]:
    """Regions down to the level; what is known no closer stands under the county's or the city's own code."""
    mine = Q(case="") | Q(code__in=[*found, *(f"{code}00" for code in found)])
    rows = Region.objects.filter(mine, in_force()).order_by("code").values_list("code", "name")
    if level == "city":
        return {code[:4]: name for code, name in rows if code.endswith("00")}
    return {code: name for code, name in rows if len(code) <= WIDTHS[level]}
