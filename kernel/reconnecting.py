"""How worker and beat wait for a broker that is away: they ask every second, so that work goes on once it is back.

Celery's own would ask ever less often, up to twice a minute.
"""

import logging
from collections.abc import Callable
from functools import cached_property
from typing import Any

from celery.app.amqp import AMQP
from celery.beat import PersistentScheduler
from celery.worker.consumer import Consumer as CelerysConsumer
from celery.worker.state import maybe_shutdown
from kombu import Connection, Producer

log = logging.getLogger(__name__)
AGAIN = 1


def await_broker(broker: Connection, between: Callable[[], None] | None = None) -> None:
    """Return once it answers; `between` is called before each further try, and may raise to end the waiting."""
    broker.ensure_connection(_say, interval_start=AGAIN, interval_step=0, interval_max=AGAIN, callback=between)


def _say(error: Exception, wait: float) -> None:
    log.warning("the broker does not answer (%s), again in %s s", type(error).__name__, wait)


class Line(Connection):
    """A connection that may be closed once more after it broke; with Sentinel, that would end the worker."""

    def collect(self, *args: Any, **options: Any) -> None:
        """Forget what broke, its channel as well."""
        super().collect(*args, **options)
        self._default_channel = None


class Lines(AMQP):
    """Celery's way to its broker."""

    Connection = Line


class Consumer(CelerysConsumer):
    """A worker's, which still ends when it is told to."""

    def ensure_connected(self, conn: Connection) -> Connection:
        """The connection, once it stands."""
        await_broker(conn, maybe_shutdown)
        return super().ensure_connected(conn)


class Scheduler(PersistentScheduler):
    """Beat's."""

    @cached_property
    def producer(self) -> Producer:
        """What sends its messages, over a connection that stands."""
        await_broker(self.connection)
        made: Producer = super().producer
        return made
