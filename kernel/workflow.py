"""A workflow is a table: verb, from, to. The only place that assigns `status`."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from kernel.errors import TransitionNotAllowed


class HasStatus(Protocol):
    """A record that moves through a workflow."""

    status: str
    version: int


@dataclass(frozen=True)
class Line:
    """One verb: the statuses it starts from, those it may lead to (none: it changes none), and its event."""

    start: frozenset[str]
    to: tuple[str, ...]
    event: str


@dataclass(frozen=True)
class Move:
    """One step taken: the event to record and the statuses on both sides."""

    event: str
    from_status: str
    to_status: str


WORKFLOWS: "list[Workflow]" = []


class Workflow:
    """The lines of one noun, by verb."""

    def __init__(self, noun: str, **lines: tuple[Collection[str], str | tuple[str, ...] | None, str]) -> None:
        self.noun = noun
        self.lines = {
            verb: Line(frozenset(start), (to,) if isinstance(to, str) else to or (), f"{noun}.{event}")
            for verb, (start, to, event) in lines.items()
        }
        WORKFLOWS.append(self)

    def admits(self, subject: HasStatus, verb: str) -> bool:
        """Say whether the record's present status lets the verb start."""
        return subject.status in self.lines[verb].start

    def open_to(self, subject: HasStatus) -> list[str]:
        """The verbs that the present status lets start, in the order of the table."""
        return [verb for verb in self.lines if self.admits(subject, verb)]

    def advance(self, subject: HasStatus, verb: str, *, to: str | None = None) -> Move:
        """Move the record by one line of the table, or refuse; a verb with two ends needs `to`."""
        line = self.lines[verb]
        if subject.status not in line.start:
            raise TransitionNotAllowed(status=subject.status, allowed=self.open_to(subject))
        before = subject.status
        after = to or (line.to[0] if line.to else before)
        if after != before and after not in line.to:
            raise ValueError(f"{self.noun}.{verb} does not lead to {after}")
        subject.status = after
        subject.version += 1
        return Move(line.event, before, after if line.to else "")

    def begin(self, subject: HasStatus, status: str) -> None:
        """Give a record that is not yet saved its first status."""
        subject.status = status
