"""Cases apart: a scenario's records are its own, in nobody else's totals and lists, and shown where it is asked for."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.db import models

_case: ContextVar[str] = ContextVar("case", default="")
M = TypeVar("M", bound=models.Model)


@contextmanager
def apart(case: str) -> Iterator[None]:
    """Every record that is made inside belongs to this case."""
    token = _case.set(case)
    try:
        yield
    finally:
        _case.reset(token)


def present_case() -> str:
    """The case that new records belong to; "" is the office's own work."""
    return _case.get()


class OfACase(models.Model):
    """A record that belongs to a case apart, or to the office's own work."""

    case = models.CharField(max_length=32, blank=True, default=present_case, editable=False)

    class Meta:
        abstract = True


def ordinary(rows: "models.QuerySet[M]", *, source: str = "", path: str = "") -> "models.QuerySet[M]":
    """What is the office's own, and the case that was asked for by its source; `path` leads to the record of a case."""
    return rows.filter(**{f"{path}case__in": sorted({"", source})})
