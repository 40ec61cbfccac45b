"""The demo city's referrals: one on each shelf of the organ's desk, made once."""

from agencies.actions.demo import load_demo_city
from agencies.models import Person
from agencies.queries.posts import posts_held_by
from cases.actions.demo import load_demo_clues
from cases.models import Clue
from kernel.actor import Actor
from supervision.actions.demo import load_demo_referrals
from supervision.models import Referral
from supervision.queries.referrals import referrals_visible_to
from tests.cast import NOON


def test_the_demo_city_has_a_referral_on_each_shelf_and_gets_them_once(db: None) -> None:
    load_demo_city(password="a demo password", at=NOON)
    people = {p.username: Actor(p, posts_held_by(p, on=NOON.date()).first()) for p in Person.objects.all()}
    load_demo_clues(people, now=NOON, count=20)
    clues = Clue.objects.order_by("number")[:5]
    Clue.objects.filter(pk__in=[clue.pk for clue in clues]).update(
        status="investigating", region_id="321181", lead_agency="321181-hb", rules_off=True,
        closed_at=None, interim_closed_at=None, not_accepted_at=None,
    )  # fmt: skip

    made = load_demo_referrals(people, now=NOON)

    assert made >= 5
    assert load_demo_referrals(people, now=NOON) == 0
    statuses = set(Referral.objects.values_list("status", flat=True))
    assert statuses == {"drafted", "sent", "returned", "received", "released"}
    assert referrals_visible_to(people["discipline2"]).count() == 0
