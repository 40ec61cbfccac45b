"""The worker's own timer: drains and fires slots without Redis, in a child that is replaced when it dies."""

import ctypes
import logging
import os
import signal
import sys
import threading
import time
from multiprocessing import get_context
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event as EventType
from typing import Any

from celery import bootsteps
from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils import timezone

from kernel import relay, schedule
from kernel.clock import database_now, warn_of_skew
from kernel.liveness import beat
from kernel.seals import seal_all_logs

log = logging.getLogger(__name__)
PAUSE = 0.5
STUCK = 30
LAST_TURN = 5
BETWEEN_BEATS = 5
_fork = get_context("fork")


def keep_draining(alive_at: "Synchronized[float]", ending: EventType) -> None:
    """Drain, fire due slots, pause, until told to end; a turn that takes too long is ended from outside."""
    _become_a_child()
    beaten = 0.0
    while not ending.is_set():
        alive_at.value = time.monotonic()
        try:
            close_old_connections()
            if time.monotonic() - beaten > BETWEEN_BEATS:
                beat("worker", at=database_now())
                warn_of_skew(at=timezone.now())
                beaten = time.monotonic()
            schedule.fire_due_slots(database_now())
            relay.drain(seconds=1)
            if seal_all_logs():
                continue
        except (DatabaseError, InterfaceError) as error:
            log.warning("the relay waits for the database: %s", type(error).__name__)
            connections.close_all()
        ending.wait(PAUSE)


def _become_a_child() -> None:
    """Leave signals to the parent, die with it, and use no connection of its own."""
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1):
        signal.signal(name, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    for connection in connections.all(initialized_only=True):
        connection.connection = None


class RelayTimer(bootsteps.StartStopStep):
    """Keeps one draining child alive; a step of the worker, so that it needs no broker."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, parent: Any, **options: Any) -> None:
        self.ending = _fork.Event()
        self.keeper = threading.Thread(target=self._keep, name="relay-timer", daemon=True)
        super().__init__(parent, **options)

    def start(self, parent: Any) -> None:
        """Start the keeper of the child."""
        self.keeper.start()

    def stop(self, parent: Any) -> None:
        """End the child once its present turn is finished."""
        self.ending.set()
        self.keeper.join(timeout=LAST_TURN + 1)

    terminate = stop

    def _keep(self) -> None:
        while not self.ending.is_set():
            alive_at = _fork.Value("d", time.monotonic())
            child = _fork.Process(target=keep_draining, args=(alive_at, self.ending), name="relay")
            child.start()
            while child.is_alive() and not self.ending.wait(0.1):
                if time.monotonic() - alive_at.value > STUCK and child.pid:
                    os.kill(child.pid, signal.SIGKILL)
            if self.ending.is_set():
                child.join(LAST_TURN)
            else:
                log.warning("the relay's child ended with %s and is replaced", child.exitcode)
            child.kill()
            child.join()
