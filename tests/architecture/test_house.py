"""How the house is built, held by reading the code itself."""

import ast
import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from cases.enforcement_rules import ENFORCEMENT_PERMISSIONS
from cases.rules import PERMISSIONS
from cases.task_rules import SATCHEL_PERMISSIONS, TASK_PERMISSIONS
from cases.verbs import CLUE_VERBS, ENFORCEMENT_VERBS, SATCHEL_VERBS, SCHEME_VERBS, TASK_VERBS
from cases.workflow import CLUE, ENFORCEMENT, SATCHEL, SCHEME, TASK
from config.queues import LIMITS, ROUTES
from config.subscriptions import SUBSCRIPTIONS
from kernel.broker import queue_names
from kernel.deliveries import subscribers_of
from kernel.rest import ContractView
from reports.rules import PERMISSIONS as DISCLOSURE_PERMISSIONS
from reports.rules import TEXT_PERMISSIONS
from reports.verbs import DISCLOSURE_VERBS, TEXT_VERBS
from reports.workflow import DISCLOSURE, TEXT

ROOT = Path(__file__).resolve().parents[2]
APPS = ("kernel", "agencies", "cases", "supervision", "reports", "config")
LONGEST_FILE = 300
LONGEST_TASK = 5
# An idempotent answer's status is an HTTP status.
MAY_SET_STATUS = {Path("kernel/workflow.py"), Path("kernel/idempotency.py")}
OPEN_TO_EVERY_TOKEN = {"Codes", "Regions", "Agencies", "ContractView"}


def modules() -> list[Path]:
    """Every module of the program, migrations apart."""
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "*.py"], capture_output=True, text=True, check=True)
    found = [Path(name) for name in listed.stdout.split()]
    return [path for path in found if path.parts[0] in APPS and "migrations" not in path.parts]


def nodes(path: Path) -> Iterator[ast.AST]:
    """The module's syntax."""
    return ast.walk(ast.parse((ROOT / path).read_text()))


def sets_status(node: ast.AST) -> bool:
    """`x.status = …`, or `.update(status=…)`."""
    if isinstance(node, ast.Assign):
        return any(
            isinstance(part, ast.Attribute) and part.attr == "status"
            for goal in node.targets
            for part in ast.walk(goal)
        )
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
        return any(word.arg == "status" for word in node.keywords)
    return False


@pytest.mark.parametrize("path", modules(), ids=str)
def test_only_the_workflow_moves_a_status(path: Path) -> None:
    found = [node.lineno for node in nodes(path) if sets_status(node) and isinstance(node, ast.Assign | ast.Call)]

    assert path in MAY_SET_STATUS or found == [], f"{path}:{found}: call WORKFLOW.advance(subject, verb) instead"


@pytest.mark.parametrize("path", modules(), ids=str)
def test_a_file_is_no_longer_than_three_hundred_lines(path: Path) -> None:
    assert (ROOT / path).read_text().count("\n") <= LONGEST_FILE, f"split {path} by noun"


TASK_FILES = [path for path in modules() if path.name == "tasks.py" and len(path.parts) == 2]


def test_a_celery_task_fetches_calls_and_returns() -> None:
    tasks = [node for path in TASK_FILES for node in nodes(path) if isinstance(node, ast.FunctionDef)]

    assert len(tasks) > 20
    assert [task.name for task in tasks if len(task.body) > LONGEST_TASK] == []


def test_messages_are_sent_in_one_place_after_the_commit() -> None:
    senders = [
        str(path)
        for path in modules()
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr in {"delay", "apply_async", "on_commit", "send_task"}
    ]

    assert set(senders) == {"kernel/publishing.py"}


def test_every_task_of_the_program_has_a_queue_of_the_list_and_its_limits() -> None:
    current_app.loader.import_default_modules()
    own = {name for name in current_app.tasks if not name.startswith(("celery.", "tests."))}

    assert own == set(ROUTES)
    assert set(ROUTES.values()) <= set(LIMITS) == set(queue_names())


def test_every_verb_has_its_line_in_workflow_and_permissions() -> None:
    assert set(CLUE_VERBS) == set(CLUE.lines)
    assert {f"cases.{verb}_clue" for verb in CLUE_VERBS} == set(PERMISSIONS)
    assert set(TASK_VERBS) == set(TASK.lines)
    assert {f"cases.{verb}_task" for verb in TASK_VERBS} == set(TASK_PERMISSIONS)
    assert set(SATCHEL_VERBS) == set(SATCHEL.lines)
    assert set(SCHEME_VERBS) == set(SCHEME.lines)
    assert set(ENFORCEMENT_VERBS) == set(ENFORCEMENT.lines)
    assert {f"cases.{verb}_enforcement" for verb in ENFORCEMENT_VERBS} == set(ENFORCEMENT_PERMISSIONS)
    assert set(DISCLOSURE_VERBS) == set(DISCLOSURE.lines)
    assert {f"reports.{verb}_disclosure" for verb in DISCLOSURE_VERBS} == set(DISCLOSURE_PERMISSIONS)
    assert {f"cases.{verb}_satchel" for verb in SATCHEL_VERBS} == set(SATCHEL_PERMISSIONS)
    assert set(TEXT_VERBS) == set(TEXT.lines)
    assert {f"reports.{verb}_text" for verb in TEXT_VERBS} <= set(TEXT_PERMISSIONS)


def test_every_subscription_is_known_by_its_events() -> None:
    assert all(len(subscribers_of(event)) == len(hearers) for event, hearers in SUBSCRIPTIONS.items())
    recorded = " ".join((ROOT / path).read_text() for path in modules())
    told = {line.event for line in (*CLUE.lines.values(), *TASK.lines.values())}
    assert [event for event in SUBSCRIPTIONS if event not in told and f'"{event}"' not in recorded] == []


def test_every_line_of_the_schedule_is_a_task_of_its_name() -> None:
    assert {name: line["task"] for name, line in settings.CELERY_BEAT_SCHEDULE.items()} == {
        name: name for name in settings.CELERY_BEAT_SCHEDULE
    }
    assert set(settings.CELERY_BEAT_SCHEDULE) <= set(ROUTES)


def test_every_view_of_the_contract_names_its_scopes() -> None:
    views = {getattr(pattern.callback, "view_class", None) for pattern in _patterns(get_resolver().url_patterns)}
    contract = [view for view in views if view and issubclass(view, ContractView)]

    assert len(contract) > 8
    assert [
        view.__name__ for view in contract if not view.read_scope and view.__name__ not in OPEN_TO_EVERY_TOKEN
    ] == []


def _patterns(found: Sequence[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in found:
        yield from [one] if isinstance(one, URLPattern) else _patterns(one.url_patterns)


def test_every_migration_is_named_for_its_change() -> None:
    names = [path.name for app in APPS for path in (ROOT / app / "migrations").glob("0*.py")]

    assert names
    assert [name for name in names if re.search(r"_auto_|_initial|alter_.*_and_more", name)] == []


def test_the_kernel_knows_no_noun_of_the_domain() -> None:
    words = re.compile(r"\b(clue|Clue|ledger|referral|pollution)\b")
    told = [str(path) for path in modules() if path.parts[0] == "kernel" and words.search((ROOT / path).read_text())]

    assert told == []
