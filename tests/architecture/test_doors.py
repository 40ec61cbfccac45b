"""One way in to a record, and one hand on its status: what reading the code can prove about both."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.test_house import ROOT, modules, nodes

RECORDS = {
    "DisclosureBatch", "DisclosureFile", "DisclosureItem", "DisclosureOutlet",
    "Acceptance", "Attachment", "Clock", "Clue", "CoHandling", "Event", "LedgerImport", "LookBack", "Milestone",
    "DiaryEntry", "EnforcementCase", "Notice", "ProgressReport", "Remark", "Reporter", "Satchel", "Task",
} | {
    "Interview",
    "JointInspection",
    "Letter",
    "LetterFile",
    "MonitoringSection",
    "OrganSphere",
    "Proposal",
    "Reading",
    "Referral",
    "ReferralEvent",
    "ReferralMaterial",
    "ReferralPaper",
    "ReferralReceipt",
    "ReferralRemark",
    "ReleasedTotal",
    "Report",
    "ReportReceipt",
    "ReportRecipient",
    "ReportText",
    "TextTemplate",
    "Wording",
    "SectionReading",
    "SharedItem",
}  # fmt: skip
# Each of these may name the table itself, because:
OPENS_ITSELF = {
    "agencies/web/background.py": "what failed is the system administrator's, by event and not by clue",
    "cases/api/clues.py": "whoever wrote a row may see the answer to it",
    "cases/api/satchels.py": "whoever wrote a row may see the answer to it",
    "cases/api/tasks.py": "the lines of a task that was already found, and whoever wrote a row may see the answer",
    "cases/web/options.py": "the attachments of a clue that was already found",
    "reports/api/disclosures.py": "whoever wrote a row may see the answer to it",
    "supervision/api/referrals.py": "whoever wrote a row may see the answer to it",
    "cases/web/registration.py": "whoever wrote a row may see the page after it",
}
# These set columns by name, `status` perhaps among them, because:
SETS_BY_NAME = {
    "agencies/actions/cities.py": "rows of the register have no status",
    "cases/actions/clues.py": "EDITABLE does not hold it",
    "cases/actions/record_walk.py": "the columns with words that it walks do not hold it",
    "cases/actions/source_words.py": "the fields of AdoptSource, and what a source owns, do not hold it",
    "cases/actions/corrections.py": "Correctable does not hold it",
    "reports/actions/disclosed_rows.py": "the fields of EditRow, and of what was edited, do not hold it",
    "reports/actions/disclosures.py": "the fields of EditDisclosure do not hold it",
    "supervision/actions/letters.py": "the fields of EditLetter do not hold it",
    "supervision/actions/referrals.py": "the fields of Edit do not hold it",
    "cases/actions/ledger_changes.py": "a ledger's printed status is taken over whole, from the one builder's rows",
    "cases/actions/sources.py": "what a source owns does not hold it",
    "cases/queries/clues.py": "it joins what a list shows, and saves nothing",
}
STATUS_AT_BIRTH = {"cases/actions/registration.py": "the one builder of a new clue"}


def entry_points() -> list[Path]:
    """Where somebody asks: pages and endpoints."""
    return [path for path in modules() if {"api", "web"} & set(path.parts)]


def tables_named_in(path: Path) -> Iterator[str]:
    """`Clue.objects`, as it stands in the module."""
    for node in nodes(path):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in RECORDS:
            yield from [node.value.id] if node.attr in {"objects", "_default_manager"} else []


def calls_in(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Each call with the name of what is called."""
    for node in nodes(path):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            yield name, node


def test_pages_and_endpoints_find_records_among_the_visible_ones() -> None:
    naming = {str(path) for path in entry_points() if any(tables_named_in(path))}

    assert naming - set(OPENS_ITSELF) == set(), "start at a `*_visible_to(actor)` query, or say here why not"
    assert set(OPENS_ITSELF) - naming == set(), "the exception is no longer needed"


def test_nobody_sets_a_status_by_a_roundabout_way() -> None:
    setting = {str(path) for path in modules() for name, _call in calls_in(path) if name in {"setattr", "__setattr__"}}
    born = {
        str(path)
        for path in modules()
        for name, call in calls_in(path)
        if name in RECORDS and any(word.arg == "status" for word in call.keywords)
    }

    assert setting == set(SETS_BY_NAME), "call WORKFLOW.advance(subject, verb) instead, or say here why not"
    assert born == set(STATUS_AT_BIRTH), "a new record gets its first status from its builder alone"


@pytest.mark.parametrize("path", [path for path in modules() if path.name != "tasks.py"], ids=str)
def test_what_is_done_is_not_hidden_in_a_signal(path: Path) -> None:
    assert {name for name, _call in calls_in(path)} & {"receiver", "connect"} == set()


def test_a_model_saves_nothing_but_itself() -> None:
    saving = [
        str(path)
        for path in modules()
        if "models" in path.parts
        for node in nodes(path)
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete", "clean"}
    ]

    assert saving == []


def test_no_test_waits_by_the_clock_or_is_a_mumble() -> None:
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if "browser" not in path.parts]
    trees = {path.name: ast.parse(path.read_text()) for path in files}
    tests = [
        (name, node.name)
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]

    assert len(tests) > 300
    assert [one for one in tests if len(one[1].split("_")) < 4] == []
    assert [path.name for path in files if path.read_text().count("\n") > 300] == []
