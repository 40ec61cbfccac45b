"""Who has a tie to an agency: by a post there, above it or below it, held or stood in for, now or lately."""

from datetime import timedelta

from django.db.models import Q, QuerySet

from agencies.models import ORGAN_KINDS, Agency, Post
from agencies.queries.directory import agencies_above, agencies_below
from agencies.queries.validity import TODAY, ever_in_force_since, in_force
from kernel.actor import Actor

LASTS = timedelta(days=731)


def tied_agencies(actor: Actor) -> set[str]:
    """The codes of the agencies about which this actor neither decides nor learns who complained; none for a program.

    A post ties for two years after it ended; whoever is named as a substitute is tied as if they held it.
    """
    posts = _posts_of(actor).filter(ever_in_force_since(TODAY - LASTS)).exclude(agency__kind__in=ORGAN_KINDS)
    codes = set(posts.values_list("agency_id", flat=True))
    return {code for own in codes for code in agencies_below(own) | agencies_above(own)}


def works_elsewhere(actor: Actor) -> bool:
    """Say whether the person holds, or is named to stand in for, a post outside the command office today."""
    return _posts_of(actor).filter(in_force()).exclude(agency__kind=Agency.Kind.COMMAND_OFFICE).exists()


def _posts_of(actor: Actor) -> QuerySet[Post]:
    if actor.person is None:
        return Post.objects.none()
    return Post.objects.filter(Q(person_id=actor.person.pk) | Q(substitute_id=actor.person.pk)).order_by()
