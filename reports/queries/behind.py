"""The records behind a number of any family, and those that a report kept of its own numbers."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from reports.metrics import METRICS, Family, Metric
from reports.models import Report, ReportRows
from reports.queries.act_figures import clues_acted
from reports.queries.answers import OF_CLUES
from reports.queries.blocks import Scope
from reports.queries.handling_figures import clues_behind
from reports.queries.populations import population
from reports.queries.questions import Question
from reports.queries.record_rows import BEHIND, records_behind
from reports.queries.task_records import task_ids_of, tasks_of

KEEPING = frozenset({Family.TASKS, *BEHIND})
PARTS = ("numerator", "denominator")


def terms_of(metric: Metric, part: str) -> str:
    """Which counts a part of the metric adds up."""
    return str(getattr(metric, part) or metric.numerator)


def rows_of_number(question: Question, part: str, key: str = "") -> QuerySet[Any]:
    """The records that one part of a figure counted, under the key of the question's dimension."""
    terms, family = terms_of(question.metric, part), question.metric.family
    if family == Family.ACTS:
        return clues_acted(question, terms, key)
    if family in OF_CLUES:
        dimension = next(iter(question.dimensions), "")
        return clues_behind(population(question.actor, question.wanted, as_of=question.as_of), terms, dimension, key)
    return tasks_of(question, terms, key) if family == Family.TASKS else records_behind(question, terms, key)


def ids_of_number(question: Question, part: str, key: str = "") -> list[UUID]:
    """The ids of the same records."""
    if question.metric.family == Family.TASKS:
        return task_ids_of(question, terms_of(question.metric, part), key)
    return list(rows_of_number(question, part, key).order_by().values_list("pk", flat=True))


def number_named(metric: str, part: str, dimension: str = "", key: str = "") -> str:
    """The name under which a report keeps the rows of one of its numbers."""
    return f"{metric}|{part}|{dimension}|{key}"


def rows_to_keep(report: Report, scope: Scope) -> list[ReportRows]:
    """The rows of every number in the report whose records the log does not tell again; none for a nought."""
    found = []
    for name, part, dimension, key in _numbers(report.content):
        question = Question(METRICS[name], scope.wanted, scope.as_of, scope.reader, (dimension,) if dimension else ())
        ids = ids_of_number(question, part, key)
        found.append(ReportRows(report=report, number=number_named(name, part, dimension, key), ids=ids))
    found += [ReportRows(report=report, number=number_kept(name), ids=ids) for name, ids in scope.kept.items() if ids]
    return found


def number_kept(name: str) -> str:
    """The name under which a report keeps the records behind a number of a block."""
    return f"block|{name}"


def kept_numbers(report: Report) -> frozenset[str]:
    """The numbers of a report whose rows it keeps."""
    return frozenset(report.rows.values_list("number", flat=True))


def _numbers(content: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Each printed part of a figure of these families, once."""
    yield from dict.fromkeys((*_of_figures(content), *_of_blocks(content)))


def _of_blocks(content: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Those to which a line of a block is a way."""
    ways = [way for block in content["blocks"] for way in block.get("ways", {}).values()]
    for way in [*ways, *(one["of"] for one in ways if "of" in one)]:
        if "metric" in way and METRICS[way["metric"]].family in KEEPING:
            yield way["metric"], way["part"], way.get("by", ""), way.get("key", "")


def _of_figures(content: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Those of figures and tables that are not nought."""
    told = {one["metric"]: one for one in content["figures"]}
    facts = {name: cell for name, cell in content["facts"].items() if name not in told}
    for name, cell in (told | facts).items():
        yield from ((name, part, "", "") for part in _parts(name, cell))
    yield from dict.fromkeys(
        (name, part, table["dimension"], row["key"])
        for table in content["tables"]
        for row in table["rows"]
        for name, cell in zip(table.get("metrics", ()), row["cells"], strict=False)
        for part in _parts(name, cell)
    )


def _parts(name: str, cell: dict[str, Any]) -> list[str]:
    if name not in METRICS or METRICS[name].family not in KEEPING:
        return []
    told = {"numerator": cell.get("numerator") if METRICS[name].denominator else cell.get("value")}
    return [part for part in PARTS if (told | {"denominator": cell.get("denominator")})[part]]
