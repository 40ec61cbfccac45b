"""A referral against an agency leaves everything that this agency can fetch as it was, to the byte."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.urls import URLPattern, URLResolver, get_resolver

from agencies.models import Person, Post, Role
from cases.models import Clue
from kernel.events import record
from supervision.models import Referral
from tests.cases.situations import clue_in, program_of
from tests.cast import NOON, City, make_clue
from tests.conftest import ApiOf
from tests.supervision.crawl import Fetched, crawled, differences
from tests.supervision.situations import BODIES, PAPER
from tests.web.readers import reader

UNIT = "321181-hb"
STARTS = [
    "/desk",
    "/letters/",
    "/joint/",
    "/proposals/",
    "/sections/",
    "/clues/",
    "/clues/?q=废气",
    "/dashboard",
    "/reports/",
    "/referrals/",
    "/referrals/new",
    "/tasks/",
]
SCOPES = ("clues:read", "tasks:read", "referrals:read", "reports:read", "changes:read", "webhooks:write")
# They speak of no record, and cost more than all the others.
DOCUMENTS = {"/api/v1/docs", "/api/v1/schema"}
METRICS = (
    "clues_received",
    "clues_open",
    "clues_overdue",
    "platform_closure_rate",
    "items_shared_or_moved",
    "persons_released",
)
Everything = dict[str, Fetched]


def api_addresses() -> list[str]:
    """Every address of the contract, those of one record apart."""
    found = [one for one in routes(get_resolver().url_patterns, "/") if one.startswith("/api/v1/") and "<" not in one]
    metrics = [f"/api/v1/metrics?metric={name}&as_of=2026-11-20" for name in METRICS]
    return [*(path for path in found if path not in {"/api/v1/metrics", *DOCUMENTS} and "^" not in path), *metrics]


def routes(patterns: list[Any], prefix: str) -> list[str]:
    """The paths of all patterns below."""
    found = []
    for one in patterns:
        path = f"{prefix}{one.pattern}"
        if isinstance(one, URLResolver):
            found += routes(one.url_patterns, path)
        elif isinstance(one, URLPattern):
            found.append(path)
    return found


def all_posts_of_the_unit() -> list[str]:
    """Somebody in every post that the unit may have."""
    names = []
    for role in (Role.HANDLER, Role.UNITHEAD, Role.INSPECTOR, Role.LEADER, Role.PUBLICITY, Role.AUDITOR):
        person = Person.objects.create(username=f"unit-{role}", name=f"演示{role}")
        Post.objects.create(person=person, agency_id=UNIT, role=role)
        names.append(person.username)
    return [*names, "leader", "colleague"]


def everything(people: list[str], clues: list[Clue], program: Any) -> Everything:
    """All that these people and the unit's program can fetch."""
    of_records = [f"/api/v1/{kind}/{clue.pk}{part}" for kind in ("clues", "referrals") for clue in clues
                  for part in ("", "/actions", "/timeline", "/attachments", "/materials", "/package")]  # fmt: skip
    addresses = [*api_addresses(), *of_records]
    found = {
        f"{name} pages": crawled(reader(name), [*STARTS, *(f"/clues/{c.pk}" for c in clues)]) for name in people[:2]
    }
    found |= {f"{name} api": crawled(reader(name), addresses, follow=False) for name in people}
    return found | {"program": crawled(program, addresses, follow=False)}


def told_apart(before: Everything, after: Everything) -> list[str]:
    """Who can fetch something else where."""
    return [f"{who}: {path}" for who in before for path in differences(before[who], after[who])]


@pytest.fixture
def looking(city: City) -> Callable[..., Everything]:
    """Looks through the unit's eyes at a city with clues of its own and of others: all read, the first two browse."""
    people = all_posts_of_the_unit()
    clues = [clue_in(city, status) for status in ("dispatched", "investigating", "closed")]
    clues += [make_clue(city), clue_in(city, "investigating", lead_agency="321112-hb")]
    program = program_of(UNIT, *SCOPES)
    return lambda *chosen: everything(list(chosen) or people, clues, program)


def refer_to_the_end(api: ApiOf, clue: Clue) -> Referral:
    """The whole way of a referral against the unit, with a return on it."""
    office, organ = api("director2"), api("discipline")
    clerk = api("dispatcher")
    answer = clerk.post(f"/api/v1/clues/{clue.pk}/actions/refer", PAPER)
    path = f"/api/v1/referrals/{answer.json()['id']}"
    way = [(office, "approve"), (clerk, "send"), (organ, "return"), (office, "resend"), (organ, "receive"),
           (organ, "release")]  # fmt: skip
    for client, verb in way:
        done = client.post(f"{path}/actions/{verb}", BODIES.get(verb, {}))
        assert done.status_code == 200, done.json()
    organ.get(path)
    return Referral.objects.get(pk=answer.json()["id"])


def test_nothing_that_the_agency_can_fetch_tells_of_a_referral_against_it(
    city: City, api: ApiOf, looking: Callable[..., Everything]
) -> None:
    clue = Clue.objects.get(status="investigating", lead_agency_id=UNIT)
    with time_machine.travel(datetime(2026, 11, 22, 4, tzinfo=NOON.tzinfo), tick=False):
        before = looking()
        refer_to_the_end(api, clue)
        after = looking()

    assert told_apart(before, after) == []
    assert sum(len(pages) for pages in before.values()) > 250


def test_the_look_notices_one_event_in_the_public_log(city: City, looking: Callable[..., Everything]) -> None:
    clue = Clue.objects.get(status="investigating", lead_agency_id=UNIT)
    with time_machine.travel(datetime(2026, 11, 22, 4, tzinfo=NOON.tzinfo), tick=False):
        before = looking("unit-handler")
        record(clue, "clue.commented", by=city.actor("director2"), at=NOON)
        after = looking("unit-handler")

    told = told_apart(before, after)
    assert f"program: /api/v1/clues/{clue.pk}/timeline" in told
    assert f"unit-handler pages: /clues/{clue.pk}" in told
