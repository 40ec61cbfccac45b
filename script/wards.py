"""Keep processes running: a dead one is begun again, later each time, and one that cannot live ends the whole."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from script.children import Child, rotate, tail
from script.places import Refusal
from script.stamps import say

DEATHS = 6
WITHIN = 60.0
LONGEST_PAUSE = 16.0
LOG_CHECK = 30.0


class Ward:
    """One process under care, begun and begun again in the same way."""

    def __init__(self, name: str, log: Path, begin: Callable[[], Child]) -> None:
        self.name = name
        self.log = log
        self._begin = begin
        self.child: Child | None = None
        self.deaths: list[float] = []
        self.again_at = 0.0

    def begin(self) -> None:
        """Start it."""
        self.child = self._begin()

    def end(self) -> None:
        """Stop it, and leave nothing it started."""
        if self.child:
            self.child.end()
            self.child = None

    def look(self, *, now: float) -> None:
        """Notice a death, wait, begin again; refuse where it dies and dies."""
        if self.child and not self.child.alive:
            self._mourn(self.child, now)
        elif self.child is None and now >= self.again_at:
            self.begin()

    def _mourn(self, child: Child, now: float) -> None:
        child.sweep()
        self.child = None
        self.deaths = [death for death in self.deaths if now - death < WITHIN] + [now]
        reason = f"{self.name} 意外结束（{child.process.returncode}）"
        if len(self.deaths) >= DEATHS:
            raise Refusal(f"{reason}，{WITHIN:.0f} 秒内已 {DEATHS} 次，不再重试。It keeps dying.\n{tail(self.log)}")
        wait = pause_after(len(self.deaths))
        self.again_at = now + wait
        say(f"! {reason}，{wait:.0f} 秒后重启。Died; starting it again.")


def pause_after(deaths: int) -> float:
    """Seconds to wait after so many recent deaths: 1, 2, 4, 8, 16."""
    return min(2.0 ** (deaths - 1), LONGEST_PAUSE)


def watch(wards: Sequence[Ward], *, until: Callable[[], bool] = lambda: False) -> None:
    """Look after them until told to stop; for good, unless `until` says otherwise."""
    logs_seen = time.monotonic()
    while not until():
        now = time.monotonic()
        for ward in wards:
            ward.look(now=now)
        if now - logs_seen > LOG_CHECK:
            logs_seen = now
            for ward in wards:
                rotate(ward.log)
        time.sleep(0.2)
