"""Make the private Python environment from the pinned and hashed lists."""

import ast
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from script.places import Places, Refusal
from script.stamps import alone, digest, interpreter, once, say

RUNTIME, TESTS, FLOWER = "requirements.txt", "requirements-dev.txt", "requirements-flower.txt"
# What uv calls the places that pip's own configuration may name.
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}


def install_packages(place: Places, *more: str) -> None:
    """The private environment holds exactly the listed packages afterwards; quiet when it already does."""
    lists = [place.root / name for name in (RUNTIME, *more)]
    stamp = place.stamps / f"packages{place.environment}"
    with alone(place.stamps):
        if not place.python.exists():
            stamp.unlink(missing_ok=True)
        state = digest(interpreter(place.root), *lists)
        once(stamp, state, "安装 Python 依赖 / Python packages", lambda: _install(place, lists))


def make_environment(folder: Path) -> Path:
    """A fresh private environment with pip in it; says its interpreter."""
    run([str(base_python()), "-m", "venv", "--clear", str(folder)])
    return folder / "bin" / "python"


def base_python() -> Path:
    """The interpreter below any private environment that we may be running in."""
    return Path(sys.executable).resolve()


def pip_install(python: Path, *lists: Path) -> None:
    """Install hashed lists with pip, from wherever pip is configured to look."""
    run([str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *_hashed(lists)])


def run(command: Sequence[str], *, folder: Path | None = None, environment: Mapping[str, str] | None = None) -> None:
    """Run to the end in silence, or end with what the command said."""
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refusal(f"{' '.join(command[:6])} … ({done.returncode})\n{(done.stdout + done.stderr)[-4000:]}")


def uv_settings(listing: str, given: Mapping[str, str]) -> dict[str, str]:
    """What `pip config list` says, in uv's words; what the environment already tells uv wins."""
    found: dict[str, str] = {}
    for line in listing.splitlines():
        key, _, value = line.partition("=")
        name = UV_NAMES.get(key.rpartition(".")[2])
        if name and name not in given:
            found[name] = " ".join(str(ast.literal_eval(value)).split())
    if "UV_INDEX" in found and "UV_INDEX_STRATEGY" not in given:
        # As pip does: any of the places may hold the pinned version, and its hash says that it is the right one.
        found["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return found


def _install(place: Places, lists: Sequence[Path]) -> None:
    try:
        _uv_install(place, lists)
    except Refusal as first:
        say(f"  {first}\n  改用 pip / pip instead")
        pip_install(make_environment(place.python.parents[1]), *lists)


def _uv_install(place: Places, lists: Sequence[Path]) -> None:
    tools = place.root / ".venv-tools" / "bin"
    if not (tools / "uv").exists():
        pip_install(make_environment(tools.parent), place.root / "script" / "uv.txt")
    uv = [str(tools / "uv"), "--quiet"]
    environment = {**os.environ, **uv_settings(_pip_settings(tools / "python"), os.environ)}
    folder = str(place.python.parents[1])
    run([*uv, "venv", "--clear", "--python", str(base_python()), folder], environment=environment)
    run([*uv, "pip", "install", "--python", str(place.python), *_hashed(lists)], environment=environment)


def _hashed(lists: Sequence[Path]) -> list[str]:
    return ["--require-hashes", *(word for path in lists for word in ("-r", str(path)))]


def _pip_settings(python: Path) -> str:
    listing = [str(python), "-m", "pip", "config", "list"]
    return subprocess.run(listing, capture_output=True, text=True, check=False).stdout
