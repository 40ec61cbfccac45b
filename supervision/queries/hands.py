"""The chain of hands: who had a referral when, from the compartment's own log."""

from dataclasses import dataclass
from datetime import datetime

from agencies.models import ApiClient, Person
from agencies.queries.agencies import agency_names
from kernel.actor import Actor
from kernel.listing import Shown, first_of
from supervision.models import Reading, Referral, ReferralEvent, ReferralRemark

LONGEST = 200
# What the writers did among themselves is not the receiver's business.
INSIDE = frozenset({"referral.drafted", "referral.edited", "referral.material_added", "referral.approved"})


@dataclass(frozen=True)
class Hand:
    """One step of the chain."""

    type: str
    at: datetime
    person: str
    agency: str
    post: str
    data: dict[str, object]
    words: dict[str, str]


def hands_of(referral: Referral, actor: Actor) -> list[Hand]:
    """What was done to it, oldest first, as this reader may know it."""
    events = list(ReferralEvent.objects.filter(subject_id=referral.id).order_by("occurred_at", "version"))
    if actor.agency_id != referral.drafted_by_agency_id:
        events = [event for event in events if event.type not in INSIDE]
    words: dict[object, dict[str, str]] = {}
    for remark in ReferralRemark.objects.filter(event_id__in=[event.id for event in events]):
        words.setdefault(remark.event_id, {})[remark.name] = remark.text
    people = dict(Person.objects.filter(pk__in={e.person_id for e in events}).values_list("pk", "name"))
    clients = dict(ApiClient.objects.filter(pk__in={e.client_id for e in events}).values_list("pk", "name"))
    agencies = agency_names({event.agency_id for event in events})
    return [
        Hand(
            type=event.type,
            at=event.occurred_at,
            person=people.get(event.person_id or 0) or clients.get(event.client_id or 0, ""),
            agency=agencies.get(event.agency_id, ""),
            post=event.post,
            data=event.data,
            words=words.get(event.id, {}),
        )
        for event in events
    ]


def readings_of(organ: str, *, using: str) -> Shown[Reading]:
    """The latest readings of an organ's people and programs, for its auditor, by the role that may read them."""
    return first_of(Reading.objects.using(using).filter(agency_id=organ).order_by("-at", "-id"), LONGEST)
