"""Print how fast it is, in ratios to what is started beside it; docs/performance.md holds what came out.

python -m bench.speed [create] [read] [load] [work] [deliver]
    [--rounds 5] [--seconds 4] [--clients 8] [--ledger FILE.csv]
"""

import argparse
import tempfile
from pathlib import Path
from statistics import median, quantiles

from bench.chaos.city import running_city
from bench.speed.client import Measured
from bench.speed.creating import compare_creating, drain_rate
from bench.speed.delivering import carried_by
from bench.speed.loading import import_into_city, load_once, prepare_template
from bench.speed.peers import Helpdesk, bare_view, helpdesk
from bench.speed.reading import compare_reading
from bench.speed.stage import Stage, machine, say
from bench.speed.working import load_a_batch, open_pages, read_the_feed, take_a_month, upsert_clues
from config.scenarios.zhenjiang_ledger import write_ledger

# Ten thousand clues leave some thirty thousand deliveries: so long they may take.
REST = 1_200
PARTS = ("create", "read", "load", "work")
APART = "deliver"
PASSWORD = "bench-demo-password"  # noqa: S105 -- of a city that is gone when the run ends


def main() -> None:
    """Run the parts that were asked for, or all."""
    parser = argparse.ArgumentParser(prog="python -m bench.speed", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("parts", nargs="*", choices=[*PARTS, APART, "all"], default="all")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--ledger", type=Path, help="a ledger of 57,116 rows; one is written where none is given")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "qingyuan-bench")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="qingyuan-speed-") as name:
        folder = Path(name)
        # The database server runs under another account and has to pass through.
        folder.chmod(0o755)
        if APART in options.parts or "all" in options.parts:
            deliver(folder, options)
        if set(options.parts) == {APART}:
            return
        with running_city(folder / "home", QINGYUAN_DEMO_PASSWORD=PASSWORD) as city:
            run(Stage(city, folder), options)


def run(stage: Stage, options: argparse.Namespace) -> None:
    """All asked-for parts on one stage; whoever is compared with stays up, idle, until the end."""
    wanted = set(PARTS) if "all" in options.parts else set(options.parts)
    say(machine=machine(), rounds=options.rounds, seconds=options.seconds, clients=options.clients)
    ledger = options.ledger or write_ledger(stage.folder / "ledger.csv")
    if "load" in wanted:
        load(stage, ledger, rounds=options.rounds)
    if wanted & {"create", "read", "work"}:
        import_into_city(stage, ledger)
    if wanted & {"create", "read"}:
        compare(stage, wanted, options)
    if "work" in wanted:
        work(stage, seconds=options.seconds)
    say(machine=machine())


def compare(stage: Stage, wanted: set[str], options: argparse.Namespace) -> None:
    """Reading and creating, with whoever they are compared with up beside them."""
    with helpdesk(stage, options.cache) as tracker, bare_view(stage) as bare:
        if "read" in wanted:
            read(stage, tracker, options)
        if "create" in wanted:
            create(stage, bare, tracker, options)


def work(stage: Stage, *, seconds: float) -> None:
    """What people and programs wait for on a working day."""
    issued = stage.city.manage("issue_token", "--client", "bench", "--agency", "321100-hq", "--scope", "changes:read")
    with stage.worker_paused():
        say(measured="a batch file of 5,000 orders", seconds=_short(load_a_batch(stage)), target=10)
        say(measured="clues through /clues/batch", per_second=_short(upsert_clues(stage)), target=1_000)
    # What follows is asked of a city at rest: the worker has dealt with all of it.
    carried, rate = drain_rate(stage, patience=REST)
    say(measured="deliveries drained before the rest", count=carried, per_second=_short(rate))
    ours, plain = read_the_feed(stage, issued.strip().splitlines()[-1])
    say(
        measured="the feed against the same rows as JSON",
        per_second=[_short(ours), _short(plain)],
        ratio=_short(ours / plain),
        target=0.2,
    )
    say(measured="a month's report with its files", seconds=_short(take_a_month(stage)), target=30)
    for path, measured in open_pages(stage, password=PASSWORD, seconds=seconds):
        slowest = quantiles(measured.latencies, n=20)[-1] * 1000
        say(measured=f"{path} with 10,000 tasks", milliseconds_p95=_short(slowest), target=150)


def read(stage: Stage, tracker: Helpdesk, options: argparse.Namespace) -> None:
    """The list and the dashboard against the tracker's."""
    found = compare_reading(stage, tracker, password=PASSWORD, rounds=options.rounds, seconds=options.seconds)
    tell("list of 50 against helpdesk's", found["our list"], found["helpdesk list"], target=20)
    tell("dashboard against helpdesk's", found["our dashboard"], found["helpdesk dashboard"], target=20)


def create(stage: Stage, bare: int, tracker: Helpdesk, options: argparse.Namespace) -> None:
    """A new clue against a bare view and against the tracker's new ticket; then what the worker makes of them."""
    found = compare_creating(
        stage, bare=bare, tracker=tracker, rounds=options.rounds, clients=options.clients, seconds=options.seconds
    )
    tell("create against a bare view", found["ours"], found["bare"], target=0.25)
    tell("create against helpdesk's", found["ours"], found["helpdesk"], target=5)
    tell("the client's own ceiling against creating", found["ceiling"], found["ours"])
    carried, rate = drain_rate(stage)
    say(measured="deliveries drained afterwards", count=carried, per_second=_short(rate))


def deliver(folder: Path, options: argparse.Namespace) -> None:
    """What one worker child carries a second, and two."""
    asked = {"rounds": options.rounds, "seconds": options.seconds}
    alone, both = (carried_by(children, folder, **asked) for children in (1, 2))
    say(measured="deliveries by one child", count=alone[0], per_second=_short(alone[1]), target=120)
    say(
        measured="deliveries by two",
        count=both[0],
        per_second=_short(both[1]),
        ratio=_short(both[1] / alone[1]),
        target=1.5,
    )


def load(stage: Stage, ledger: Path, *, rounds: int) -> None:
    """The import against COPY."""
    prepare_template(stage)
    loads = [load_once(stage, ledger) for _ in range(rounds)]
    say(
        measured="import against COPY of its rows",
        seconds=round(median(load.seconds for load in loads), 1),
        copy_seconds=round(median(load.copy_seconds for load in loads), 1),
        megabytes=round(max(load.megabytes for load in loads)),
        rows_written=loads[0].rows,
        ratio=round(median(load.ratio for load in loads), 2),
        targets={"ratio": 3, "seconds": 45, "megabytes": 400},
    )


def tell(what: str, ours: list[Measured], theirs: list[Measured], *, target: float | None = None) -> None:
    """Medians over the rounds; a ratio is reckoned in each round, between neighbours in time."""
    say(
        measured=what,
        per_second=[_short(median(each.rate for each in side)) for side in (ours, theirs)],
        milliseconds=[_short(median(each.typical for each in side) * 1000) for side in (ours, theirs)],
        cpu_milliseconds=[_short(median(each.cost for each in side)) for side in (ours, theirs)],
        ratio=_short(median(mine.rate / other.rate for mine, other in zip(ours, theirs, strict=True))),
        cpu_ratio=_short(median(other.cost / mine.cost for mine, other in zip(ours, theirs, strict=True))),
        **({"target": target} if target else {}),
    )


def _short(value: float) -> float:
    """Three digits that matter."""
    return float(f"{value:.3g}")


if __name__ == "__main__":
    main()
