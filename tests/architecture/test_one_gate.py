"""Words leave by one gate: no door goes round it, and whatever takes words passes it or says why none leave."""

import ast
import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kernel.nouns import NOUN_OF
from kernel.verb_texts import is_free
from kernel.verbs import fields_of

ROOT = Path(__file__).resolve().parents[2]
APPS = ("agencies", "cases", "supervision", "reports")
GATES = {"let_out", "let_out_input"}
# Inputs that are no verb's and whose words do not leave, each with its reason.
WITHIN = {
    "FileCase": "it becomes a FiledCase, which passes",
    "RequestExpunction": "the two who decide on it read it",
    "HandOver": "the sheet is read at the office",
    "NewScheme": "the names of items that a city publishes",
    "NewLetter": "names the clue that a letter is drafted about",
    "NewDisclosure": "what is published passes a stricter gate",
    "TakeReport": "why a figure is restated is printed beside the figure, from a list of the office's own",
    "WriteTemplate": "words without a case",
    "CheckText": "what is checked is not kept",
}


def modules() -> Iterator[ModuleType]:
    """Every module of the apps."""
    for app in APPS:
        for found in pkgutil.walk_packages(importlib.import_module(app).__path__, f"{app}."):
            if "migrations" not in found.name:
                yield importlib.import_module(found.name)


def takes_words(kind: type[Any]) -> bool:
    """Say whether an input has a field in which people write what they like."""
    free = {field.name for field in dataclasses.fields(kind) if is_free(field)}
    return any(field.name in free and (field.type in {"text", "text[]"} or field.part) for field in fields_of(kind))


def inputs_of_no_verb() -> dict[str, str]:
    """Each input with words that no verb takes, and where it stands."""
    taken = {verb.takes for noun in NOUN_OF.values() for verb in noun.verbs.values()}
    parts = {"Part", "TaskPlan", "Paper"}
    return {
        name: module.__name__
        for module in modules()
        for name, kind in vars(module).items()
        if inspect.isclass(kind)
        and dataclasses.is_dataclass(kind)
        and kind.__module__ == module.__name__
        and kind not in taken
        and name not in parts
        and any("label" in field.metadata for field in dataclasses.fields(kind))
        and takes_words(kind)
    }


def actions_taking(name: str, module: str) -> list[ast.FunctionDef]:
    """The functions beside an input that are given one and who acts."""
    tree = ast.parse((ROOT / (module.replace(".", "/") + ".py")).read_text())
    return [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(arg.annotation, ast.Name) and arg.annotation.id == name for arg in node.args.args)
        and any(arg.arg == "by" for arg in node.args.kwonlyargs)
        and not node.name.startswith("_")
    ]


def calls(node: ast.AST) -> set[str]:
    """The names of the functions that are called in it."""
    return {one.func.id for one in ast.walk(node) if isinstance(one, ast.Call) and isinstance(one.func, ast.Name)}


@pytest.mark.parametrize("name", sorted(inputs_of_no_verb()))
def test_an_input_of_no_verb_passes_the_gate_or_says_why_not(name: str) -> None:
    actions = actions_taking(name, inputs_of_no_verb()[name])

    if name in WITHIN:
        assert not any(GATES & calls(action) for action in actions)
    else:
        assert actions
        assert {action.name for action in actions if not GATES & calls(action)} == set()


def bulk_of_verbs() -> dict[str, ast.FunctionDef]:
    """The actions that take a verb's words for many records at once, and are no verb's."""
    taken = {verb.takes for noun in NOUN_OF.values() for verb in noun.verbs.values()}
    worded = [kind for kind in taken if takes_words(kind)]
    return {
        f"{module.__name__}.{action.name}": action
        for module in modules()
        if ".actions." in module.__name__
        for kind in worded
        if vars(module).get(kind.__name__) is kind
        for action in actions_taking(kind.__name__, module.__name__)
        if action.name not in verbs_actions()
    }


# Called by an action whose noun has let the words out, or by one that writes no words of people.
BEHIND_THE_GATE = {
    "cases.actions.tasks.revise_task",
}


def test_what_does_a_verb_to_many_records_passes_the_gate_itself() -> None:
    found = bulk_of_verbs()

    assert "cases.actions.handling_start_runs.start_chosen" in found
    assert {name for name, action in found.items() if not GATES & calls(action)} <= BEHIND_THE_GATE


def test_no_reason_is_left_over() -> None:
    assert set(WITHIN) <= set(inputs_of_no_verb())


def verbs_actions() -> set[str]:
    """What the verbs do, by name."""
    return {verb.do.__name__ for noun in NOUN_OF.values() for verb in noun.verbs.values()}


def test_no_door_calls_what_a_verb_does_but_through_its_noun() -> None:
    round_the_gate = {
        f"{path.relative_to(ROOT)} {name}"
        for app in APPS
        for folder in ("web", "api")
        for path in (ROOT / app / folder).rglob("*.py")
        for name in calls(ast.parse(path.read_text())) & verbs_actions()
    }

    assert round_the_gate == set()
