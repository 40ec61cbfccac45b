"""`script/manage`: one management command where the server's own processes stand."""

import signal
import subprocess

from script.locks import server_is_up
from script.packages import install_packages
from script.places import Places
from script.services import GUEST, environment, running


def main(place: Places, arguments: list[str]) -> int:
    """Run it and say what it said; a database that was down is down again afterwards."""
    # Packages are never changed under a running server: it is stopped first, and started on the new ones.
    if not server_is_up(place.home):
        install_packages(place)
    with running(place, GUEST) as up:
        told = environment(place, up.services, settings=place.mode)
        command = subprocess.Popen([str(place.python), str(place.root / "manage.py"), *arguments], env=told)
        signal.signal(signal.SIGTERM, lambda *_: command.terminate())
        while True:
            try:
                return command.wait()
            except KeyboardInterrupt:
                # The terminal has told the command as well: it decides how it ends.
                continue
