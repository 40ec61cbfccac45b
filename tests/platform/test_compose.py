"""docker-compose.yml against the settings, the launcher and the files it names: no engine is at hand to try it."""

import re
import subprocess
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml

from kernel.addresses import address_of
from kernel.broker import queue_names
from script.embedded_postgres import APP, COMPARTMENT, OWNER, SETTINGS
from script.environments import known_to
from script.places import Places
from script.serving import Address, programs

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
PROGRAM = ("prepare", "web", "worker", "worker-heavy", "beat")
# Who reads a variable: the settings, the launcher, or a library that we name.
READ = re.compile(r'env\.\w+\(\s*"([A-Z_]+)"|environ(?:\.get\(|\[)"([A-Z_]+)"|told\.get\("([A-Z_]+)"')


def variables_read() -> set[str]:
    """Every variable that a module of ours asks for."""
    sources = [*(ROOT / "config").rglob("*.py"), *(ROOT / "kernel").rglob("*.py"), *(ROOT / "agencies").rglob("*.py")]
    found = (READ.findall(source.read_text()) for source in sources)
    return {name for matches in found for match in matches for name in match if name}


def test_the_services_are_those_the_program_needs() -> None:
    assert set(SERVICES) == {"postgres", "redis", "prepare", "web", "worker", "worker-heavy", "beat", "caddy"}


@pytest.mark.parametrize("service", PROGRAM)
def test_every_variable_given_to_the_program_is_read_by_it(service: str) -> None:
    given = set(SERVICES[service]["environment"])

    assert given <= variables_read()


@pytest.mark.parametrize("service", PROGRAM)
def test_every_part_of_the_program_knows_the_roles_that_it_needs_and_no_other(service: str) -> None:
    given = {name: value for name, value in SERVICES[service]["environment"].items() if name.startswith("DATABASE_")}
    every = {"DATABASE_URL": APP, "DATABASE_OWNER_URL": OWNER, "DATABASE_COMPARTMENT_URL": COMPARTMENT}

    assert set(given) == set(known_to(every, service))
    assert all(f"//{every[name]}:" in value for name, value in given.items())


def test_the_proxy_in_front_is_believed_and_nobody_else() -> None:
    trusted = [word.strip() for word in SERVICES["web"]["environment"]["QINGYUAN_TRUSTED_PROXIES"].split(",")]
    proxy = SERVICES["caddy"]["networks"]["front"]["ipv4_address"]
    told = "198.51.100.7, 203.0.113.9"

    seen = [address_of({"REMOTE_ADDR": who, "HTTP_X_FORWARDED_FOR": told}, trusted=trusted)
            for who in (proxy, "172.29.77.11", "172.18.0.5")]  # fmt: skip

    assert seen == ["203.0.113.9", "172.29.77.11", "172.18.0.5"]


def test_the_address_of_the_proxy_is_its_own_in_a_network_that_it_shares_with_the_web_alone() -> None:
    front = COMPOSE["networks"]["front"]["ipam"]["config"][0]
    proxy = ip_address(SERVICES["caddy"]["networks"]["front"]["ipv4_address"])

    assert proxy in ip_network(front["subnet"])
    assert proxy not in ip_network(front["ip_range"])
    assert {name for name, service in SERVICES.items() if "front" in service.get("networks", [])} == {"web", "caddy"}
    assert "default" in SERVICES["web"]["networks"]


@pytest.mark.parametrize("service", PROGRAM)
def test_no_part_of_the_program_runs_as_root(service: str) -> None:
    users = re.findall(r"^USER (\S+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

    assert users[-1:] == ["qingyuan"]
    assert "user" not in SERVICES[service]


@pytest.mark.parametrize("role", [OWNER, APP, COMPARTMENT])
def test_the_database_makes_every_role(role: str) -> None:
    assert f"CREATE ROLE {role} LOGIN" in (ROOT / "deploy" / "make-roles.sh").read_text()


@pytest.mark.parametrize(
    "setting", ["log_min_error_statement", "log_error_verbosity", "client_connection_check_interval"]
)
def test_the_database_is_as_discreet_and_as_quick_to_notice_as_the_embedded_one(setting: str) -> None:
    assert f"{setting}={SETTINGS[setting]}" in SERVICES["postgres"]["command"]


def started(children: str) -> dict[str, list[str]]:
    """What the launcher starts, with so many children of the worker."""
    place, told = Places(root=ROOT, home=Path("/data"), mode="production"), {"QINGYUAN_WORKER_PROCESSES": children}
    return {each.name: list(each.command)[2:] for each in programs(place, told, Address.given({}))}


def test_beat_is_started_as_the_launcher_starts_it() -> None:
    theirs = [word.replace("/data/beat-schedule", "/data/beat/schedule") for word in SERVICES["beat"]["command"]]

    assert theirs == started("1")["beat"]


@pytest.mark.parametrize(("service", "children"), [("worker", "2"), ("worker-heavy", "1")])
def test_a_worker_is_started_as_the_launcher_starts_it_for_its_queues_alone(service: str, children: str) -> None:
    *command, option, _queues = SERVICES[service]["command"]

    assert (command, option) == (started(children)["worker"], "-Q")


def test_every_queue_is_read_by_one_worker() -> None:
    read = [queue for name in ("worker", "worker-heavy") for queue in SERVICES[name]["command"][-1].split(",")]

    assert sorted(read) == sorted(queue_names())


def test_every_variable_wanted_from_the_operator_is_in_the_example() -> None:
    wanted = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))

    assert wanted == set(re.findall(r"^([A-Z_]+)=", (ROOT / "deploy" / "example.env").read_text(), re.MULTILINE))


def test_every_volume_used_is_declared_and_every_file_mounted_exists() -> None:
    mounts = [mount.partition(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])]

    assert {mount for mount in mounts if not mount.startswith(".")} == set(COMPOSE["volumes"])
    assert all((ROOT / mount).exists() for mount in mounts if mount.startswith("."))


def test_everything_waited_for_is_a_service() -> None:
    waited = {name for service in SERVICES.values() for name in service.get("depends_on", {})}

    assert waited <= set(SERVICES)


def test_the_image_copies_only_what_exists() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

    assert all((ROOT / name).exists() for names in copied for name in names.split())


def test_the_database_script_is_a_script() -> None:
    assert subprocess.run(["sh", "-n", str(ROOT / "deploy" / "make-roles.sh")], check=False).returncode == 0
