"""What an operator does to the whole installation at the machine, with the agreement of somebody on a page."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from agencies.actions.approvals import AlreadyAsked, Asked, agreed_to, ask_approval
from agencies.models import Approval, Person, Post, Role
from agencies.queries.validity import in_force
from kernel.actor import Actor
from kernel.errors import Forbidden


@dataclass(frozen=True)
class Operation:
    """An act, and exactly what it is about: which backup, which ring, whose second factor."""

    act: Approval.Act
    subject_id: UUID
    subject: str
    facts: Mapping[str, object] = field(default_factory=dict)


def operator(username: str, password: str) -> Actor:
    """The system administrator who proves to be that by their password; Forbidden for anybody else."""
    person = Person.objects.filter(username=username, is_active=True).first()
    if person is None or not person.check_password(password):
        raise Forbidden
    post = Post.objects.filter(in_force(), person=person, role=Role.SYSADMIN).select_related("agency").first()
    if post is None:
        raise Forbidden
    return Actor(person=person, post=post)


def agreement(operation: Operation, why: str, *, by: Actor, at: datetime) -> Approval | None:
    """The agreement that is good for the operation; without one it is asked for, once, and there is none yet.

    It is not used up here: whoever carries the operation out does that.
    """
    good = agreed_to(operation.act, operation.subject_id, by=by, at=at).select_related("decided_by").first()
    if good is None:
        with suppress(AlreadyAsked):
            asked = Asked(operation.act, operation.subject_id, operation.subject, why, operation.facts)
            ask_approval(asked, by=by, at=at)
    return good
