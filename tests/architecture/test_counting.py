"""Nobody counts for himself: whatever feeds a page or a paper asks the registry of figures, or says here why not."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FEEDING = ("cases/queries", "cases/web", "reports", "supervision/queries", "supervision/web", "supervision/letters")
# The registry: what its metrics count, family by family, and the numbers of blocks with the rows behind them.
REGISTRY = {
    "reports/queries/accountability_figures.py", "reports/queries/act_figures.py",
    "reports/queries/enforcement_figures.py", "reports/queries/handling_figures.py", "reports/queries/mechanism.py",
    "reports/queries/section_figures.py", "reports/queries/support_figures.py", "reports/queries/task_figures.py",
    "reports/queries/task_records.py",
}  # fmt: skip
ALLOWED = {
    "cases/queries/desk.py": "the desk's own lists, whose parts add up to 待转办 by one definition",
    "cases/queries/enforcement.py": "counted for the block that a test holds against the registry's cases",
    "cases/queries/handovers.py": "the desk's lists on paper, by the same conditions",
    "cases/queries/inspections.py": "one batch on its own page: how many orders it declares, holds and has waiting",
    "cases/queries/ledgers.py": "one import on its own page: what of its rows is still to be matched",
    "cases/queries/meetings.py": "how long each printed list is, beside the list itself",
    "cases/web/handling_starts.py": "one run on its own page: how many of the source are not in handling yet",
    "cases/web/ledgers.py": "one import on its own page: how many of its source are not in handling yet",
    "cases/web/satchels.py": "one satchel on its own page: what is left in it",
    "reports/actions/disclosed_rows.py": "how many complaints a draft keeps in, for its event",
    "reports/queries/blocks.py": "batches of an inspection and letters, of which the registry has no family",
    "reports/queries/daily.py": "one inspection's day: key orders and instructions, kept with their rows",
    "reports/queries/disclosures.py": "how many rows a disclosure has",
    "reports/queries/outlook.py": "what lies ahead of now: open records by day, each number with its rows",
    "reports/queries/points.py": "how many points a map shows of how many",
    "reports/queries/record_rows.py": "the entries of one satchel beside it in a list",
    "reports/queries/wall.py": "how long each list on the wall is",
    "reports/queries/water.py": "letters signed in the month, of which the registry has no family",
    "reports/web/outlook.py": "how many rows the list has that it stands above",
    "supervision/queries/accountability.py": "one notice's persons by outcome, for its own page",
    "supervision/queries/ladder.py": "how often a rung was drafted, on the ladder's own page",
    "supervision/queries/mechanism.py": "the four limbs, which the registry's family asks for",
    "supervision/queries/referrals.py": "the compartment's own counts: no figure outside it knows them",
    "supervision/queries/waiting.py": "how many papers wait for their reader, on the desk",
    "supervision/web/accountability.py": "how many notices the list has that it stands above",
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
    """The lines on which a module counts rows: `Count(…)` in a query, or `.count()` of one."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and counts(node):
            yield node.lineno


def counts(call: ast.Call) -> bool:
    """Say whether a call counts rows; `.count(x)` of a list has an argument."""
    if isinstance(call.func, ast.Name):
        return call.func.id == "Count"
    return isinstance(call.func, ast.Attribute) and call.func.attr == "count" and not call.args and not call.keywords


def test_a_count_is_seen_and_a_lists_is_not() -> None:
    tree = ast.parse("rows.count()\nCount('pk')\nnames.count('x')\nblock.count('a', 'b', 1)\n")

    assert [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Call) and counts(node)] == [1, 2]
