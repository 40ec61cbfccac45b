"""A feed run: writers change clues in short and long transactions, the worker is killed, a follower keeps its cursor.

    python -m bench.chaos.feed [--changes 20000] [--writers 8]

Prints one JSON line: changes committed, changes followed, missed, doubled, out of order.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.chaos.city import ROOT, RunningCity, running_city
from bench.chaos.faults import child, mains

DRAIN = 60.0
# So often it is the whole worker that is killed, and not its child that seals.
EACH = 8
BETWEEN = 0.05
# A writer: most of its transactions are short, each fifth one stays open while many others begin and end.
WRITER = """
import random, sys, time
from datetime import timedelta
from django.db import transaction
from django.utils import timezone
from agencies.models import Region
from cases.actions.clues import Words, comment_clue
from cases.actions.registration import Entry, register_clue
from kernel.actor import Actor, SYSTEM
from agencies.models import ApiClient
name, count = "{name}", {count}
rng = random.Random(name)
by = Actor(client=ApiClient.objects.select_related("agency").get(name="chaos"))
region = Region.objects.get(code="321181")
told = 0
while told < count:
    with transaction.atomic():
        now = timezone.now()
        clue = register_clue(Entry(description=f"{{name}} {{told}}", channel="media", region=region), by=by, at=now)
        comment_clue(clue, Words("已看"), by=by, at=now)
        told += 2
        if rng.random() < 0.2:
            time.sleep(rng.uniform(0.05, 0.6))
        if rng.random() < 0.05:
            transaction.set_rollback(True)
            told -= 2
"""
COMMITTED = """
import json
from kernel.models import Event
types = ["clue.registered", "clue.commented", "clue.dispatch_proposed"]
told = Event.objects.filter(subject_type="clue", type__in=types)
print(json.dumps([str(pk) for pk in told.values_list("pk", flat=True)]))
"""


@dataclass
class Follower:
    """What a reader saw that keeps only its cursor."""

    city: RunningCity
    cursor: str = ""
    seen: list[dict[str, Any]] = field(default_factory=list)

    def read(self) -> int:
        """One page; how many changes it held."""
        query = f"?limit=500&cursor={self.cursor}" if self.cursor else "?limit=500"
        status, page = self.city.request("GET", f"/api/v1/changes{query}")
        if status != 200:
            return 0
        self.seen += page["events"]
        self.cursor = page["cursor"]
        return len(page["events"])

    def has_seen(self, wanted: list[str]) -> bool:
        """Whether it saw all of these."""
        return set(wanted) <= {event["id"] for event in self.seen}

    def follow(self, ending: threading.Event) -> None:
        """Read until told to end, and then until nothing comes."""
        while self._read_if_it_answers() or not ending.wait(BETWEEN):
            pass

    def _read_if_it_answers(self) -> int:
        try:
            return self.read()
        except OSError:
            return 0


def feed_run(home: Path, *, changes: int, writers: int = 8) -> dict[str, object]:
    """Run it and count what the follower missed, saw twice, or saw out of order."""
    with running_city(home) as city:
        issued = city.manage("issue_token", "--client", "chaos", "--agency", "321100-hq", "--scope", "changes:read")
        follower = Follower(replace(city, token=issued.strip().splitlines()[-1]))
        ending = threading.Event()
        reading = threading.Thread(target=follower.follow, args=(ending,))
        reading.start()
        killed = list(_kill_while(city, _start(city, changes, writers)))
        committed = json.loads(city.manage("shell", "-v0", "-c", COMMITTED).strip().splitlines()[-1])
        _wait_until(lambda: follower.has_seen(committed))
        ending.set()
        reading.join(DRAIN)
    return {**_figures(follower, committed), "killed": killed}


def _start(city: RunningCity, changes: int, writers: int) -> "list[subprocess.Popen[bytes]]":
    script = str(ROOT / "script" / "manage")
    told = [WRITER.format(name=f"writer-{number}", count=changes // writers) for number in range(writers)]
    return [subprocess.Popen([script, "shell", "-v0", "-c", code], env=city.environment) for code in told]


def _kill_while(city: RunningCity, writing: "list[subprocess.Popen[bytes]]") -> Iterator[str]:
    """Kill the worker every few seconds, and the child that seals, until the last writer is done."""
    one, whole, rng = child("celery", "worker"), mains("celery", "worker"), random.Random(1)
    turn = 0
    while any(writer.poll() is None for writer in writing):
        time.sleep(3)
        # A worker that dies six times in a minute ends the whole by design; alone, it has no child yet.
        turn += 1
        if len(city.processes("celery", "worker")) > 1:
            yield (whole if turn % EACH == 0 else one)(city, rng)


def _wait_until(condition: Any) -> None:
    deadline = time.monotonic() + DRAIN
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.2)


def _figures(follower: Follower, committed: list[str]) -> dict[str, object]:
    seen = Counter(event["id"] for event in follower.seen)
    versions: dict[str, list[int]] = {}
    for event in follower.seen:
        versions.setdefault(event["resource_id"], []).append(event["version"])
    return {
        "committed": len(committed),
        "followed": len(seen),
        "missed": len(set(committed) - set(seen)),
        "doubled": sum(count > 1 for count in seen.values()),
        "out_of_order": sum(later < earlier for told in versions.values() for earlier, later in pairwise(told)),
    }


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--changes", type=int, default=20_000)
    parser.add_argument("--writers", type=int, default=8)
    options = parser.parse_args()
    begun = datetime.now().astimezone()
    with tempfile.TemporaryDirectory(prefix="qingyuan-feed-") as folder:
        Path(folder).chmod(0o755)
        figures = feed_run(Path(folder) / "home", changes=options.changes, writers=options.writers)
    figures["seconds"] = round((datetime.now().astimezone() - begun).total_seconds())
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
