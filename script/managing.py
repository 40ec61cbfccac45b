"""`script/manage`: one management command where the server's own processes stand."""

import signal
import subprocess

from script.accounts import at_home
from script.environments import known_to
from script.locks import server_is_up
from script.packages import install_packages
from script.places import Places
from script.services import GUEST, environment, hand_over, running


def main(checkout: Places, arguments: list[str]) -> int:
    """Run it and say what it said; a database that was down is down again afterwards."""
    place = at_home(checkout)
    # Packages are never changed under a running server: it is stopped first, and started on the new ones.
    if not server_is_up(place.home):
        install_packages(place)
    with running(place, GUEST) as up:
        told = known_to(environment(place, up.services, settings=place.mode), next(iter(arguments), ""))
        command = subprocess.Popen([str(place.python), str(place.root / "manage.py"), *arguments], env=told)
        signal.signal(signal.SIGTERM, lambda *_: command.terminate())
        code = waited_for(command)
        hand_over(place)
        return code


def waited_for(command: "subprocess.Popen[bytes]") -> int:
    """How it ended; Ctrl-C is for it to answer."""
    while True:
        try:
            return command.wait()
        except KeyboardInterrupt:
            # The terminal has told the command as well: it decides how it ends.
            continue
