"""Deadlocks: rows are locked in the order of their ids, and a transaction that lost one all the same is begun again."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import OperationalError, connection
from django.db.models import Model
from psycopg2 import errors

log = logging.getLogger(__name__)
T = TypeVar("T")
M = TypeVar("M", bound=Model)
TURNS = 5


def lock_in_order(model: type[M], ids: Iterable[object]) -> None:
    """Lock these rows one after the other by id, until the transaction ends; needs an open transaction."""
    rows = model._default_manager.filter(pk__in=set(ids)).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk"))


def _as_it_was() -> None:
    return


def begun_again(do: Callable[[], T], rewind: Callable[[], None] = _as_it_was) -> T:
    """What `do` gives, which opens its own transaction; once more where PostgreSQL ended that to solve a deadlock.

    Inside another transaction nothing can be begun again: there the deadlock is raised. `rewind` runs before each
    further turn.
    """
    for turn in range(1, TURNS):
        try:
            return do()
        except OperationalError as error:
            if not isinstance(error.__cause__, errors.DeadlockDetected) or connection.in_atomic_block:
                raise
            log.warning("a deadlock was solved at the cost of this transaction, which begins again (%s)", turn)
            rewind()
    return do()
