"""The launcher's own parts: places, stamps, locks, wards, addresses."""

import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from script.accounts import database_account, program_account
from script.assets import major
from script.children import Child, Program, rotate
from script.environments import known_to
from script.locks import HomeLock, server_is_up
from script.packages import uv_settings
from script.places import Places, Refusal, places
from script.readiness import unwell
from script.services import GUEST, PATIENCE, running
from script.serving import Address, programs
from script.sockets import LONGEST, private_folder, socket_folder
from script.stamps import digest, once
from script.wards import ALARM_PAUSE, DEATHS, Ward, pause_after, watch

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")


def program(folder: Path, code: str) -> Program:
    """A little Python process."""
    command = [sys.executable, "-c", code]
    return Program(name="little", command=command, folder=folder, log=folder / "little.log", environment={})


def test_an_unknown_mode_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QINGYUAN_MODE", "staging")

    with pytest.raises(Refusal, match="staging"):
        places()


def test_a_home_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QINGYUAN_HOME", str(tmp_path / "城 市"))

    assert places().home == tmp_path / "城 市"


def test_slow_work_is_done_once_for_one_state(tmp_path: Path) -> None:
    done: list[str] = []

    for state in ("a", "a", "b"):
        once(tmp_path / "stamp", state, "work", lambda: done.append("again"))

    assert done == ["again", "again"]


def test_work_that_failed_is_done_again(tmp_path: Path) -> None:
    def fail() -> None:
        raise Refusal("no")

    with pytest.raises(Refusal):
        once(tmp_path / "stamp", "a", "work", fail)

    assert not (tmp_path / "stamp").exists()


def test_a_digest_changes_with_a_file_inside_a_folder(tmp_path: Path) -> None:
    (tmp_path / "page.js").write_text("1")
    before = digest(tmp_path)

    (tmp_path / "page.js").write_text("2")

    assert digest(tmp_path) != before


def test_uv_asks_the_index_that_pip_is_told_to_ask() -> None:
    listing = "global.index-url='https://mirror.example/simple'\n:env:.cert='/etc/ca.pem'\nglobal.timeout='9'\n"

    assert uv_settings(listing, {"SSL_CERT_FILE": "/other.pem"}) == {
        "UV_DEFAULT_INDEX": "https://mirror.example/simple"
    }


def test_uv_looks_in_every_index_that_pip_is_told_of() -> None:
    assert uv_settings("global.extra-index-url='file:///a/simple file:///b/simple'\n", {}) == {
        "UV_INDEX": "file:///a/simple file:///b/simple",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }


def test_node_versions_are_read_as_numbers() -> None:
    assert [major("v20.20.2\n"), major(""), major("v8.1")] == [20, 0, 8]


def test_a_second_server_on_one_home_is_refused(tmp_path: Path) -> None:
    with HomeLock(tmp_path, "server") as first, HomeLock(tmp_path, "server") as second:
        first.take()

        with pytest.raises(Refusal, match="Already running"):
            second.take()


def test_a_command_borrows_what_a_server_runs(tmp_path: Path) -> None:
    with HomeLock(tmp_path, "server") as server, HomeLock(tmp_path, "manage") as command:
        server.take()

        assert command.take(unless=lambda: True) is False


def test_packages_stay_as_they_are_while_a_server_holds_the_home(tmp_path: Path) -> None:
    before = server_is_up(tmp_path)

    with HomeLock(tmp_path, "server") as lock:
        lock.take()
        during = server_is_up(tmp_path)

    assert (before, during) == (False, True)


def test_a_lock_is_free_when_its_holder_let_go(tmp_path: Path) -> None:
    with HomeLock(tmp_path, "server") as first:
        first.take()

    with HomeLock(tmp_path, "server") as second:
        assert second.take() is True


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


def test_a_command_beside_an_external_database_and_broker_waits_for_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@elsewhere/q")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere:6379/0")
    place = Places(root=tmp_path, home=tmp_path, mode="demo")
    with HomeLock(tmp_path, "server") as serving:
        serving.take()
        begun = time.monotonic()

        with running(place, GUEST) as up:
            found = (list(up.services), list(up.wards))

    assert found == ([], [])
    assert time.monotonic() - begun < PATIENCE / 2


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


def test_a_socket_of_a_long_or_chinese_path_stands_elsewhere(tmp_path: Path) -> None:
    home = tmp_path / "数据"
    home.mkdir()

    folder = socket_folder(home)

    assert str(folder).isascii()
    assert len(str(folder)) <= LONGEST
    folder.rmdir()


def test_a_link_in_the_place_of_a_private_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "trap").symlink_to("/etc")

    with pytest.raises(Refusal, match="not ours"):
        private_folder(tmp_path / "trap")


def test_an_address_is_what_a_person_types() -> None:
    given = Address.given({"HOST": "0.0.0.0", "PORT": "8443", "TLS_CERT": "c.pem", "TLS_KEY": "k.pem"})

    assert given.url == "https://127.0.0.1:8443/"


def test_an_address_of_version_six_is_bracketed() -> None:
    given = Address.given({"HOST": "fd00::7"})

    assert (given.bind, given.url) == ("[fd00::7]:8000", "http://[fd00::7]:8000/")


def test_a_taken_port_is_refused_before_anything_starts() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = Address("127.0.0.1", taken.getsockname()[1])

        with pytest.raises(Refusal, match="Set PORT"):
            address.check()


@pytest.mark.parametrize("told", [{"PORT": "eight"}, {"TLS_CERT": "c.pem"}])
def test_half_an_address_is_refused(told: dict[str, str]) -> None:
    with pytest.raises(Refusal):
        Address.given(told)


TOLD = {
    "DATABASE_URL": "postgresql://app@/q",
    "DATABASE_OWNER_URL": "postgresql://owner@/q",
    "DATABASE_OWNER_URL_FILE": "/run/owner",
    "DATABASE_COMPARTMENT_URL": "postgresql://compartment@/q",
    "PORT": "1",
}


def test_no_serving_process_is_told_the_owners_address_and_the_web_alone_the_compartments(tmp_path: Path) -> None:
    place = Places(root=tmp_path, home=tmp_path, mode="demo")

    known = {each.name: {*each.environment} & {*TOLD} for each in programs(place, TOLD, Address.given({}))}

    assert known == {
        "web": {"DATABASE_URL", "DATABASE_COMPARTMENT_URL", "PORT"},
        "worker": {"DATABASE_URL", "PORT"},
        "beat": {"DATABASE_URL", "PORT"},
    }


@pytest.mark.parametrize("command", ["prepare", "prepare_database", "backup", "restore"])
def test_who_migrates_backs_up_or_restores_is_told_every_address(command: str) -> None:
    assert known_to(TOLD, command) == TOLD


@pytest.mark.parametrize("command", ["shell", "import_ledger", "load_demo", "verify_log", "", "worker"])
def test_no_other_command_is_told_the_owners_address(command: str) -> None:
    assert not [name for name in known_to(TOLD, command) if "OWNER" in name]


def test_started_by_root_the_program_is_somebody_elses_than_the_cluster() -> None:
    cluster, program = database_account(), program_account()

    assert (cluster is None) == (program is None) == (os.geteuid() != 0)
    assert program is None or (program.user != 0 and program != cluster)


def test_the_web_server_ends_first_and_the_worker_last(tmp_path: Path) -> None:
    place = Places(root=tmp_path, home=tmp_path, mode="demo")

    started = [each.name for each in programs(place, {}, Address.given({}))]

    assert started == ["worker", "beat", "web"]


def test_a_warning_is_well_enough_and_a_failure_is_not() -> None:
    assert unwell({"checks": {"broker": "warning", "worker": "ok", "consumer": "ok", "beat": "failed"}}) == ["beat"]
