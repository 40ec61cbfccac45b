"""`script/server`: everything up in order, watched, and down in order."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from types import FrameType

from script.accounts import as_account, at_home, can, program_account, served
from script.assets import build_assets
from script.children import Account, Child, Program
from script.english import compile_english
from script.environments import known_to
from script.packages import install_packages
from script.places import Places, Refusal
from script.readiness import Probe
from script.services import Up, environment, running
from script.stamps import digest, say
from script.wards import Ward, watch

FIRST_ANSWER = 120.0
ALL_WELL = 30.0
# Listening everywhere, and what to type then.
# Ports that the system keeps for root.
LAST_OF_ROOT = 1023
LOCAL = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 -- named, not bound


@dataclass(frozen=True)
class Address:
    """Where the web server listens, and how it is spoken to."""

    host: str
    port: int
    certificate: str = ""
    key: str = ""

    @classmethod
    def given(cls, told: Mapping[str, str]) -> "Address":
        """As HOST, PORT, TLS_CERT and TLS_KEY say."""
        port = told.get("PORT") or "8000"
        certificate, key = told.get("TLS_CERT", ""), told.get("TLS_KEY", "")
        if not port.isdigit():
            raise Refusal(f"PORT 不是端口号：{port!r}。Not a port.")
        if bool(certificate) != bool(key):
            raise Refusal("TLS_CERT 与 TLS_KEY 须同时给出。TLS_CERT and TLS_KEY belong together.")
        return cls(told.get("HOST") or "127.0.0.1", int(port), certificate, key)

    @property
    def url(self) -> str:
        """What a person types."""
        host = LOCAL.get(self.host) or self.bind.rpartition(":")[0]
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}/"

    @property
    def bind(self) -> str:
        """What gunicorn listens on."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def names(self) -> str:
        """The hosts a demo answers to: this machine by all its names, when it listens to others."""
        known = ["localhost", "127.0.0.1", "[::1]"]
        if self.host not in {"127.0.0.1", "localhost", "::1"}:
            name = socket.gethostname()
            known += [name, *([] if self.host in LOCAL else [self.host]), *_addresses_of(name)]
        return ",".join(dict.fromkeys(known))

    @cached_property
    def door(self) -> socket.socket | None:
        """The open door of a port that only root may open, for a web server that is not root."""
        if self.port > LAST_OF_ROOT or os.geteuid() != 0:
            return None
        return socket.create_server((self.host, self.port), family=self.family)

    @property
    def holds(self) -> list[int]:
        """What the web server inherits."""
        return [self.door.fileno()] if self.door else []

    @property
    def family(self) -> socket.AddressFamily:
        """Of which kind the address is."""
        return socket.AF_INET6 if ":" in self.host else socket.AF_INET

    def check(self, account: Account | None = None) -> None:
        """Refuse an address that another program listens on, and a key that the account may not read."""
        for path in filter(None, (self.certificate, self.key)):
            if not can(account, "read", Path(path).absolute()):
                raise Refusal(f"运行账号读不到 {path}：请授权。The account that serves cannot read it.")
        with socket.socket(self.family) as door:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                door.bind((self.host, self.port))
            except OSError as error:
                raise Refusal(f"{self.bind} 不可用：{error.strerror}。请另设 PORT 或 HOST。Set PORT or HOST.") from None


def _addresses_of(name: str) -> list[str]:
    try:
        return socket.gethostbyname_ex(name)[2]
    except OSError:
        return []


def main(checkout: Places, arguments: list[str]) -> int:
    """Serve until told to stop."""
    if arguments:
        raise Refusal("script/server 不带参数，请用环境变量（docs/operations.md）。It takes no arguments.")
    address = Address.given(os.environ)
    place = at_home(checkout)
    try:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _stop)
        install_packages(place)
        build_assets(place)
        compile_english(place)
        place = served(place)
        with running(place, "server") as up:
            _serve(place, up, address)
    except KeyboardInterrupt:
        say("清源已停止。Stopped.")
    return 0


def _stop(_number: int, _frame: FrameType | None) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _serve(place: Places, up: Up, address: Address) -> None:
    address.check(program_account())
    told = environment(place, up.services, settings=place.mode)
    if place.mode == "demo":
        told.setdefault("QINGYUAN_ALLOWED_HOSTS", address.names)
    last_words = prepare(place, told)
    with ExitStack() as stack:
        wards = [
            Ward(program.name, program.log, partial(Child, program, holds=[*up.holds, *address.holds]))
            for program in programs(place, told, address, account=program_account())
        ]
        for ward in wards:
            stack.callback(ward.end)
            ward.begin()
        everybody = [*up.wards, *wards]
        _await_readiness(everybody, Probe(address.url, told))
        if last_words:
            say(last_words)
        say(f"清源已就绪。Qingyuan is ready: {address.url}")
        watch(everybody)


def prepare(place: Places, told: Mapping[str, str]) -> str:
    """Bring database, keys and pages up to date; says what the demo city has to say."""
    stamp = place.home / "static" / ".made-from"
    pages = digest((place.stamps / "assets").read_text(), place.root / "requirements.txt")
    steps = ["prepare_database", "make_key_ring"]
    if place.mode == "production":
        steps.append("check --deploy --fail-level WARNING --database default")
    if not (stamp.exists() and stamp.read_text() == pages):
        steps.append("collectstatic --noinput --verbosity 0")
    if place.mode == "demo":
        steps.append("load_demo")
    said = _run_steps(place, told, steps)
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(pages)
    return said if place.mode == "demo" else ""


def _run_steps(place: Places, told: Mapping[str, str], steps: Sequence[str]) -> str:
    log = place.logs / "prepare.log"
    with log.open("w") as words:
        done = subprocess.run(
            [str(place.python), str(place.root / "script" / "prepare.py"), *steps],
            env=known_to(told, "prepare"),
            **as_account(program_account()),
            stdout=subprocess.PIPE,
            stderr=words,
            text=True,
            check=False,
        )
    if done.returncode:
        raise Refusal(f"启动前的准备没有完成 / not prepared:\n{log.read_text()[-4000:]}")
    said: str = done.stdout.strip()
    return said


def programs(
    place: Places, told: Mapping[str, str], address: Address, *, account: Account | None = None
) -> list[Program]:
    """Web, worker and beat; they end in the opposite order, so that nothing comes in while work is put away."""
    python = str(place.python)
    celery = [python, "-m", "celery", "--quiet", "-A", "config"]
    bind = f"fd://{address.door.fileno()}" if address.door else address.bind
    web = [python, "-m", "gunicorn", "config.wsgi", "--bind", bind]
    web += ["--worker-class", "config.gunicorn_worker.ProblemWorker", "--threads", "8"]
    web += ["--workers", told.get("QINGYUAN_WEB_PROCESSES", "2")]
    web += [
        "--log-level",
        "warning",
        "--logger-class",
        "config.gunicorn_log.JsonLogger",
        "--no-control-socket",
        "--graceful-timeout",
        "15",
    ]
    if address.certificate:
        web += ["--certfile", address.certificate, "--keyfile", address.key]
    worker = [*celery, "worker", "-l", "WARNING", "--without-gossip", "--without-mingle"]
    worker += ["-c", told.get("QINGYUAN_WORKER_PROCESSES") or str(max(2, os.cpu_count() or 1))]
    beat = [*celery, "beat", "-l", "WARNING", "--schedule", str(place.home / "beat" / "schedule"), "--pidfile="]
    commands = {"worker": worker, "beat": beat, "web": web}
    return [
        Program(
            name=name,
            command=command,
            folder=place.root,
            log=place.logs / f"{name}.log",
            environment=known_to(told, name) | ({"HOME": str(place.home)} if account else {}),
            account=account,
        )
        for name, command in commands.items()
    ]


def _await_readiness(wards: Sequence[Ward], probe: Probe) -> None:
    started = time.monotonic()

    def enough() -> bool:
        waited = time.monotonic() - started
        answer = probe.ask()
        if answer is None and waited > FIRST_ANSWER:
            raise Refusal(f"网站 {FIRST_ANSWER:.0f} 秒内没有就绪：{probe.last}。The web server did not get ready.")
        return answer is not None and (not answer or waited > ALL_WELL)

    watch(wards, until=enough, vital=frozenset({"web"}))
    if probe.ask():
        say(f"! 尚未就绪 / not yet well: {', '.join(probe.ask() or [])}")
