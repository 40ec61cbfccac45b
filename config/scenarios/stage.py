"""The stage of a scenario: the regions, agencies and people of its city, made as they are asked for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.timezone import get_default_timezone

from agencies.actions.parentages import keep_first_parents
from agencies.data import known_reaches
from agencies.models import Agency, Person, Post, Region, Role
from agencies.queries.agencies import command_office
from kernel.actor import Actor


def instant(day: str, clock: str = "12:00") -> datetime:
    """An instant on the office's wall clock: `instant("2022-05-20", "22:10")`."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=get_default_timezone())


@dataclass
class Stage:
    """One city's stage; `name` is also the source under which its records are known."""

    name: str
    city: str
    city_name: str
    _actors: dict[str, Actor] = field(default_factory=dict)

    def region(self, code: str, name: str, level: str = Region.Level.COUNTY, parent: str | None = None) -> Region:
        """The region, made if it is missing."""
        facts = {"name": name, "level": level, "parent_id": parent, **known_reaches().get(code, {})}
        return Region.objects.get_or_create(code=code, defaults=facts)[0]

    def agency(self, code: str, name: str, kind: str = Agency.Kind.BUREAU, **parents: str) -> Agency:
        """The agency in its region, made if it is missing."""
        region = code[:6]
        facts = {"name": name, "kind": kind, "region_id": region, **{f"{k}_id": v for k, v in parents.items()}}
        agency, is_new = Agency.objects.get_or_create(code=code, defaults=facts)
        if is_new:
            keep_first_parents(agency)
        return agency

    def office(self, role: str = Role.DIRECTOR) -> Actor:
        """Somebody of the command office that this system serves; an office of the city's own where there is none."""
        office = command_office() or self.agency(
            f"{self.city}-hq", f"{self.city_name}整改办", Agency.Kind.COMMAND_OFFICE
        )
        return self.actor(office, role)

    def actor(self, agency: Agency, role: str) -> Actor:
        """Somebody in this role at the agency; nobody can sign in as them."""
        username = f"{self.name}-{agency.code}-{role}"
        if username not in self._actors:
            person, is_new = Person.objects.get_or_create(username=username, defaults={"name": f"演示{self.city_name}"})
            if is_new:
                person.set_unusable_password()
                person.save()
            post, _new = Post.objects.get_or_create(person=person, agency=agency, role=role)
            self._actors[username] = Actor(person=person, post=post)
        return self._actors[username]


@dataclass(frozen=True)
class Scenario:
    """A city's case: `play` builds it once, `figures` prints it as of the city's own dates.

    `play` is history and as quiet as an import; `afterwards` is what the office is to hear of.
    """

    name: str
    is_played: Callable[[], bool]
    play: Callable[[Stage], None]
    figures: Callable[[Stage], list[tuple[str, object]]]
    stage: Callable[[], Stage]
    afterwards: Callable[[Stage], None] = lambda _stage: None


def spread(first: datetime, last: datetime, count: int) -> list[datetime]:
    """So many instants, evenly from the first to the last."""
    step = (last - first) / max(1, count - 1)
    return [first + (step * number if count > 1 else timedelta()) for number in range(count)]
