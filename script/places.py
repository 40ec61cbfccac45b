"""Where everything stands: one checkout, one home for its data, one private Python."""

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

MODES = ("demo", "production")


class Refusal(Exception):
    """Ends the command with its one sentence."""


@dataclass(frozen=True)
class Places:
    """The folders of one installation; data lives under `home` only."""

    root: Path
    home: Path
    mode: str
    environment: str = ".venv"

    @property
    def python(self) -> Path:
        """The interpreter of the private environment."""
        return self.root / self.environment / "bin" / "python"

    @property
    def packages(self) -> Path:
        """Where the private environment keeps its packages."""
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        return self.root / self.environment / "lib" / version / "site-packages"

    @property
    def stamps(self) -> Path:
        """What was already built, and from what."""
        return self.root / ".stamps"

    @property
    def logs(self) -> Path:
        """One log per process."""
        return self.home / "logs"

    @property
    def keys(self) -> Path:
        """Secrets of this installation; nobody else reads them."""
        return self.home / "keys"

    def for_tests(self) -> "Places":
        """The same checkout with a home and packages of its own: a running server never notices."""
        return replace(self, home=self.root / "var-test", mode="demo", environment=".venv-test")

    def lay_out(self) -> None:
        """Make the home; as root, the accounts of the servers may pass through it, and read nothing in it."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            self.home.chmod(0o711 if os.geteuid() == 0 else 0o700)
            for folder in (
                self.logs,
                self.keys,
                *(self.home / name for name in ("files", "beat", "static", "anchors")),
            ):
                folder.mkdir(mode=0o700, exist_ok=True)
        except PermissionError:
            raise Refusal(f"{self.home} 不可写，请另设 QINGYUAN_HOME。Not writable: set QINGYUAN_HOME.") from None


def places() -> Places:
    """The installation this file belongs to, with the home and mode the environment asks for."""
    root = Path(__file__).resolve().parents[1]
    mode = os.environ.get("QINGYUAN_MODE", "demo")
    if mode not in MODES:
        raise Refusal(f"QINGYUAN_MODE 只能是 demo 或 production，不能是 {mode!r}。")
    home = Path(os.environ.get("QINGYUAN_HOME") or root / "var").expanduser().absolute()
    return Places(root=root, home=home, mode=mode)
