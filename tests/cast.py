"""The cast: a small city, the same in every test."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import Client

from agencies.actions.parentages import keep_first_parents
from agencies.models import Agency, Person, Post, Region, Role, RoutingRule
from agencies.queries.directory import directory
from agencies.web.session_life import begin
from cases.actions.inspections import NewBatch, NewInspection, open_inspection, receive_batch
from cases.actions.registration import Entry, register_clue
from cases.models import Batch, Clue
from kernel.actor import Actor

NOON = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
# Nobody signs in more often than tests do: the hash is reckoned once.
HASHED = make_password(PASSWORD)


@dataclass(frozen=True)
class City:
    """Agencies by code, people by username, and the actors they make."""

    agencies: dict[str, Agency]
    actors: dict[str, Actor]

    def actor(self, username: str) -> Actor:
        """The person of that name in their first post."""
        return self.actors[username]


AGENCIES = {
    "321100": ("镇江市人民政府", "government", "321100", None, None),
    "321100-hq": ("镇江市攻坚办", "command_office", "321100", None, "321100"),
    "321100-hb": ("镇江市生态环境局", "bureau", "321100", None, "321100"),
    "321181": ("丹阳市人民政府", "government", "321181", None, "321100"),
    "321181-hb": ("镇江市丹阳生态环境局", "branch", "321181", "321100-hb", "321181"),
    "321112": ("丹徒区人民政府", "government", "321112", None, "321100"),
    "321112-hb": ("镇江市丹徒生态环境局", "branch", "321112", "321100-hb", "321112"),
    "321100-jw": ("镇江市纪委监委", "discipline", "321100", None, None),
    "321112-jw": ("丹徒区纪委监委", "discipline", "321112", "321100-jw", None),
    "321100-ga": ("镇江市公安局", "police", "321100", None, "321100"),
    "321100-jcy": ("镇江市人民检察院", "procuratorate", "321100", None, None),
    "321100-jw-hb": ("市纪委监委派驻市生态环境局纪检监察组", "stationed_group", "321100", "321100-jw", None),
}
PEOPLE = {
    "intake": [("321100-hq", Role.INTAKE)],
    "dispatcher": [("321100-hq", Role.DISPATCHER)],
    "director": [("321100-hq", Role.DIRECTOR), ("321100-hb", Role.UNITHEAD)],
    "director2": [("321100-hq", Role.DIRECTOR)],
    "handler": [("321181-hb", Role.HANDLER)],
    "unithead": [("321181-hb", Role.UNITHEAD)],
    "colleague": [("321112-hb", Role.UNITHEAD)],
    "leader": [("321100", Role.LEADER)],
    "discipline": [("321100-jw", Role.DISCIPLINE)],
    "discipline2": [("321112-jw", Role.DISCIPLINE)],
    "discipline3": [("321100-jw", Role.DISCIPLINE)],
    "stationed": [("321100-jw-hb", Role.DISCIPLINE)],
    "jwauditor": [("321100-jw", Role.AUDITOR)],
    "rectifier": [("321100-hq", Role.RECTIFICATION)],
    "verifier": [("321100-hb", Role.HANDLER)],
    "sysadmin": [("321100-hq", Role.SYSADMIN)],
    "secadmin": [("321100-hq", Role.SECADMIN)],
    "auditor": [("321100-hq", Role.AUDITOR)],
}


def make_city() -> City:
    """Two counties, a command office, a bureau with two branches, and everybody who works there."""
    Region.objects.bulk_create(
        [
            Region(code="321100", name="镇江市", level="city"),
            Region(code="321181", name="丹阳市", level="county", parent_id="321100"),
            Region(code="321112", name="丹徒区", level="county", parent_id="321100"),
        ]
    )
    agencies = _agencies()
    actors = _actors()
    RoutingRule.objects.create(
        name="丹阳大气自动转办",
        position=10,
        region_codes=["321181"],
        pollution_types=["air"],
        channels=["hotline_12345", "grid"],
        lead=agencies["321181-hb"],
        mode="dispatch",
    )
    RoutingRule.objects.create(
        name="丹阳其他建议转办", position=20, region_codes=["321181"], lead=agencies["321181-hb"], mode="propose"
    )
    return City(agencies, actors)


def _agencies() -> dict[str, Agency]:
    Agency.objects.bulk_create(
        Agency(code=code, name=name, kind=kind, region_id=region, line_parent_id=line, territory_parent_id=territory)
        for code, (name, kind, region, line, territory) in AGENCIES.items()
    )
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    keep_first_parents(*agencies.values())
    return agencies


def _actors() -> dict[str, Actor]:
    """Everybody in their first post."""
    people = Person.objects.bulk_create(
        Person(username=username, name=f"演示{username}", password=HASHED) for username in PEOPLE
    )
    posts = [
        Post(person=person, agency_id=agency, role=role)
        for person in people
        for agency, role in PEOPLE[person.username]
    ]
    first = {post.person_id: post for post in reversed(Post.objects.bulk_create(posts))}
    return {person.username: Actor(person=person, post=first[person.pk]) for person in people}


def make_clue(city: City, *, at: datetime = NOON, by: str = "intake", **changes: object) -> Clue:
    """A registered clue from the hotline about air in 丹阳."""
    facts: dict[str, object] = {
        "description": "群众反映云阳街道一化工厂夜间排放刺激性气味废气，水体黑臭",
        "channel": "hotline_12345",
        "region": Region.objects.get(code="321181"),
        "pollution_types": ("air",),
    }
    with transaction.atomic():
        return register_clue(Entry(**{**facts, **changes}), by=city.actor(by), at=at)  # type: ignore[arg-type]


def make_batch(city: City, *, at: datetime = NOON) -> Batch:
    """The first, empty batch of a province's inspection."""
    with transaction.atomic():
        new = NewInspection("省第一督察组进驻", "provincial", at.date())
        inspection = open_inspection(new, by=city.actor("intake"), at=at)
        return receive_batch(NewBatch(inspection, "第一批", at), by=city.actor("intake"), at=at)


def sign_in(client: Client, username: str) -> None:
    """Give the browser a session of this person that began just now."""
    client.force_login(Person.objects.get(username=username))
    session = client.session
    begin(session)
    session.save()


def read_the_directory() -> None:
    """As a process has it in memory after its first requests: whoever counts queries counts none of these."""
    known = directory()
    known.rules, known.calendar, known.people_in(known.agencies), known.below(""), known.regions
