"""That somebody came and went is recorded like everything else."""

import uuid
from datetime import datetime

from django.db import transaction

from agencies.models import Person
from kernel.actor import Actor
from kernel.events import Named, record

PEOPLE = uuid.UUID("6f6b3c1a-5d0e-5a43-9d8c-2f1f0a7c9b11")


def named_person(person: Person) -> Named:
    """The person as events name one: by an id that is no row's key."""
    return Named("person", uuid.uuid5(PEOPLE, str(person.pk)))


def record_sign_in(person: Person, *, at: datetime) -> None:
    """Write down that the person signed in."""
    with transaction.atomic():
        record(named_person(person), "person.signed_in", by=Actor(person=person), at=at)


def record_sign_out(person: Person, *, at: datetime) -> None:
    """Write down that the person signed out."""
    with transaction.atomic():
        record(named_person(person), "person.signed_out", by=Actor(person=person), at=at)
