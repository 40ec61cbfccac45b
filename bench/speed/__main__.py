"""The whole comparison in one run; prints JSON lines and, last, the ratios with their targets.

python -m bench.speed [--ledger FILE.csv] [--rounds 3] [--clients 8] [--seconds 3] [--cache FOLDER]
"""

import argparse
import tempfile
from pathlib import Path
from statistics import median

from bench.chaos.city import running_city
from bench.speed.client import Measured
from bench.speed.creating import compare_creating, drain_rate
from bench.speed.ledger import write_ledger
from bench.speed.loading import import_into_city, load_once, prepare_template
from bench.speed.peers import bare_view, helpdesk
from bench.speed.reading import compare_reading
from bench.speed.stage import Stage, machine, say

PASSWORD = "bench-password-1"  # noqa: S105 -- of a city that lives for one run


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ledger", type=Path, help="a ledger of 57,116 rows; made when absent")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "qingyuan-bench-cache")
    return parser.parse_args()


def ratio(found: dict[str, list[Measured]], ours: str, theirs: str) -> float:
    """The median, round by round, of our rate over theirs."""
    return round(median(a.rate / b.rate for a, b in zip(found[ours], found[theirs], strict=True)), 3)


def rates(found: dict[str, list[Measured]]) -> dict[str, float]:
    """The median rate a second of each."""
    return {name: round(median(measured.rate for measured in rounds), 2) for name, rounds in found.items()}


def main() -> None:
    """Start everything, compare, say."""
    asked = options()
    with tempfile.TemporaryDirectory(prefix="qingyuan-speed-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        with running_city(folder / "home", QINGYUAN_DEMO_PASSWORD=PASSWORD) as city:
            compare(Stage(city, folder), asked)


def compare(stage: Stage, asked: argparse.Namespace) -> None:
    """Load, create and read, each beside what it is compared with."""
    say(**machine())
    ledger = asked.ledger or write_ledger(stage.folder / "ledger.csv")
    prepare_template(stage)
    loads = [load_once(stage, ledger) for _ in range(asked.rounds)]
    for load in loads:
        say(seconds=load.seconds, megabytes=load.megabytes, copy_seconds=load.copy_seconds, rows=load.rows)
    import_into_city(stage, ledger)
    with helpdesk(stage, asked.cache) as tracker, bare_view(stage) as bare:
        reading = compare_reading(stage, tracker, password=PASSWORD, rounds=asked.rounds, seconds=asked.seconds)
        creating = compare_creating(
            stage, bare=bare, tracker=tracker, rounds=asked.rounds, clients=asked.clients, seconds=asked.seconds
        )
        say(**rates(reading))
        say(**rates(creating))
        carried, speed = drain_rate(stage)
    say(drained=carried, deliveries_per_second=round(speed, 1), **machine())
    say(
        create_over_bare=ratio(creating, "ours", "bare"),
        create_over_helpdesk=ratio(creating, "ours", "helpdesk"),
        list_over_helpdesk=ratio(reading, "our list", "helpdesk list"),
        dashboard_over_helpdesk=ratio(reading, "our dashboard", "helpdesk dashboard"),
        import_over_copy=round(median(load.ratio for load in loads), 2),
        import_seconds=round(median(load.seconds for load in loads), 1),
        import_megabytes=round(max(load.megabytes for load in loads)),
    )


if __name__ == "__main__":
    main()
