"""`script/celery`: one of Celery's own commands on the broker of this home; for `flower`, its packages come along."""

import signal
import subprocess
from dataclasses import replace

from script.accounts import as_account, at_home, can, program_account
from script.environments import known_to
from script.locks import server_is_up
from script.managing import waited_for
from script.packages import FLOWER, install_packages
from script.places import Places, Refusal
from script.services import broker_of, environment, has_its_own_broker

# Whoever reaches Flower's pages may stop workers: it listens to this machine alone, unless told otherwise.
HERE = {"FLOWER_ADDRESS": "127.0.0.1"}


def main(checkout: Places, arguments: list[str]) -> int:
    """Ask, and say what was answered; nothing is started for it."""
    place, more = at_home(checkout), []
    serves = server_is_up(place.home)
    if not serves and has_its_own_broker():
        raise Refusal("清源没有在运行：先启动 script/server。Qingyuan is not running: start script/server first.")
    if "flower" in arguments:
        place, more = replace(place, environment=".venv-flower"), [FLOWER]
    # Packages are never changed under a running server; Flower's are its own.
    if more or not serves:
        install_packages(place, *more)
    account = program_account()
    if not can(account, "run", place.python):
        raise Refusal(f"运行网站的账号运行不了 {place.python}：请移动程序。Its account cannot run that: move it.")
    told = HERE | known_to(environment(place, broker_of(place), settings=place.mode), "celery")
    command = [str(place.python), "-m", "celery", "--quiet", "-A", "config", *arguments]
    asking = subprocess.Popen(command, cwd=place.root, env=told, **as_account(account))
    signal.signal(signal.SIGTERM, lambda *_: asking.terminate())
    return waited_for(asking)
