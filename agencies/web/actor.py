"""Who is asking: a signed-in person acting in one of their posts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from agencies.models import DISCIPLINE_KINDS, Agency, Person, Post, Role
from agencies.queries.posts import posts_open_to
from agencies.rules import ADMINISTRATORS, administers, needs_second_factor, reads_log
from kernel.actor import Actor
from kernel.page_request import PageRequest

CHOSEN = "post"
PROVEN_TWICE, PROVEN_AT = "proven_twice", "proven_at"
NOBODY = Actor()


@dataclass(frozen=True)
class Reader:
    """What the menu has to know about who reads; what they may do is for the rules to say."""

    business: bool
    office: bool
    director: bool
    discipline: bool
    sysadmin: bool
    secadmin: bool
    auditor: bool
    organ_auditor: bool
    demo: bool
    bilingual: bool


class ActorMiddleware:
    """Sets `request.actor`: the signed-in person in the post they chose, or in their first."""

    def __init__(self, get_response: Callable[[PageRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PageRequest) -> HttpResponse:
        """Find out who asks, and go on."""
        request.actor = actor_of(request)
        return self.get_response(request)


def actor_of(request: PageRequest) -> Actor:
    """The session's actor; nobody for a program's request, which its token will name."""
    if "Authorization" in request.headers or not isinstance(request.user, Person):
        return NOBODY
    posts = list(posts_open_to(request.user, on=timezone.localdate()))
    chosen = request.session.get(CHOSEN)
    post: Post | None = next((post for post in posts if post.pk == chosen), posts[0] if posts else None)
    request.posts = posts
    request.detour = detour_of(request, request.user, [post.role for post in posts])
    proven = request.session.get(PROVEN_AT)
    return Actor(person=request.user, post=post, proven_at=datetime.fromtimestamp(proven, UTC) if proven else None)


def detour_of(request: PageRequest, person: Person, roles: list[str]) -> str:
    """Where the person has to go before anything else: to a password of their own, or to a second factor."""
    if person.must_change_password:
        return "/password"
    alone = settings.SECOND_FACTOR and needs_second_factor(roles) and not request.session.get(PROVEN_TWICE)
    return "/second-factor" if alone else ""


def reader_of(actor: Actor) -> Reader:
    """Which parts of the menu the actor has."""
    post = actor.post if isinstance(actor.post, Post) else None
    business = post is not None and post.role not in ADMINISTRATORS
    kind = post.agency.kind if post else ""
    return Reader(
        business=business,
        office=business and kind == Agency.Kind.COMMAND_OFFICE,
        director=business and kind == Agency.Kind.COMMAND_OFFICE and administers(actor, Role.DIRECTOR),
        discipline=business and kind in DISCIPLINE_KINDS,
        sysadmin=administers(actor, Role.SYSADMIN),
        secadmin=administers(actor, Role.SECADMIN),
        auditor=reads_log(actor),
        organ_auditor=administers(actor, Role.AUDITOR) and not reads_log(actor),
        demo=settings.MODE == "demo",
        bilingual=has_english(),
    )


@cache
def has_english() -> bool:
    """Say whether the English catalogue was compiled, so that there is something to switch to."""
    return any((Path(folder) / "en" / "LC_MESSAGES" / "django.mo").exists() for folder in settings.LOCALE_PATHS)


def actor_context(request: PageRequest) -> dict[str, Any]:
    """What every page knows about who reads it."""
    actor = getattr(request, "actor", NOBODY)
    return {"actor": actor, "posts": getattr(request, "posts", []), "reader": reader_of(actor)}
