"""Nobody counts for himself: whatever feeds a page or a paper asks the registry of figures, or says here why not."""

import ast
from collections.abc import Iterator
from pathlib import Path

MEASURED = frozenset({"Count"})
COUNTED = MEASURED | {"len", "sum"}
ROOT = Path(__file__).parents[2]
FEEDING = (
    "agencies/queries", "agencies/web", "cases/queries", "cases/web", "reports", "supervision/queries",
    "supervision/web", "supervision/letters",
)  # fmt: skip
# The registry: what its metrics count, family by family, the numbers of blocks with the rows behind them, and what is
# ahead of its open clues and happened to one unit's.
REGISTRY = {
    "reports/queries/accountability_figures.py", "reports/queries/act_figures.py",
    "reports/queries/enforcement_figures.py", "reports/queries/handling_figures.py", "reports/queries/mechanism.py",
    "reports/queries/grouping.py", "reports/queries/outlook.py", "reports/queries/section_figures.py",
    "reports/queries/support_figures.py", "reports/queries/tallies.py", "reports/queries/task_figures.py",
    "reports/queries/task_records.py", "reports/queries/unit_months.py",
}  # fmt: skip
ALLOWED = {
    "agencies/queries/background.py": "what waits for each queue of the program, for whoever keeps it running",
    "agencies/queries/agencies.py": "which of several offices has most posts; no number is shown",
    "agencies/queries/calendar.py": "a key of what is kept in memory; no number is shown",
    "agencies/queries/log.py": "openings of seals by person and day, for the auditor: events of the log",
    "cases/queries/desk.py": "the desk's own lists, whose parts add up to 待转办 by one definition",
    "cases/queries/enforcement.py": "counted for the block that a test holds against the registry's cases",
    "cases/queries/handovers.py": "the desk's lists on paper, by the same conditions",
    "cases/queries/inspections.py": "one batch on its own page: how many orders it declares, holds and has waiting",
    "cases/queries/ledgers.py": "one import on its own page: what of its rows is still to be matched",
    "cases/queries/satchels.py": "one satchel's days on its own page, by the calendar that stands beside them",
    "cases/queries/sources.py": "how many ids of one system were compared, beside their hash",
    "cases/queries/tasks.py": "weights of one task's milestones, from which its own planned percent is told",
    "cases/web/desk.py": "what became of the rows that were just chosen, told above them",
    "cases/web/handling_starts.py": "one run on its own page: how many are not in handling yet, and those chosen",
    "cases/web/ledgers.py": "one import on its own page: how many of its source are not in handling yet",
    "cases/web/options.py": "how many of the choices are shown",
    "cases/web/satchels.py": "one satchel on its own page: what is left in it",
    "cases/web/timelines.py": "how many changes of one record there are, above them",
    "reports/actions/disclosed_rows.py": "how many complaints a draft keeps in, for its event",
    "reports/actions/disclosures.py": "how many rows a draft has, for its event",
    "reports/actions/publication.py": "how many rows were told, for its event",
    "reports/actions/texts.py": "how many marks one text has, for its event",
    "reports/api/texts.py": "how many numbers of one text were compared",
    "reports/covering.py": "sentences about one disclosure's rows, from counts taken beside them",
    "reports/printing/docx.py": "how many columns a table has",
    "reports/printing/xlsx.py": "how wide a column is",
    "reports/prose/numbers.py": "how many places a number has",
    "reports/publishing/docx.py": "how many columns a table has",
    "reports/queries/blocks.py": "batches of an inspection and letters, of which the registry has no family",
    "reports/queries/covering.py": "one disclosure's rows, which stand beside the note that counts them",
    "reports/queries/daily.py": "one inspection's day: key orders and instructions, kept with their rows",
    "reports/queries/differences.py": "how long two texts are",
    "reports/queries/disclosures.py": "how many rows a disclosure has",
    "reports/queries/meetings.py": "how long each list is, whose rows the registry names, and its parts beside",
    "reports/queries/points.py": "how many points a map shows of how many",
    "reports/queries/record_rows.py": "the entries of one satchel beside it in a list",
    "reports/queries/rectification.py": "how many units lead the tasks that the registry counts, kept with those tasks",
    "reports/queries/revisions.py": "how many rows a difference has, which are the difference",
    "reports/queries/units.py": "the place of a unit among those ranked",
    "reports/queries/water.py": "letters signed in the month, of which the registry has no family",
    "reports/steps.py": "the bits of a mask; no number is shown",
    "reports/web/disclosures.py": "how many rows of one draft are outdated, on its own page",
    "reports/web/outlook.py": "how many rows the list has that it stands above",
    "reports/web/points.py": "how many points of those listed lie beyond the map",
    "reports/web/prose.py": "where a line of a text ends",
    "reports/web/rows.py": "how many rows the list has that it stands above",
    "reports/web/since.py": "how many rows the list has that it stands above",
    "reports/web/texts.py": "how many marks one text has, above them",
    "supervision/queries/accountability.py": "one notice's persons by outcome, for its own page",
    "supervision/queries/ladder.py": "how often a rung was drafted, on the ladder's own page",
    "supervision/queries/mechanism.py": "the four limbs, which the registry's family asks for",
    "supervision/queries/referrals.py": "the compartment's own counts: no figure outside it knows them",
    "supervision/queries/waiting.py": "how many papers wait for their reader, on the desk",
    "supervision/web/accountability.py": "how many notices the list has that it stands above",
    "supervision/web/referrals.py": "the tabs of one list together",
}  # fmt: skip


def test_what_feeds_pages_and_papers_asks_the_registry_or_says_why_not() -> None:
    counting = {name for name in feeding() if name not in REGISTRY and any(counts_in(ROOT / name))}

    assert counting - ALLOWED.keys() == set()
    assert ALLOWED.keys() - counting == set()


def feeding() -> Iterator[str]:
    """Every module that feeds a page, a report or a paper."""
    for folder in FEEDING:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts and "management" not in path.parts:
                yield str(path.relative_to(ROOT))


def counts_in(path: Path) -> Iterator[int]:
    """The lines on which a module counts: `Count(…)` or `.count()` in a query, `len(…)` or `sum(…)` of what it has."""
    yield from lines_that_count(ast.parse(path.read_text()))


def lines_that_count(node: ast.AST, *, measuring: bool = False) -> Iterator[int]:
    """The same of what was parsed; a length by which something is compared, cut, repeated or walked is no number."""
    if isinstance(node, ast.Call) and counts(node, MEASURED if measuring else COUNTED):
        yield node.lineno
    for child in ast.iter_child_nodes(node):
        yield from lines_that_count(child, measuring=measuring or measures(node))


def measures(node: ast.AST) -> bool:
    """Say whether lengths inside it are only measured by."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, (ast.Mult, ast.Div, ast.FloorDiv, ast.Mod))
    walks = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"
    return walks or isinstance(node, (ast.Compare, ast.Slice))


def counts(call: ast.Call, names: frozenset[str]) -> bool:
    """Say whether a call counts; `.count(x)` of a list has an argument."""
    if isinstance(call.func, ast.Name):
        return call.func.id in names
    return isinstance(call.func, ast.Attribute) and call.func.attr == "count" and not call.args and not call.keywords


SEEN = """rows.count()
Count('pk')
len(rows)
sum(row.done for row in rows)
{"count": len(rows)}
total - len(rows)
rows.count() > 3
"""
UNSEEN = """names.count('x')
block.count('a', 'b', 1)
if len(rows) > most: pass
text[len(begin):]
[0] * len(names)
for place in range(len(rows)): pass
"""


def test_a_count_is_seen_and_a_measure_is_not() -> None:
    assert list(lines_that_count(ast.parse(SEEN))) == [1, 2, 3, 4, 5, 6, 7]
    assert list(lines_that_count(ast.parse(UNSEEN))) == []
