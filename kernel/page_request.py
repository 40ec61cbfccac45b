"""A request to a page, with who asks."""

from collections.abc import Sequence

from django.http import HttpRequest

from kernel.actor import Actor, PostLike


class PageRequest(HttpRequest):
    """What middleware has found out stands on it.

    `actor` is who asks, in which post; `posts` are all they may act in; `detour` is where they have to go first.
    """

    actor: Actor
    posts: Sequence[PostLike]
    detour: str
