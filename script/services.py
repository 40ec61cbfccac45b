"""The embedded servers of one home: up while somebody needs them, unless the environment names others."""

import fcntl
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import IO

from script.accounts import give, program_account
from script.children import Child
from script.embedded_postgres import APP, COMPARTMENT, OWNER, EmbeddedPostgres
from script.embedded_valkey import EmbeddedValkey
from script.locks import HomeLock
from script.places import Places, Refusal
from script.wards import Ward

Service = EmbeddedPostgres | EmbeddedValkey
PATIENCE = 60
# What says that somebody else provides the broker, and what it is.
BROKER = ("CELERY_BROKER_URL", "CELERY_BROKER_URL_FILE", "REDIS_URL", "REDIS_URL_FILE")
# The folders of a home that web, worker, beat and broker write to.
OF_THE_PROGRAM = ("files", "keys", "beat", "static", "anchors", "valkey", "demo-password")
# The role of whoever may also borrow the servers of another.
GUEST = "manage"


def services_of(place: Places, *, tests: bool = False) -> list[Service]:
    """The servers that nobody else provides."""
    wanted: list[Service] = []
    if not os.environ.get("DATABASE_URL"):
        log = place.logs / "postgres.log"
        wanted.append(EmbeddedPostgres(place.home / "postgres", packages=place.packages, log=log, tests=tests))
    return [*wanted, *broker_of(place, tests=tests)]


def broker_of(place: Places, *, tests: bool = False) -> list[EmbeddedValkey]:
    """The embedded broker; none where the environment names another."""
    if not has_its_own_broker():
        return []
    account = None if tests else program_account()
    return [
        EmbeddedValkey(place.home / "valkey", packages=place.packages, log=place.logs / "valkey.log", account=account)
    ]


def has_its_own_broker() -> bool:
    """Whether the environment names no other."""
    return not any(os.environ.get(name) for name in BROKER)


def start(service: Service, *, holds: Sequence[int] = ()) -> Child:
    """The service answers; what a killed one left behind is waited for."""
    service.prepare()
    deadline = time.monotonic() + PATIENCE
    child = Child(service.program, holds=holds)
    try:
        while not service.is_ready() and time.monotonic() < deadline:
            if not child.alive:
                time.sleep(0.5)
                child = Child(service.program, holds=holds)
            time.sleep(0.02)
        service.settle()
    except BaseException:
        child.end()
        raise
    return child


def hand_over(place: Places) -> None:
    """What root made in the home belongs to the account that serves."""
    if place.mode == "demo":
        # The program may write nothing else into the home itself.
        (place.home / "demo-password").touch(mode=0o600)
    for folder in (place.home / name for name in OF_THE_PROGRAM):
        if folder.exists():
            give(folder, program_account())


@dataclass(frozen=True)
class Up:
    """Servers that answer, and the care of those that are ours."""

    services: Sequence[Service]
    wards: Sequence[Ward]
    holds: Sequence[int]


@contextmanager
def running(place: Places, role: str, *, tests: bool = False) -> Iterator[Up]:
    """The servers answer inside this block; those it started end with it.

    A management command that finds them up is a guest; one that started them lets its guests finish first.
    """
    place.lay_out()
    if not tests:
        hand_over(place)
    services = services_of(place, tests=tests)
    with ExitStack() as stack:
        if role == GUEST and not services:
            # Database and broker are somebody else's: there is nothing to start, and nobody to wait for.
            yield Up(services, wards=[], holds=[])
            return
        lock = stack.enter_context(HomeLock(place.home, role))
        guests = stack.enter_context((place.home / "guests").open("a"))
        if not _keeper(lock, guests, services):
            yield Up(services, wards=[], holds=[])
            return
        wards = [
            Ward(each.name, each.log, partial(start, each, holds=[lock.handle]), vital=each.name == "postgres")
            for each in services
        ]
        for ward in wards:
            stack.callback(ward.end)
            ward.begin()
        if role == GUEST:
            stack.callback(fcntl.flock, guests, fcntl.LOCK_EX)
        yield Up(services, wards=wards, holds=[lock.handle])


def _keeper(lock: HomeLock, guests: IO[str], services: Sequence[Service]) -> bool:
    """Whether the servers are ours to start; if not, they answer and wait for us before they end."""
    hosted = lock.role == GUEST and bool(services)
    while not lock.take(unless=lambda: hosted and all(each.is_ready() for each in services)):
        fcntl.flock(guests, fcntl.LOCK_SH)
        if all(each.is_ready() for each in services):
            return False
        fcntl.flock(guests, fcntl.LOCK_UN)
    return True


def environment(place: Places, services: Sequence[Service], *, settings: str) -> dict[str, str]:
    """What every process of the program is told; what the caller has set wins."""
    told = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    told |= {
        "DJANGO_SETTINGS_MODULE": f"config.settings.{settings}",
        "QINGYUAN_HOME": str(place.home),
        "QINGYUAN_MODE": place.mode,
        "PYTHONUNBUFFERED": "1",
    }
    for service in services:
        told |= _addresses(service)
    if "QINGYUAN_SECRET_KEY" not in told and "QINGYUAN_SECRET_KEY_FILE" not in told:
        told["QINGYUAN_SECRET_KEY"] = _secret(place, embedded=any(each.name == "postgres" for each in services))
    return told


def _addresses(service: Service) -> dict[str, str]:
    if isinstance(service, EmbeddedValkey):
        return {"REDIS_URL": service.url}
    application = OWNER if service.power == "SUPERUSER" else APP
    return {
        "DATABASE_URL": service.url(application),
        "DATABASE_OWNER_URL": service.url(OWNER),
        "DATABASE_COMPARTMENT_URL": service.url(COMPARTMENT),
        "QINGYUAN_POSTGRES_BIN": str(service.binaries),
    }


def _secret(place: Places, *, embedded: bool) -> str:
    """The installation's own secret, made once; with a foreign database a real office sets its own."""
    path = place.keys / "secret"
    if not path.exists():
        if place.mode == "production" and not embedded:
            raise Refusal("正式运行须设 QINGYUAN_SECRET_KEY（或 QINGYUAN_SECRET_KEY_FILE）。Set QINGYUAN_SECRET_KEY.")
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
