"""Bundle the pages' scripts, styles and fonts; without Node on the machine, with a private one."""

import os
import shutil
import subprocess
from pathlib import Path

from script.packages import make_environment, pip_install, run
from script.places import Places
from script.stamps import alone, digest, interpreter, once

OLDEST_NODE = 20


def build_assets(place: Places) -> None:
    """`assets/dist` is the bundle of what `assets/` holds now; quiet when it already was."""
    assets = place.root / "assets"
    with alone(place.stamps):
        if not (assets / "dist").exists():
            (place.stamps / "assets").unlink(missing_ok=True)
        inputs = [assets / name for name in ("package.json", "package-lock.json", "build.mjs", "src")]
        once(place.stamps / "assets", digest(*inputs), "生成页面资源 / page assets", lambda: _build(place, assets))


def _build(place: Places, assets: Path) -> None:
    path = f"{_node_folder(place)}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    # The certificates this machine trusts are good enough for its npm.
    environment = {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": path}
    stamp = assets / "node_modules" / ".qingyuan"
    state = digest(assets / "package-lock.json")
    if not (stamp.exists() and stamp.read_text() == state):
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        run(command, folder=assets, environment=environment)
        stamp.write_text(state)
    run(["node", "build.mjs"], folder=assets, environment=environment)


def _node_folder(place: Places) -> Path:
    """The folder of a Node that is new enough: the machine's, or a private one."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and major(_version(node)) >= OLDEST_NODE:
        return Path(node).parent
    private, hashes = place.root / ".venv-node", place.root / "script" / "node.txt"
    once(
        place.stamps / "node",
        digest(interpreter(place.root), hashes),
        "安装 Node / Node",
        lambda: pip_install(make_environment(private), hashes),
    )
    return private / "bin"


def _version(node: str) -> str:
    return subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout


def major(version: str) -> int:
    """20 of `v20.20.2`; 0 where there is no number."""
    number = version.strip().removeprefix("v").partition(".")[0]
    return int(number) if number.isdigit() else 0
