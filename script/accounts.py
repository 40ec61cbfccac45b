"""Whose processes they are: nobody's in particular, or, when root starts them, two ordinary accounts'."""

import os
import pwd
import secrets
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

from script.children import Account
from script.places import Places, Refusal

# Where an account that cannot pass into root's folders finds what it needs.
ELSEWHERE = Path("/var/lib/qingyuan")
DATABASE_ACCOUNTS = ("postgres", "nobody")
# What is built or kept beside the program, and serves nobody.
LEFT_OUT = {".git", "var", "var-test", ".venv-test", ".venv-tools", ".venv-node", ".venv-flower"}
PROGRAM_ACCOUNTS = ("qingyuan", "daemon", "www-data", "nobody")


def database_account() -> Account | None:
    """Who runs PostgreSQL, which refuses root; None where we are not root."""
    if os.geteuid() != 0:
        return None
    for name in DATABASE_ACCOUNTS:
        if account := _named(name):
            return account
    raise Refusal("没有 postgres 或 nobody 账号，PostgreSQL 无法启动：请设 DATABASE_URL，或用普通账号运行。")


def program_account() -> Account | None:
    """Who runs web, worker, beat and broker, and may not read the cluster; None where we are not root."""
    if os.geteuid() != 0:
        return None
    wanted = os.environ.get("QINGYUAN_ACCOUNT", "")
    cluster = database_account()
    for name in [wanted] if wanted else PROGRAM_ACCOUNTS:
        account = _named(name)
        if account and account.user != 0 and account != cluster:
            return account
    raise Refusal(f"没有可用的普通账号（{wanted or '、'.join(PROGRAM_ACCOUNTS)}）：请设 QINGYUAN_ACCOUNT。Set it.")


def _named(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid)


def can(account: Account | None, what: str, path: Path) -> bool:
    """Whether the account may pass into a folder (`cd`), read a file (`read`), or run a program (`run`)."""
    command = {
        "cd": ["/bin/sh", "-c", 'cd "$1"', "sh", str(path)],
        "read": ["/bin/sh", "-c", 'test -r "$1"', "sh", str(path)],
        "run": [str(path), "--version"],
    }[what]
    try:
        return run_as(account, command).returncode == 0
    except OSError:
        return False


def run_as(account: Account | None, command: list[str], *, said: str = "") -> subprocess.CompletedProcess[str]:
    """Run it to its end, with nothing of the caller's habits."""
    return subprocess.run(
        command,
        cwd="/",
        env=plain_environment(),
        input=said,
        capture_output=True,
        text=True,
        check=False,
        **as_account(account),
    )


def as_account(account: Account | None) -> dict[str, Any]:
    """What `subprocess` is told so that the process is that account's."""
    return {"user": account.user, "group": account.group, "extra_groups": []} if account else {}


def plain_environment() -> dict[str, str]:
    """Nothing of the caller's PostgreSQL habits."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def reachable_home(home: Path, account: Account) -> Path:
    """`home`, or where it points because the account could not pass through a closed folder above it.

    A home that root made there is moved, once.
    """
    if home.is_symlink() or can(account, "cd", home.parent):
        return home.resolve()
    # Never a name that an older checkout at the same place could have left behind.
    real = _elsewhere(f"home-{secrets.token_hex(4)}")
    if home.exists():
        shutil.move(home, real)
    else:
        home.parent.mkdir(parents=True, exist_ok=True)
        real.mkdir(mode=0o711)
    home.symlink_to(real)
    return real


def at_home(place: Places) -> Places:
    """The same installation, with a home that the account of its programs can pass into."""
    account = program_account()
    return replace(place, home=reachable_home(place.home, account)) if account else place


def served(place: Places) -> Places:
    """The same installation, with a program that its account can run."""
    account = program_account()
    return replace(place, root=reachable_program(place.root, place.environment, account)) if account else place


def reachable_program(root: Path, environment: str, account: Account) -> Path:
    """The checkout, or a copy of it with its packages that the account can run; links where the disk is the same."""
    if can(account, "run", root / environment / "bin" / "python") and can(account, "read", root / "manage.py"):
        return root
    copy = _elsewhere(f"program-{root.stat().st_ino}")
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(mode=0o755)
    for path in sorted(path for path in root.iterdir() if path.name not in LEFT_OUT):
        _copy(path, copy / path.name)
    if not can(account, "run", copy / environment / "bin" / "python"):
        raise Refusal(f"账号 {account.user} 读不到 {root}：请移动程序，或另设 QINGYUAN_ACCOUNT。It cannot read that.")
    return copy


def _copy(path: Path, goal: Path) -> None:
    for how in ("-al", "-a"):
        done = subprocess.run(["cp", how, str(path), str(goal)], capture_output=True, check=False)
        if done.returncode == 0:
            subprocess.run(["chmod", "-R", "a+rX", str(goal)], check=False)
            return
        shutil.rmtree(goal, ignore_errors=True)
    raise Refusal(f"{goal}: {done.stderr.decode(errors='replace')[-500:]}")


def _elsewhere(name: str) -> Path:
    ELSEWHERE.mkdir(mode=0o711, parents=True, exist_ok=True)
    return ELSEWHERE / name


def give(folder: Path, account: Account | None) -> None:
    """Let the account own a folder with all that is in it, where root made some of it."""
    if account is None:
        return
    for path in (folder, *folder.rglob("*")):
        if path.lstat().st_uid != account.user:
            os.chown(path, account.user, account.group, follow_symlinks=False)
