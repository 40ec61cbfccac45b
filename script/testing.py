"""`script/test`: every gate, then every test, on real servers of their own."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence

from script.assets import build_assets
from script.browser import find_or_install
from script.english import compile_english
from script.gates import failing
from script.packages import TESTS, install_packages
from script.places import Places
from script.services import environment, running
from script.stamps import say

MOST_PROCESSES = 8


def main(checkout: Places, arguments: list[str]) -> int:
    """Gates and all tests; with arguments, just the tests they name."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    place = checkout.for_tests()
    install_packages(place, TESTS)
    build_assets(place)
    compile_english(place)
    browser = find_or_install()
    with running(place, "test", tests=True) as up:
        told = {**environment(place, up.services, settings="test"), "QINGYUAN_CHROMIUM": browser}
        red = [] if arguments else failing(place, told)
        code = subprocess.call(pytest_command(place, arguments, told), cwd=place.root, env=told)
    if red:
        say(f"✗ 未通过 / gates that do not hold: {', '.join(red)}")
    return code or int(bool(red))


def pytest_command(place: Places, arguments: Sequence[str], told: Mapping[str, str]) -> list[str]:
    """All tests on all cores, or the chosen ones as they are asked for; in CI a skip is a failure."""
    command = [str(place.python), "-m", "pytest"]
    if told.get("CI") == "true":
        command += ["-p", "tests.platform.no_skips"]
    if arguments:
        return [*command, *arguments]
    return [*command, "-q", "--dist", "worksteal", "-n", str(max(2, min(os.cpu_count() or 2, MOST_PROCESSES)))]
