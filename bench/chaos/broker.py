"""One broker, end to end: clues are registered while it, or the worker, is taken away; then each is looked for.

    python -m bench.chaos.broker --url amqp://user:password@127.0.0.1:5672/qingyuan [--clues 200] [--fault COMMAND]

The fault is a command that takes the broker away and brings it back (`systemctl restart rabbitmq-server`,
`kill -STOP PID; sleep 20; kill -CONT PID`); without one, the worker is killed. Prints one JSON line: how many clues
were registered and how many of them are not dispatched, how long a create took without and during the fault, how long
after its end everything was dispatched, and what /readyz does not call `ok`. Variables that the broker needs besides
(`QINGYUAN_SENTINEL_MASTER`) are taken from the environment.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from uuid import uuid4

from bench.chaos.city import RunningCity, running_city
from bench.chaos.run import CLUE

PACE, PATIENCE = 0.05, 120.0
BESIDES = ("QINGYUAN_SENTINEL_MASTER", "QINGYUAN_SENTINEL_PASSWORD", "SSL_CERT_FILE")


class Registrar:
    """Registers clues one after the other, and knows which are not dispatched yet."""

    def __init__(self, city: RunningCity) -> None:
        self.city = city
        self.registered = 0
        self.waiting: list[str] = []

    def register(self) -> float:
        """One clue; how many milliseconds it took."""
        begun = time.monotonic()
        body = {**CLUE, "description": f"线索{self.registered}"}
        status, clue = self.city.request("POST", "/api/v1/clues", body, uuid4().hex)
        took = time.monotonic() - begun
        assert status == 201, clue
        self.registered += 1
        self.waiting.append(clue["id"])
        time.sleep(PACE)
        return took * 1000

    def dispatched(self) -> dict[str, float]:
        """After how many seconds from now the one that waits longest was dispatched, and after how many the last."""
        begun, first = time.monotonic(), 0.0
        while self.waiting and time.monotonic() < begun + PATIENCE:
            if self.city.request("GET", f"/api/v1/clues/{self.waiting[0]}")[1]["status"] == "dispatched":
                self.waiting.pop(0)
                first = first or time.monotonic() - begun
            else:
                time.sleep(PACE)
        return {"first": round(first, 1), "last": round(time.monotonic() - begun, 1)}


def broker_run(city: RunningCity, *, clues: int, fault: str) -> dict[str, object]:
    """A third of the clues before the fault, as many as it lasts during it, the rest once all was dispatched."""
    registrar = Registrar(city)
    quiet = [registrar.register() for _ in range(clues // 3)]
    first = registrar.dispatched()
    thread = threading.Thread(target=_happen, args=(city, fault))
    thread.start()
    during = [registrar.register()]
    while thread.is_alive():
        during.append(registrar.register())
    after = registrar.dispatched()
    quiet += [registrar.register() for _ in range(clues - registrar.registered)]
    last = registrar.dispatched()
    return {
        "registered": registrar.registered,
        "undispatched": len(registrar.waiting),
        "create_ms": _told(quiet),
        "create_ms_during_fault": _told(during),
        "seconds_to_dispatch": {"before": first, "after_fault": after, "at_the_end": last},
        "not_ok": _not_ok(city),
    }


def _happen(city: RunningCity, fault: str) -> None:
    if fault:
        subprocess.run(fault, shell=True, check=True, capture_output=True)  # noqa: S602 -- the operator's own
    else:
        city.processes("celery", "worker")[0].kill()


def _told(times: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(times), 1), "slowest": round(max(times), 1), "count": len(times)}


def _not_ok(city: RunningCity) -> list[str]:
    city.wait_until_ready()
    checks = city.request("GET", "/readyz")[1]["checks"]
    return sorted(name for name, state in checks.items() if state != "ok")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True)
    parser.add_argument("--clues", type=int, default=200)
    parser.add_argument("--fault", default="")
    options = parser.parse_args()
    besides = {name: os.environ[name] for name in BESIDES if name in os.environ}
    with tempfile.TemporaryDirectory(prefix="qingyuan-broker-") as folder:
        Path(folder).chmod(0o755)
        with running_city(Path(folder) / "home", CELERY_BROKER_URL=options.url, **besides) as city:
            print(json.dumps(broker_run(city, clues=options.clues, fault=options.fault)))


if __name__ == "__main__":
    main()
