"""Who holds a post, and whom a message for a post reaches."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Case, Q, QuerySet, When

from agencies.models import Person, Post, Role
from agencies.queries.validity import in_force

# When a post is empty, its agency's duty post answers: the first of these that somebody holds.
DUTY_ROLES = (Role.DISPATCHER, Role.INTAKE, Role.UNITHEAD, Role.HANDLER, Role.DIRECTOR, Role.DISCIPLINE)


class StandsAs(StrEnum):
    """Why a message reaches somebody."""

    HOLDER = "holder"
    SUBSTITUTE = "substitute"
    DUTY = "duty"


@dataclass(frozen=True)
class Recipient:
    """Somebody a message for a post reaches, and by which post."""

    person: Person
    post: Post
    stands_as: StandsAs


def posts_held_by(person: Person, *, on: date) -> QuerySet[Post]:
    """The posts that are the person's own on a day, with their agencies, in the order they were given."""
    return Post.objects.filter(person=person).select_related("agency").order_by("pk").filter(in_force(on))


def posts_open_to(person: Person, *, on: date) -> QuerySet[Post]:
    """The posts a person may act in on a day: their own first, then those of the absent whom they stand in for."""
    mine = Q(person=person) | (Q(substitute=person) & absent_on(on))
    own_first = Case(When(person=person, then=0), default=1)
    return Post.objects.filter(mine).select_related("agency").order_by(own_first, "pk").filter(in_force(on))


def holds_post_in(person: Person, agency_codes: Collection[str], *, on: date) -> bool:
    """Say whether the person is tied to one of the agencies, by a post of their own or by standing in."""
    return posts_open_to(person, on=on).filter(agency__in=agency_codes).exists()


def recipients(post_code: str, *, on: date) -> tuple[Recipient, ...]:
    """Whom a message for `AGENCY:ROLE` reaches: holders, else their substitutes, else the agency's duty post."""
    agency, _, role = post_code.rpartition(":")
    return recipients_at(agency, [role], on=on)[role]


def recipients_at(agency: str, roles: Collection[str], *, on: date) -> dict[str, tuple[Recipient, ...]]:
    """The same for several roles at one agency, in one query."""
    posts = (
        Post.objects.filter(agency=agency).select_related("person", "substitute").order_by("pk").filter(in_force(on))
    )
    by_role: dict[str, list[Post]] = {}
    for post in posts:
        by_role.setdefault(post.role, []).append(post)
    present = {role: _present(by_role.get(role, []), on) for role in {*roles, *DUTY_ROLES}}
    on_duty = next((found for role in DUTY_ROLES if (found := present[role])), ())
    duty = tuple(Recipient(one.person, one.post, StandsAs.DUTY) for one in on_duty)
    return {role: present[role] or duty for role in roles}


def absent_on(day: date) -> Q:
    """The condition that a post's holder is away on a day."""
    return Q(absent_from__lte=day) & (Q(absent_to__isnull=True) | Q(absent_to__gte=day))


def is_absent(post: Post, *, on: date) -> bool:
    """Say whether the post's holder is away on a day."""
    return post.absent_from is not None and post.absent_from <= on and (post.absent_to is None or on <= post.absent_to)


def _present(posts: Iterable[Post], on: date) -> tuple[Recipient, ...]:
    """Who answers for these posts, each person once."""
    found: dict[int, Recipient] = {}
    for post in posts:
        away = is_absent(post, on=on)
        person = post.substitute if away else post.person
        if person is not None and person.is_active:
            found.setdefault(person.pk, Recipient(person, post, StandsAs.SUBSTITUTE if away else StandsAs.HOLDER))
    return tuple(found.values())
