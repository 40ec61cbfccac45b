"""Print how fast figures, lists and exports are over one year's clues and over ten years of them.

python -m bench.scale [year] [rebuild] [measure] [make] [follow] [remove] [--copies 100] [--home FOLDER]

Without steps: year, rebuild, measure, make, rebuild, measure.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import quantiles

from bench.chaos.city import running_city
from bench.scale.making import DATABASE, make_years, remove_years
from bench.speed.client import Burst, Line, Question
from bench.speed.loading import import_into_city
from bench.speed.reading import sign_in
from bench.speed.stage import Stage, machine, say
from bench.speed.working import MAKE_TASKS
from config.scenarios.zhenjiang_ledger import write_ledger

PASSWORD = "bench-demo-password"  # noqa: S105 -- of a city that is gone when the run ends
ONE_YEAR, TASKS = 57_116, 570
METRIC = "/api/v1/metrics?metric=platform_closure_rate"
# Of each family that grows with the clues, what costs most.
OTHERS = ("clue_days_overdue", "acceptance_on_time_rate", "returned_rate", "completion_rate", "task_days_overdue")
GROUPS = ("region", "agency", "pollution_type", "channel", "month")
PAST = "2021-06-15T11:00:00%2B08:00"
NAIVE = """
SELECT left(region_id, 6), count(*), count(*) FILTER (WHERE closed_at <= now()) FROM cases_clue
WHERE status NOT IN ('void', 'merged') GROUP BY 1
"""
# As many clocks fall due at either size; what the sweep says of them is taken back.
SWEEP = """
import time
from django.db import transaction
from django.utils import timezone
from cases.actions.clocks import sweep_clocks
from cases.models import Clock
now = timezone.now()
with transaction.atomic():
    due = Clock.objects.filter(ended_at__isnull=True).order_by("-due_at").values_list("pk", flat=True)[:{due}]
    Clock.objects.filter(pk__in=list(due)).update(next_at=now)
    begun = time.perf_counter()
    looked_at = sweep_clocks(at=now)
    print(looked_at, time.perf_counter() - begun)
    transaction.set_rollback(True)
"""
DUE = 500
FOLLOWED = "SELECT position FROM reports_rollupmark"
WATCHED, PATIENCE = 40, 600
# Some hundred thousand clues of ten years; a quarter of one year's.
EXPORTED = (
    "/clues/export.csv?received_at_after=2018-01-01T00:00:00%2B08:00&received_at_before=2018-03-07T00:00:00%2B08:00",
    "/clues/export.csv?received_at_after=2021-09-01T00:00:00%2B08:00",
)


def main() -> None:
    """Do what is asked for, in order, on the city of one home."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("steps", nargs="*", metavar="step", help=f"of {', '.join(STEPS)}, in any order")
    parser.add_argument("--copies", type=int, default=100, help="how many times 57,116 clues")
    parser.add_argument("--seconds", type=float, default=6, help="how long each page is asked for")
    parser.add_argument("--home", type=Path, help="where the city stays; without one it goes when the run ends")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="qingyuan-scale-") as name:
        folder = options.home or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
        with running_city(folder / "home", QINGYUAN_DEMO_PASSWORD=PASSWORD) as city:
            stage = Stage(city, folder)
            say(machine=machine(), copies=options.copies)
            for step in options.steps or USUAL:
                STEPS[step](stage, options)
            say(machine=machine())


def one_year(stage: Stage, _options: argparse.Namespace) -> None:
    """The ledger and its tasks, unless they are there."""
    if _count(stage) < ONE_YEAR:
        import_into_city(stage, write_ledger(stage.folder / "ledger.csv"))
        stage.city.manage("shell", "-v0", "-c", MAKE_TASKS.format(count=TASKS))


def make(stage: Stage, options: argparse.Namespace) -> None:
    """The years, and how long they took."""
    begun = time.perf_counter()
    with stage.worker_paused():
        for years in make_years(stage, options.copies):
            if years % 10 == 0:
                say(made=f"{years} of {options.copies}", seconds=round(time.perf_counter() - begun))
    say(made=f"{_count(stage):,} clues", seconds=round(time.perf_counter() - begun))


def remove(stage: Stage, _options: argparse.Namespace) -> None:
    """The years again, all but the first."""
    begun = time.perf_counter()
    with stage.worker_paused():
        remove_years(stage)
    say(removed=f"all but {_count(stage):,} clues", seconds=round(time.perf_counter() - begun))


def rebuild(stage: Stage, _options: argparse.Namespace) -> None:
    """The roll-ups from the first event; the worker follows beside it, for paused it might hold what is waited for."""
    begun = time.perf_counter()
    last = stage.city.manage("rebuild_figures").strip().splitlines()[-1]
    seconds = time.perf_counter() - begun
    events = int(last.split()[0])
    say(measured="roll-ups from the first event", told=last, seconds=round(seconds), per_second=round(events / seconds))


def measure(stage: Stage, options: argparse.Namespace) -> None:
    """Every page and figure, one client after the other, at the 95th percentile."""
    cookie = sign_in(stage.city.port, "director", PASSWORD)
    say(clues=_count(stage), naive_sql_milliseconds=_naive(stage))
    with stage.worker_paused():
        for name, path in asked():
            question = Question("GET", path, {"Cookie": cookie})
            burst = stage.burst(Burst(stage.city.port, lambda question=question: question, 1, options.seconds))
            say(measured=name, milliseconds_p95=_slow(burst.latencies), median=round(burst.typical * 1000, 1))
        say(measured="first byte of an export", milliseconds=_first_byte(stage, cookie))
        export(stage, cookie)
        looked_at, swept = _last(stage.city.manage("shell", "-v0", "-c", SWEEP.format(due=DUE))).split()
        say(measured="a sweep of the clocks", due=int(looked_at), milliseconds=round(float(swept) * 1000, 1))


def follow(stage: Stage, _options: argparse.Namespace) -> None:
    """How quickly the worker follows by itself, beside whatever else it does."""
    before = _number(stage, FOLLOWED)
    time.sleep(WATCHED)
    taken_in = _number(stage, FOLLOWED) - before
    say(measured="the worker follows the log", events=taken_in, per_second=round(taken_in / WATCHED))


def export(stage: Stage, cookie: str) -> None:
    """A hundred thousand rows as CSV: how long, and how much memory the web server takes meanwhile."""
    servers = stage.city.processes("gunicorn")
    path = EXPORTED[_count(stage) <= 2 * ONE_YEAR]
    line = Line(stage.city.port)
    before = max(server.memory_info().rss for server in servers)
    begun, lines, largest = time.perf_counter(), 0, 0
    line.socket.settimeout(PATIENCE)
    line.socket.sendall(Question("GET", path, {"Cookie": cookie, "Connection": "close"}).wire())
    while block := line.socket.recv(1 << 20):
        lines += block.count(b"\n")
        largest = max(largest, *(server.memory_info().rss for server in servers))
    line.socket.close()
    seconds = round(time.perf_counter() - begun, 1)
    say(
        measured="an export",
        lines=lines,
        seconds=seconds,
        megabytes_before_and_most=[round(one / 2**20) for one in (before, largest)],
    )


def asked() -> Iterator[tuple[str, str]]:
    """What is asked for, by name."""
    yield "dashboard", "/dashboard"
    yield "dashboard, a past instant", f"/dashboard?as_of={PAST}"
    for part in ("quality", "tasks", "compared", "outlook", "by/region"):
        yield f"dashboard, its part {part}", f"/dashboard/{part}"
    yield "the rows behind a figure", "/dashboard/rows?metric=clues_overdue"
    for group in GROUPS:
        yield f"a metric by {group}", f"{METRIC}&group_by={group}"
        yield f"a metric by {group}, a past instant", f"{METRIC}&group_by={group}&as_of={PAST}"
    for metric in OTHERS:
        yield f"{metric} by region", f"/api/v1/metrics?metric={metric}&group_by=region"
    yield "list of clues", "/clues/"
    yield "list through the API", "/api/v1/clues?page_size=50"
    yield "search for two words", "/clues/?q=%E5%BC%82%E5%91%B3%20%E5%A4%9C%E9%97%B4"


def _slow(latencies: list[float]) -> float:
    return round((quantiles(latencies, n=20)[-1] if len(latencies) > 1 else latencies[0]) * 1000, 1)


def _count(stage: Stage) -> int:
    return _number(stage, "SELECT count(*) FROM cases_clue")


def _number(stage: Stage, statement: str) -> int:
    with closing(stage.connect(DATABASE)) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        found = cursor.fetchone()
    return int(found[0]) if found else 0


def _naive(stage: Stage) -> float:
    """The plain statement over all clues, which a figure would be without roll-ups."""
    begun = time.perf_counter()
    with closing(stage.connect(DATABASE)) as connection, connection.cursor() as cursor:
        cursor.execute(NAIVE)
        cursor.fetchall()
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


STEPS = {"year": one_year, "rebuild": rebuild, "measure": measure, "make": make, "follow": follow, "remove": remove}
USUAL = ("year", "rebuild", "measure", "make", "rebuild", "measure")

if __name__ == "__main__":
    main()
