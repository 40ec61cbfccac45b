"""A disclosure on its way: drafted by the office's publicity, read over by its director."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from agencies.models import Person, Post, Role
from cases.actions.inspections import NewBatch, receive_batch
from cases.models import Batch, Clue
from kernel.actor import Actor
from kernel.verbs import Nothing
from reports.actions.disclosures import NewDisclosure, draft_disclosure
from reports.actions.publication import Publish
from reports.models import DisclosureBatch
from reports.nouns import DISCLOSURES
from tests.cast import NOON, PASSWORD, City, make_batch, make_clue

LATER = NOON + timedelta(hours=1)
AUTHOR, REVIEWER, CHIEF = "publicity", "publicity2", "director2"


def with_publicity(city: City) -> City:
    """Two people of the office's publicity join the cast."""
    for username in (AUTHOR, REVIEWER):
        person = Person(username=username, name=f"演示{username}")
        person.set_password(PASSWORD)
        person.save()
        post = Post.objects.create(person=person, agency_id="321100-hq", role=Role.PUBLICITY)
        city.actors[username] = Actor(person=person, post=post)
    return city


def complaint(city: City, batch: Batch, number: int, **columns: object) -> Clue:
    """An order of the batch, handled as the columns say."""
    clue = make_clue(city, batch=batch, channel="inspection", description=f"第{number}件：某厂夜间排放废气")
    facts = {"source_system": "inspection:x", "source_external_id": f"D{number:03d}", **columns}
    Clue.objects.filter(pk=clue.pk).update(**facts)
    return Clue.objects.get(pk=clue.pk)


CLOSED = {"status": "closed", "closed_at": NOON, "verdict": "substantiated", "findings": "属实", "measures": "已停产"}


def batch_of(city: City, count: int = 2) -> Batch:
    """A batch with so many closed orders."""
    batch = make_batch(city)
    for number in range(1, count + 1):
        complaint(city, batch, number, lead_agency_id="321181-hb", **CLOSED)
    return batch


def second_batch(city: City, first: Batch, count: int = 1) -> Batch:
    """A later batch of the same inspection."""
    with transaction.atomic():
        batch = receive_batch(NewBatch(first.inspection, "第二批", NOON), by=city.actor("intake"), at=NOON)
    for number in range(11, 11 + count):
        complaint(city, batch, number, lead_agency_id="321181-hb", **CLOSED)
    return batch


def drafted(city: City, batch: Batch, **changes: Any) -> DisclosureBatch:
    """The draft over a batch."""
    with transaction.atomic():
        return draft_disclosure(NewDisclosure(batch=batch, **changes), by=city.actor(AUTHOR), at=NOON)


def do(city: City, disclosure: DisclosureBatch, verb: str, what: Any = None, *, by: str = AUTHOR) -> DisclosureBatch:
    """One verb, on the row as it stands in the database."""
    row = DisclosureBatch.objects.get(pk=disclosure.pk)
    with transaction.atomic():
        DISCLOSURES.perform(row, verb, what if what is not None else Nothing(), by=city.actor(by), at=LATER)
    return DisclosureBatch.objects.get(pk=disclosure.pk)


def reviewed(city: City, batch: Batch) -> DisclosureBatch:
    """Handed over and read over."""
    disclosure = do(city, drafted(city, batch), "submit")
    return do(city, disclosure, "review", by=REVIEWER)


def published(city: City, batch: Batch) -> DisclosureBatch:
    """And out."""
    return do(city, reviewed(city, batch), "publish", Publish(outlet="市政府网站"), by=REVIEWER)
