"""The launcher's own parts: places, stamps, locks, addresses, environments."""

import os
import socket
from pathlib import Path

import pytest

from script import asking
from script.accounts import database_account, program_account
from script.assets import major
from script.environments import known_to
from script.locks import HomeLock, server_is_up
from script.packages import uv_settings
from script.places import Places, Refusal, places
from script.readiness import unwell
from script.services import GUEST, running
from script.serving import Address, programs
from script.sockets import LONGEST, private_folder, socket_folder
from script.stamps import digest, once

pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")


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


@pytest.mark.parametrize("broker", ["REDIS_URL", "CELERY_BROKER_URL", "CELERY_BROKER_URL_FILE"])
def test_a_command_beside_an_external_database_and_broker_waits_for_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broker: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@elsewhere/q")
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setenv(broker, "elsewhere")
    place = Places(root=tmp_path, home=tmp_path, mode="demo")
    with HomeLock(tmp_path, "server") as serving:
        serving.take()
        with running(place, GUEST) as up:
            found = (list(up.services), list(up.wards))

    assert found == ([], [])


def test_celery_is_asked_nothing_while_nobody_serves_this_home_and_nothing_is_started_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)

    with pytest.raises(Refusal, match="start script/server first"):
        asking.main(Places(root=tmp_path, home=tmp_path, mode="demo"), ["flower"])

    assert not (tmp_path / "valkey").exists()


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
