"""Whoever follows the feed with nothing but the last cursor misses nothing."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from bench.chaos.city import ROOT, running_city
from bench.chaos.feed import feed_run

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.filterwarnings("ignore::ResourceWarning")]
EXAMPLES = ROOT / "docs" / "examples"


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """One home for this module; PostgreSQL's own account may pass into it."""
    with TemporaryDirectory(prefix="qingyuan-feed-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "home"


def test_a_follower_that_keeps_only_its_cursor_misses_nothing_of_eight_writers(home: Path) -> None:
    figures: dict[str, Any] = feed_run(home, changes=2000, writers=8)

    assert figures["committed"] >= 2000
    assert {name: figures[name] for name in ("missed", "doubled", "out_of_order")} == {
        "missed": 0,
        "doubled": 0,
        "out_of_order": 0,
    }


def test_the_documented_examples_work_on_a_live_server(home: Path) -> None:
    scopes = [word for scope in ("clues:read", "clues:write", "changes:read") for word in ("--scope", scope)]
    with running_city(home) as city:
        token = city.manage("issue_token", "--client", "example", "--agency", "321100-hq", *scopes).split()[-1]
        site, told = f"http://127.0.0.1:{city.port}", {**os.environ, "QINGYUAN_TOKEN": token}
        cursor = home.parent / "cursor"

        def follow() -> list[dict[str, Any]]:
            command = [sys.executable, str(EXAMPLES / "follow_changes.py"), site, str(cursor), "--once"]
            lines = subprocess.run(command, env=told, capture_output=True, text=True, check=True).stdout
            return [json.loads(line) for line in lines.splitlines()]

        before = follow()
        sent = subprocess.run(
            ["sh", str(EXAMPLES / "sync.sh"), site, "example", "E-1"],
            env=told,
            capture_output=True,
            text=True,
            check=True,
        )
        after = follow()

    created, updated, read, *_rest = map(json.loads, filter(None, sent.stdout.splitlines()))
    assert (created["outcome"], updated["outcome"], read["id"]) == ("created", "updated", created["id"])
    # The worker's rule proposes in between, or after: whichever comes first.
    told_of = [event["type"] for event in after if event["resource_id"] == created["id"]]
    mine = [name for name in told_of if name != "clue.dispatch_proposed"]
    assert mine[:2] == ["clue.registered", "clue.source_updated"]
    assert not {event["id"] for event in before} & {event["id"] for event in after}
