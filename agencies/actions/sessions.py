"""That somebody came and went is recorded like everything else."""

from datetime import datetime

from django.db import transaction

from agencies.models import Person
from kernel.actor import Actor
from kernel.events import Named, record
from kernel.ids import name_id


def named_person(person: Person) -> Named:
    """The person as events name one: by an id that is no row's key."""
    return Named("person", name_id("person", str(person.pk)))


def record_sign_in(person: Person, *, at: datetime) -> None:
    """Write down that the person signed in."""
    with transaction.atomic():
        record(named_person(person), "person.signed_in", by=Actor(person=person), at=at)


def record_password_change(person: Person, *, at: datetime) -> None:
    """Write down that the person took a new password; needs an open transaction."""
    record(named_person(person), "person.password_changed", by=Actor(person=person), at=at)


def record_sign_out(person: Person, *, at: datetime) -> None:
    """Write down that the person signed out."""
    with transaction.atomic():
        record(named_person(person), "person.signed_out", by=Actor(person=person), at=at)
