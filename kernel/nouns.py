"""A noun at both doors: what a page and an endpoint need to know to serve its verbs."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from kernel.access import claim, find, permit
from kernel.actor import Actor
from kernel.deadlocks import lock_in_order
from kernel.errors import NotFound, PersonRequired, SamePerson, TransitionNotAllowed, Words
from kernel.events import did
from kernel.outgoing import Identity, let_out
from kernel.verb_texts import texts_of, with_texts
from kernel.verbs import Verb
from kernel.workflow import Workflow

M = TypeVar("M", bound=Model)


def _nobody(actor: Actor, row: Any, what: Any) -> Iterable[Identity]:
    return ()


NOUN_OF: "dict[type[Model], Noun[Any]]" = {}


@dataclass(frozen=True)
class Lent(Generic[M]):
    """A verb that a higher floor adds to a noun below it: who may use it, and on which records now."""

    verb: Verb
    may: Callable[[Actor, M], bool]
    person_only: bool = False


@dataclass(frozen=True)
class Doorway(Generic[M]):
    """A page of a higher floor to which a record's own page leads: its button, its address, and who is let in."""

    label: Words
    address: Callable[[M], str]
    may: Callable[[Actor, M], bool]


@dataclass(frozen=True)
class Noun(Generic[M]):
    """A noun's verbs, who sees its records, who may do what to one, and what of that is open now."""

    model: type[M]
    name: str
    plural: str
    own: Mapping[str, Verb]
    visible_to: Callable[[Actor], "QuerySet[M]"]
    may_ever: Callable[[Actor, str, M], bool]
    open_now: Callable[[Actor, M], list[str]]
    person_only: frozenset[str] = frozenset()
    lent: dict[str, Lent[M]] = field(default_factory=dict)
    # The noun's table of steps, and who took one: what `not_by` of a verb means.
    workflow: Workflow | None = None
    # A noun of the compartment: whoever does not see a record hears nothing of it.
    apart: bool = False
    # Whose seals may not be broken by words about a record, given its verb's input; and how its own texts are mended.
    identities: "Callable[[Actor, M, Any], Iterable[Identity]]" = _nobody
    labels: Mapping[str, Words] = field(default_factory=dict)
    mend: "Callable[[M, dict[str, str], Actor, datetime], object] | None" = None
    did: Callable[[Actor, UUID, Collection[str]], bool] = did

    def __post_init__(self) -> None:
        NOUN_OF[self.model] = self

    def page_of(self, pk: object) -> str:
        """Where a record stands, as a page."""
        return f"/{self.plural}/{pk}"

    @property
    def verbs(self) -> dict[str, Verb]:
        """Every verb by its name, in the order buttons show them."""
        return {**self.own, **{name: loan.verb for name, loan in self.lent.items()}}

    def verb(self, name: str) -> Verb:
        """The verb of that name, or NotFound."""
        found = self.verbs.get(name)
        if found is None:
            raise NotFound
        return found

    def may(self, actor: Actor, name: str, row: M) -> bool:
        """Say whether this actor may ever do this to this record, whatever its status."""
        return self.lent[name].may(actor, row) if name in self.lent else self.may_ever(actor, name, row)

    def open_to(self, actor: Actor, row: M) -> list[str]:
        """What this actor may do to this record now."""
        found = [*self.open_now(actor, row), *(name for name in self.lent if self.may(actor, name, row))]
        return [name for name in found if not self._asked_for_it(actor, name, row)]

    def for_persons(self, name: str) -> bool:
        """Say whether only a person does this, however wide a program's scopes are."""
        return self.lent[name].person_only if name in self.lent else name in self.person_only

    def permit(self, actor: Actor, name: str, row: M) -> None:
        """Refuse whoever may not, and a program where only a person may."""
        if actor.client is not None and self.for_persons(name):
            raise PersonRequired
        permit(self.may(actor, name, row))
        if self._asked_for_it(actor, name, row):
            raise SamePerson

    def steps_before(self, name: str) -> list[str]:
        """The types of the events whose author does not do this verb on the same record."""
        lines = self.workflow.lines if self.workflow else {}
        steps = self.verb(name).not_by
        return [lines[step].event if step in lines else f"{self.event_noun}.{step}" for step in steps]

    @property
    def event_noun(self) -> str:
        """What events call the noun."""
        return self.workflow.noun if self.workflow else self.name

    def _asked_for_it(self, actor: Actor, name: str, row: M) -> bool:
        steps = self.steps_before(name)
        return bool(steps) and self.did(actor, row.pk, steps)

    def claim(self, actor: Actor, pk: object, name: str, said: Callable[[], Any]) -> M:
        """The visible record, locked until the transaction ends, with all others that the verb locks, in one order.

        `said` gives the verb's input, or None where it has faults; it is asked where other records depend on it.
        """
        verb = self.verb(name)
        if verb.locks_others:
            row = find(self.visible_to(actor), str(pk))
            self.permit(actor, name, row)
            lock_in_order(self.model, [row.pk, *verb.beside(row, said())])
        return claim(self.visible_to(actor), str(pk))

    def perform(self, row: M, name: str, what: Any, *, by: Actor, at: datetime) -> Any:
        """Do it to the locked record, once its words have passed the gate; a refusal by status names what is open."""
        what, by = self.let_out(row, name, what, by=by, at=at)
        try:
            return self.verb(name).do(row, what, by=by, at=at)
        except TransitionNotAllowed as refusal:
            refusal.facts["allowed"] = self.open_to(by, row)
            raise

    def let_out(self, row: M, name: str, what: Any, *, by: Actor, at: datetime) -> tuple[Any, Actor]:
        """The input as it may leave, and the actor with what the event tells; masks the record's own texts as well."""
        verb = self.verb(name)
        texts = texts_of(what).items()
        said = {place: text for place, text in texts if text and place.split("/")[1] not in verb.within}
        own = {place: text for place, text in self._own_texts(row, verb).items() if place not in said}
        names = verb.names(row, what)
        masked, by = let_out(
            {**own, **said, **names},
            by=by,
            identities=lambda: self.identities(by, row, what),
            fixed=names,
            labels=self.labels,
        )
        mended = {place: text for place, text in masked.items() if place in own}
        if mended and self.mend is not None:
            self.mend(row, mended, by, at)
        return with_texts(what, masked), by

    def _own_texts(self, row: M, verb: Verb) -> dict[str, str]:
        return {f"/{name}": str(getattr(row, name) or "") for name in verb.sends}
