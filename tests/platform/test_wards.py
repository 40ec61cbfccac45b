"""Processes under care: begun again, later each time, and who may end the whole."""

import signal
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from script.children import Child, Program, rotate
from script.places import Refusal
from script.wards import ALARM_PAUSE, DEATHS, Ward, pause_after, watch

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")


def program(folder: Path, code: str) -> Program:
    """A little Python process."""
    command = [sys.executable, "-c", code]
    return Program(name="little", command=command, folder=folder, log=folder / "little.log", environment={})


def test_pauses_between_restarts_grow_to_a_limit() -> None:
    assert [pause_after(deaths) for deaths in range(1, 7)] == [1, 2, 4, 8, 16, 16]


def deaths_of(ward: Ward, *, vital: bool = False) -> Iterator[float]:
    """Let it die a second after each of its beginnings, and say how long it then waits."""
    now = 0.0
    while True:
        ward.look(now=now)
        assert ward.child
        ward.child.process.wait()
        ward.look(now=now + 1, vital=vital)
        yield ward.again_at - now - 1
        now = ward.again_at


def test_what_nothing_can_be_kept_without_ends_the_whole_with_its_last_words(tmp_path: Path) -> None:
    little = program(tmp_path, "print('out of ink')")
    ward = Ward("little", little.log, lambda: Child(little), vital=True)

    with pytest.raises(Refusal, match="out of ink"):
        list(islice(deaths_of(ward), DEATHS))


def test_a_redundant_process_that_keeps_dying_never_ends_the_site_and_alarms(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    little = program(tmp_path, "print('out of ink')")
    ward = Ward("beat", little.log, lambda: Child(little))

    waits = list(islice(deaths_of(ward), 20))

    assert waits == [1, 2, 4, 8, 16, *[ALARM_PAUSE] * 15]
    assert capsys.readouterr().out.count("ALARM") == 15


def test_while_the_site_starts_its_web_server_must_live(tmp_path: Path) -> None:
    little = program(tmp_path, "print('out of ink')")
    ward = Ward("web", little.log, lambda: Child(little))

    with pytest.raises(Refusal, match="out of ink"):
        list(islice(deaths_of(ward, vital=True), DEATHS))


def test_a_dead_process_is_begun_again_after_its_pause(tmp_path: Path) -> None:
    little = program(tmp_path, "import time; time.sleep(60)")
    ward = Ward("little", little.log, lambda: Child(little))
    ward.begin()
    assert ward.child
    ward.child.process.kill()
    ward.child.process.wait()

    lives = []
    for now in (100.0, 100.5, 101.0):
        ward.look(now=now)
        lives.append(ward.child is not None)

    ward.end()
    assert lives == [False, False, True]


def test_a_child_that_will_not_go_is_killed_with_what_it_forked(tmp_path: Path) -> None:
    code = (
        "import os, signal, time; signal.signal(15, signal.SIG_IGN); os.fork(); print('up', flush=True); time.sleep(60)"
    )
    stubborn = Program("stubborn", [sys.executable, "-c", code], tmp_path, tmp_path / "log", {}, patience=0.2)
    child = Child(stubborn)
    ward = Ward("stubborn", stubborn.log, lambda: child)
    ward.begin()
    watch([ward], until=lambda: stubborn.log.read_text().count("up") == 2)

    ward.end()

    assert child.process.returncode == -signal.SIGKILL


def test_a_grown_log_is_set_aside_and_written_on(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_text("old words")

    rotate(log, most=5)

    assert (log.read_text(), (tmp_path / "web.log.1").read_text()) == ("", "old words")
