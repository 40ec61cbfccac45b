"""Print how fast figures, lists and exports are over one year's clues and over ten years of them.

python -m bench.scale [--copies 100] [--seconds 6]
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

from bench.chaos.city import running_city
from bench.scale.making import DATABASE, make_years
from bench.speed.client import Burst, Line, Question
from bench.speed.loading import import_into_city
from bench.speed.reading import sign_in
from bench.speed.stage import Stage, machine, say
from config.scenarios.zhenjiang_ledger import write_ledger

PASSWORD = "bench-demo-password"  # noqa: S105 -- of a city that is gone when the run ends
METRIC = "/api/v1/metrics?metric=platform_closure_rate"
GROUPS = ("region", "agency", "pollution_type", "channel", "month")
PAST = "2021-06-15T11:00:00%2B08:00"
NAIVE = """
SELECT left(region_id, 6), count(*), count(*) FILTER (WHERE closed_at <= now()) FROM cases_clue
WHERE status NOT IN ('void', 'merged') GROUP BY 1
"""
SWEEP = """
import time
from django.db import transaction
from django.utils import timezone
from cases.actions.clocks import sweep_clocks
begun = time.perf_counter()
with transaction.atomic():
    sweep_clocks(at=timezone.now())
print(time.perf_counter() - begun)
"""


def main() -> None:
    """Measure, make the years, and measure again."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--copies", type=int, default=100, help="how many times 57,116 clues")
    parser.add_argument("--seconds", type=float, default=6, help="how long each page is asked for")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="qingyuan-scale-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with running_city(folder / "home", QINGYUAN_DEMO_PASSWORD=PASSWORD) as city:
            stage = Stage(city, folder)
            say(machine=machine(), copies=options.copies)
            import_into_city(stage, write_ledger(folder / "ledger.csv"))
            rebuild(stage)
            measure(stage, options.seconds)
            with stage.worker_paused():
                make(stage, options.copies)
            rebuild(stage)
            measure(stage, options.seconds)
            say(machine=machine())


def make(stage: Stage, copies: int) -> None:
    """The years, and how long they took."""
    begun = time.perf_counter()
    for years in make_years(stage, copies):
        if years % 10 == 0:
            say(made=f"{years} of {copies}", seconds=round(time.perf_counter() - begun))


def rebuild(stage: Stage) -> None:
    """The roll-ups from the first event; the worker follows beside it, for paused it might hold what is waited for."""
    begun = time.perf_counter()
    last = stage.city.manage("rebuild_figures").strip().splitlines()[-1]
    seconds = time.perf_counter() - begun
    events = int(last.split()[0])
    say(measured="roll-ups from the first event", told=last, seconds=round(seconds), per_second=round(events / seconds))


def measure(stage: Stage, seconds: float) -> None:
    """Every page and figure, one client after the other, at the 95th percentile."""
    cookie = sign_in(stage.city.port, "director", PASSWORD)
    say(clues=_count(stage), naive_sql_milliseconds=_naive(stage))
    with stage.worker_paused():
        for name, path in asked():
            question = Question("GET", path, {"Cookie": cookie})
            burst = stage.burst(Burst(stage.city.port, lambda question=question: question, 1, seconds))
            say(measured=name, milliseconds_p95=_slow(burst.latencies), median=round(burst.typical * 1000, 1))
        say(measured="first byte of an export", milliseconds=_first_byte(stage, cookie))
        swept = float(_last(stage.city.manage("shell", "-v0", "-c", SWEEP)))
        say(measured="a sweep of the clocks", milliseconds=round(swept * 1000, 1))


def asked() -> Iterator[tuple[str, str]]:
    """What is asked for, by name."""
    yield "dashboard", "/dashboard"
    yield "dashboard, a past instant", f"/dashboard?as_of={PAST}"
    for group in GROUPS:
        yield f"a metric by {group}", f"{METRIC}&group_by={group}"
        yield f"a metric by {group}, a past instant", f"{METRIC}&group_by={group}&as_of={PAST}"
    yield "list of clues", "/clues/"
    yield "list through the API", "/api/v1/clues?page_size=50"
    yield "search for two words", "/clues/?q=%E5%BC%82%E5%91%B3%20%E5%A4%9C%E9%97%B4"


def _slow(latencies: list[float]) -> float:
    return round((quantiles(latencies, n=20)[-1] if len(latencies) > 1 else latencies[0]) * 1000, 1)


def _count(stage: Stage) -> int:
    connection = stage.connect(DATABASE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_clue")
        found = int(cursor.fetchone()[0])
    connection.close()
    return found


def _naive(stage: Stage) -> float:
    """The plain statement over all clues, which a figure would be without roll-ups."""
    connection = stage.connect(DATABASE)
    with connection.cursor() as cursor:
        begun = time.perf_counter()
        cursor.execute(NAIVE)
        cursor.fetchall()
    connection.close()
    return round((time.perf_counter() - begun) * 1000, 1)


def _first_byte(stage: Stage, cookie: str) -> float:
    """From asking for the whole ledger as CSV to the first bytes of it; the rest is left unread."""
    line = Line(stage.city.port)
    begun = time.perf_counter()
    line.socket.sendall(Question("GET", "/clues/export.csv", {"Cookie": cookie}).wire())
    line.socket.recv(1 << 12)
    taken = time.perf_counter() - begun
    line.socket.close()
    return round(taken * 1000, 1)


def _last(text: str) -> str:
    return text.strip().splitlines()[-1]


if __name__ == "__main__":
    main()
