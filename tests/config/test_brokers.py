"""Each kind of broker gets what its transport understands; an address that cannot be one is refused in a sentence."""

import os
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from kombu import Connection

from config.brokers import broker, broker_at
from config.queues import LIMITS

ROOT = Path(__file__).resolve().parents[2]
LONGEST = max(hard for _soft, hard in LIMITS.values())


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CELERY_BROKER_URL", "REDIS_URL", "QINGYUAN_SENTINEL_MASTER", "QINGYUAN_SENTINEL_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)


def test_the_brokers_own_variable_goes_before_the_older_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://old:6379/0")
    older = broker().url
    monkeypatch.setenv("CELERY_BROKER_URL", "amqp://u:p@rabbit:5672/q")

    assert (older, broker().url) == ("redis://old:6379/0", "amqp://u:p@rabbit:5672/q")


def test_an_address_with_a_password_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "broker").write_text("amqp://u:p@rabbit/q\n")
    monkeypatch.setenv("CELERY_BROKER_URL_FILE", str(tmp_path / "broker"))

    assert broker().url == "amqp://u:p@rabbit/q"


def test_a_socket_may_be_written_as_redis_clients_write_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "unix:///run/valkey")

    assert broker().url == "redis+socket:///run/valkey"


@pytest.mark.parametrize(
    "url", ["redis://:p%23w@h:6380/2", "redis+socket:///run/valkey?virtual_host=2", "rediss://h/0"]
)
def test_redis_gives_back_what_a_dead_worker_held_after_the_longest_limit(url: str) -> None:
    wait = broker_at(url, name="X").options["visibility_timeout"]

    assert isinstance(wait, int)
    assert wait > LONGEST


def test_the_longest_task_is_over_before_rabbitmq_takes_its_message_back() -> None:
    half_an_hour = 1800

    assert half_an_hour > LONGEST


@pytest.mark.parametrize("url", ["amqp://u:p@h:5672/v", "amqp://u@a//;amqp://u@b//", "amqps://u:p@h/v"])
def test_rabbitmq_is_told_nothing_that_redis_alone_understands(url: str) -> None:
    assert broker_at(url, name="X").options == {}


def test_sentinels_are_asked_for_the_primary_by_its_name_and_with_their_own_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QINGYUAN_SENTINEL_MASTER", "qingyuan")
    monkeypatch.setenv("QINGYUAN_SENTINEL_PASSWORD", "of the sentinels")

    options = broker_at("sentinel://:p@a:26379/0;sentinel://:p@b:26379/0", name="X").options

    assert options["master_name"] == "qingyuan"
    assert options["sentinel_kwargs"] == {
        "socket_timeout": 1,
        "socket_connect_timeout": 1,
        "password": "of the sentinels",
    }


@pytest.mark.parametrize(("url", "word"), [("amqps://u:p@h/v", "cert_reqs"), ("rediss://h:6379/0", "ssl_cert_reqs")])
def test_over_tls_the_brokers_certificate_is_looked_at(url: str, word: str) -> None:
    certificates = broker_at(url, name="X").certificates

    assert isinstance(certificates, dict)
    assert certificates[word] == ssl.CERT_REQUIRED


@pytest.mark.parametrize(
    "url",
    [
        "amqp://u:p@h:5672/v",
        "amqp://u:p@a/v;amqp://u:p@b/v",
        "redis://h:6379/1",
        "rediss://h/0",
        "redis+socket:///run/valkey?virtual_host=2",
        "sentinel://a:26379/0;sentinel://b:26379/0",
    ],
)
def test_what_is_let_in_is_understood_by_celery(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("QINGYUAN_SENTINEL_MASTER", "qingyuan")
    found = broker_at(url, name="X")

    connection = Connection(found.url, ssl=found.certificates, transport_options=found.options)

    assert connection.transport.driver_type == ("amqp" if url.startswith("amqp") else "redis")


REFUSED = {
    "http://h": "It must begin with one of these",
    "h:5672": "It must begin with one of these",
    "amqp://": "Its host or port is wrong",
    "amqp://u:p@h:port/v": "Its host or port is wrong",
    "amqp://u:p@h:99999/v": "Its host or port is wrong",
    "amqp://u:p@h:0/v": "Its host or port is wrong",
    "amqp://u:p@[::1/v": "Its host or port is wrong",
    "amqp://u:p @h/v": "Its host or port is wrong",
    "amqp://u:p@a/v;": "It must begin with one of these",
    "amqp://u:p@a/v;redis://b/0": "all of one kind",
    "redis://a/0;redis://b/0": "Several addresses are for",
    "amqp://u:p@h/v?heartbeat=5": "It takes no ",
    "redis://:secret#1@h/0": "It takes no ",
    "redis://h/first": "the number of a database",
    "redis+socket://run/valkey": "A socket is written",
    "redis+socket:///": "A socket is written",
    "sentinel://a:26379/0": "the primary's name",
}


@pytest.mark.parametrize(("url", "why"), REFUSED.items(), ids=list(REFUSED))
def test_an_address_that_cannot_be_one_is_refused_in_both_languages_and_not_repeated(url: str, why: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        broker_at(url, name="CELERY_BROKER_URL")

    said = str(refusal.value)
    assert said.startswith("CELERY_BROKER_URL：")
    assert why in said
    assert "。" in said
    assert "p@" not in said


@pytest.mark.parametrize("mode", ["demo", "production"])
@pytest.mark.parametrize("name", ["CELERY_BROKER_URL", "REDIS_URL"])
def test_a_start_with_such_an_address_ends_with_that_one_sentence(mode: str, name: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "script" / "prepare.py"), "check"],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": f"config.settings.{mode}",
            "QINGYUAN_MODE": mode,
            name: "kafka://h",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    schemes = "amqp://、amqps://、redis://、rediss://、redis+socket://、sentinel://"
    assert done.returncode == 1
    assert done.stderr == f"{name}：须以 {schemes} 之一开头。It must begin with one of these.\n"
