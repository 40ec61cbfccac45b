"""The one door to a row that somebody wants to act on."""

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from kernel.actor import Actor
from kernel.errors import Forbidden, NotFound, SamePerson

M = TypeVar("M", bound=Model)
Predicate = Callable[[Actor, M], bool]


def find(visible: "QuerySet[M]", pk: str | UUID) -> M:
    """The row if this reader may see it, else NotFound."""
    row = visible.filter(pk=_as_uuid(pk)).first()
    if row is None:
        raise NotFound
    return row


def claim(visible: "QuerySet[M]", pk: str | UUID) -> M:
    """The row, locked until the transaction ends, if this reader may see it, else NotFound."""
    return find(visible.select_for_update(of=("self",)), pk)


def unless_tied(held: Sequence[str], deciding: Collection[str], is_tied: Callable[[], bool]) -> list[str]:
    """The verbs without those that decide, where the actor is tied to the record; asked only if one of them is held."""
    tied = any(verb in deciding for verb in held) and is_tied()
    return [verb for verb in held if not (tied and verb in deciding)]


def refuse_the_asker(by: Actor, asked_by: int) -> None:
    """Refuse whoever asked for what is decided on here, and a program: of a noun's verbs the verb table says this."""
    if by.person is None or by.person.pk == asked_by:
        raise SamePerson


def permit(allowed: bool) -> None:  # noqa: FBT001 -- reads as a sentence: permit(may(actor, verb, row))
    """Refuse with Forbidden unless allowed."""
    if not allowed:
        raise Forbidden


def _as_uuid(pk: str | UUID) -> UUID:
    try:
        return pk if isinstance(pk, UUID) else UUID(pk)
    except ValueError:
        raise NotFound from None
