"""Make the private Python environment from the pinned and hashed lists."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from script.places import Places, Refusal
from script.stamps import alone, digest, interpreter, once, say

RUNTIME, TESTS = "requirements.txt", "requirements-dev.txt"
# What uv calls the places that pip's own configuration may name.
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}


def install_packages(place: Places, *, tests: bool = False) -> None:
    """The private environment holds exactly the listed packages afterwards; quiet when it already does."""
    with alone(place.stamps):
        if not place.python.exists():
            shutil.rmtree(place.stamps / "packages", ignore_errors=True)
        kept = (place.stamps / "packages" / TESTS).exists()
        names = [RUNTIME, TESTS] if tests or kept else [RUNTIME]
        state = digest(interpreter(place.root), *(place.root / name for name in names))
        once(
            place.stamps / "packages" / names[-1],
            state,
            "安装 Python 依赖 / Python packages",
            lambda: _install(place, [place.root / name for name in names]),
        )


def make_environment(folder: Path) -> Path:
    """A fresh private environment with pip in it; says its interpreter."""
    run([sys.executable, "-m", "venv", "--clear", str(folder)])
    return folder / "bin" / "python"


def pip_install(python: Path, *lists: Path) -> None:
    """Install hashed lists with pip, from wherever pip is configured to look."""
    run([str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *_hashed(lists)])


def run(command: Sequence[str], *, folder: Path | None = None, environment: dict[str, str] | None = None) -> None:
    """Run to the end in silence, or end with what the command said."""
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refusal(f"{' '.join(command[:6])} … ({done.returncode})\n{(done.stdout + done.stderr)[-4000:]}")


def _install(place: Places, lists: list[Path]) -> None:
    python = make_environment(place.python.parents[1])
    try:
        _uv_install(place, python, lists)
    except Refusal as refusal:
        if os.environ.get("QINGYUAN_EXPLAIN"):
            say(str(refusal))
        pip_install(python, *lists)


def _uv_install(place: Places, python: Path, lists: list[Path]) -> None:
    tools = place.root / ".venv-tools"
    if not (tools / "bin" / "uv").exists():
        pip_install(make_environment(tools), place.root / "script" / "uv.txt")
    environment = {**os.environ, **uv_settings(_pip_settings(python), os.environ)}
    run(
        [str(tools / "bin" / "uv"), "pip", "install", "-q", "-p", str(python), *_hashed(lists)], environment=environment
    )


def _hashed(lists: Sequence[Path]) -> list[str]:
    return ["--require-hashes", *(word for path in lists for word in ("-r", str(path)))]


def _pip_settings(python: Path) -> str:
    listing = [str(python), "-m", "pip", "config", "list"]
    return subprocess.run(listing, capture_output=True, text=True, check=False).stdout


def uv_settings(listing: str, given: os._Environ[str] | dict[str, str]) -> dict[str, str]:
    """What `pip config list` says, in uv's words; what the environment already tells uv wins."""
    found: dict[str, str] = {}
    for line in listing.splitlines():
        key, _, value = line.partition("=")
        name = UV_NAMES.get(key.rpartition(".")[2])
        if name and name not in given:
            found[name] = " ".join(str(ast.literal_eval(value)).split())
    return found
