"""What waits behind freshly registered clues, carried by one worker child and by two, in cities of their own."""

from pathlib import Path
from statistics import median

from bench.chaos.city import running_city
from bench.speed.client import Burst
from bench.speed.creating import clue, drain_rate
from bench.speed.stage import Stage

CLIENTS = 4


def carried_by(children: int, folder: Path, *, rounds: int, seconds: float) -> tuple[int, float]:
    """Deliveries of all rounds, and how many a second in the median: routing, then notices."""
    found = []
    with running_city(folder / f"home{children}", QINGYUAN_WORKER_PROCESSES=str(children)) as city:
        stage = Stage(city, folder)
        drain_rate(stage)
        for _ in range(rounds):
            with stage.worker_paused():
                stage.burst(Burst(city.port, lambda: clue(city.token), CLIENTS, seconds))
            found.append(drain_rate(stage))
    return sum(count for count, _rate in found), median(rate for _count, rate in found)
