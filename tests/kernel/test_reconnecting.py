"""Worker and beat ask for a broker that is away as often after a long while as after a short one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from kombu import Connection
from kombu.transport import memory
from kombu.utils import symbol_by_name

from kernel import reconnecting

TRIES = 40


class Late(memory.Transport):
    """A broker that is there at the last try."""

    connection_errors = (ConnectionRefusedError,)
    left = TRIES

    def establish_connection(self) -> Any:
        """Refuse all but the last."""
        Late.left -= 1
        if Late.left:
            raise ConnectionRefusedError
        return super().establish_connection()


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    """Away for a long while, which passes at once."""
    monkeypatch.setattr(reconnecting, "AGAIN", 0)
    monkeypatch.setattr(Late, "left", TRIES)
    with Connection(transport=Late) as away:
        yield away


def waits(caplog: pytest.LogCaptureFixture) -> list[object]:
    """How long it said each time that it would wait."""
    said = [record.args for record in caplog.records if record.name == reconnecting.log.name]
    return [args[1] for args in said if isinstance(args, tuple)]


def test_a_worker_waits_no_longer_for_a_broker_that_was_away_for_long(
    broker: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    kind, worker = symbol_by_name(current_app.conf.worker_consumer), type("Worker", (), {"use_eventloop": False})
    consumer = kind(lambda *_: None, app=current_app, controller=worker)

    assert consumer.ensure_connected(broker).connected

    assert waits(caplog) == [0] * (TRIES - 1)


def test_beat_waits_no_longer_for_a_broker_that_was_away_for_long(
    broker: Connection, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kind = symbol_by_name(current_app.conf.beat_scheduler)
    beat = kind(current_app, schedule_filename=str(tmp_path / "schedule"), lazy=True)
    beat.connection = broker

    assert beat.producer.connection.connected

    assert waits(caplog) == [0] * (TRIES - 1)


class Stumbling(memory.Channel):
    """A channel of a broker that died: to close it asks whom it was connected with."""

    def close(self) -> None:
        """Fail."""
        asked: Any = self.connection.client
        raise ConnectionRefusedError(asked.hostname)


class Dead(memory.Transport):
    """A broker that died."""

    Channel = Stumbling
    connection_errors = (ConnectionRefusedError,)


def test_a_connection_that_broke_may_be_closed_once_more() -> None:
    line = current_app.amqp.Connection(transport=Dead)
    line.default_channel  # noqa: B018 -- made by asking

    line.collect()
    line.close()

    assert not line.connected
