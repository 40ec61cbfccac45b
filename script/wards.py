"""Keep processes running: a dead one is begun again, later each time.

Only one without which nothing can be kept ends the whole where it cannot live; the others are begun again for ever.
"""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from script.children import Child, rotate, tail
from script.places import Refusal
from script.stamps import say

DEATHS = 6
WITHIN = 60.0
LONGEST_PAUSE = 16.0
# Between two lives of one that keeps dying, and so long the others do its work or wait for it.
ALARM_PAUSE = 60.0
LOG_CHECK = 30.0


class Ward:
    """One process under care, begun and begun again in the same way."""

    def __init__(self, name: str, log: Path, begin: Callable[[], Child], *, vital: bool = False) -> None:
        self.name = name
        self.log = log
        self.vital = vital
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

    def look(self, *, now: float, vital: bool = False) -> None:
        """Notice a death, wait, begin again; refuse where what is vital, always or just now, dies and dies."""
        if self.child and not self.child.alive:
            self._mourn(self.child, now, vital=vital or self.vital)
        elif self.child is None and now >= self.again_at:
            self._begin_again(now)

    def _begin_again(self, now: float) -> None:
        try:
            self.begin()
        except Refusal as refusal:
            if self.vital:
                raise
            say(f"! {refusal}")
            self._wait(now)

    def _mourn(self, child: Child, now: float, *, vital: bool) -> None:
        child.sweep()
        self.child = None
        reason = f"{self.name} 意外结束（{child.process.returncode}）"
        wait = self._wait(now)
        if len(self.deaths) >= DEATHS and vital:
            raise Refusal(f"{reason}，{WITHIN:.0f} 秒内已 {DEATHS} 次，不再重试。It keeps dying.\n{tail(self.log)}")
        alarm = f"!! 报警：{self.name} 反复结束，见 {self.log} / ALARM: it keeps dying. " if wait == ALARM_PAUSE else ""
        say(f"{alarm}! {reason}，{wait:.0f} 秒后重启。Died; starting it again.")

    def _wait(self, now: float) -> float:
        """Count a death and say how long to wait after it; what keeps dying is remembered over its long pauses."""
        memory = WITHIN if len(self.deaths) < DEATHS else WITHIN + ALARM_PAUSE * DEATHS
        self.deaths = [death for death in self.deaths if now - death < memory] + [now]
        wait = ALARM_PAUSE if len(self.deaths) >= DEATHS else pause_after(len(self.deaths))
        self.again_at = now + wait
        return wait


def pause_after(deaths: int) -> float:
    """Seconds to wait after so many recent deaths: 1, 2, 4, 8, 16."""
    return min(2.0 ** (deaths - 1), LONGEST_PAUSE)


def watch(
    wards: Sequence[Ward], *, until: Callable[[], bool] = lambda: False, vital: frozenset[str] = frozenset()
) -> None:
    """Look after them until told to stop; for good, unless `until` says otherwise.

    `vital` names those that must live now, as the web server must while it starts.
    """
    logs_seen = time.monotonic()
    while not until():
        now = time.monotonic()
        for ward in wards:
            ward.look(now=now, vital=ward.name in vital)
        if now - logs_seen > LOG_CHECK:
            logs_seen = now
            for ward in wards:
                rotate(ward.log)
        time.sleep(0.2)
