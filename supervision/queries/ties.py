"""Who has a tie to an agency: by a post there, above it or below it, now or within the last two years."""

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now

from agencies.models import ORGAN_KINDS, Post
from agencies.queries.agencies import agencies_above, agencies_below
from kernel.actor import Actor

LASTS = timedelta(days=731)


def tied_agencies(actor: Actor) -> set[str]:
    """The codes of the agencies on which this actor neither decides nor reads a referral; none for a program."""
    if actor.person is None:
        return set()
    held = Q(person_id=actor.person.pk) | Q(substitute_id=actor.person.pk)
    lately = Q(valid_to__isnull=True) | Q(valid_to__gte=Now() - LASTS)
    posts = Post.objects.filter(held, lately).exclude(agency__kind__in=ORGAN_KINDS).order_by()
    codes = set(posts.values_list("agency_id", flat=True))
    return {code for own in codes for code in agencies_below(own) | agencies_above(own)}
