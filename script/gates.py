"""What must hold besides the tests: form, lint, types, imports, schema, deployment, API."""

import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from script.places import Places
from script.stamps import say

# A real office as `check --deploy` should see it; nothing here opens anything.
OFFICE = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "QINGYUAN_MODE": "production",
    "QINGYUAN_ALLOWED_HOSTS": "qingyuan.example",
    "QINGYUAN_TRUSTED_ORIGINS": "https://qingyuan.example",
}


@dataclass(frozen=True)
class Gate:
    """One thing that must hold, and the commands that show it."""

    name: str
    commands: Sequence[Sequence[str]]
    extra: Mapping[str, str] = field(default_factory=dict)


def gates(place: Places) -> list[Gate]:
    """All of them; what has no files yet holds by itself."""
    python = str(place.python)
    module = partial(_module, python)
    django = partial(_module, python, "manage.py", flag=())
    pages = sorted(str(page.relative_to(place.root)) for page in (place.root / "templates").rglob("*.html"))
    markup = [module("djhtml", "--check", *pages), module("curlylint", "templates")] if pages else []
    return [
        Gate("types", [module("mypy")]),
        Gate("format", [module("ruff", "format", "--check", "--output-format", "concise"), *markup]),
        Gate("lint", [module("ruff", "check", "-q", "--output-format", "concise")]),
        Gate("imports", [[str(place.python.parent / "lint-imports"), "--no-logo"]]),
        Gate("schema", [django("makemigrations", "--check", "--dry-run")]),
        Gate("deploy", [django("make_key_ring"), django("check", "--deploy", "--fail-level", "WARNING")], OFFICE),
        *_api_gate(place, django),
    ]


def _module(python: str, name: str, *arguments: str, flag: Sequence[str] = ("-m",)) -> list[str]:
    return [python, *flag, name, *arguments]


def _api_gate(place: Places, django: Callable[..., list[str]]) -> list[Gate]:
    committed, made = place.root / "docs" / "openapi.yaml", place.home / "openapi.yaml"
    if not committed.exists():
        return []
    return [Gate("API", [django("spectacular", "--file", str(made)), ["diff", "-u", str(committed), str(made)]])]


def failing(place: Places, told: Mapping[str, str]) -> list[str]:
    """The names of the gates that do not hold, after one line for each and the words of those."""
    red = []
    every = gates(place)
    with ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 2)) as pool:
        for gate, complaint in zip(every, pool.map(partial(_complaint, place, told), every), strict=True):
            say(f"  {'✗' if complaint else '✓'} {gate.name}")
            if complaint:
                say(complaint)
                red.append(gate.name)
    return red


def _complaint(place: Places, told: Mapping[str, str], gate: Gate) -> str:
    """What the first failing command said; nothing when all pass."""
    for command in gate.commands:
        done = subprocess.run(
            command,
            cwd=place.root,
            env={**told, **gate.extra},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            return done.stdout or f"{command} ({done.returncode})"
    return ""
