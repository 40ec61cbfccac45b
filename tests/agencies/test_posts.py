"""Posts: who holds them, who stands in, whom a message reaches."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from agencies.models import Person, Post, Role
from agencies.queries.posts import StandsAs, holds_post_in, posts_held_by, posts_open_to, recipients
from tests.cast import City

TODAY = date(2026, 11, 16)


def person(city: City, username: str) -> Person:
    return Person.objects.get(username=username)


def reached(post_code: str) -> list[tuple[str, str]]:
    return [(one.person.username, one.stands_as) for one in recipients(post_code, on=TODAY)]


def test_posts_are_listed_in_the_order_they_were_given(city: City) -> None:
    held = posts_held_by(person(city, "director"), on=TODAY)

    assert [post.code for post in held] == ["321100-hq:director", "321100-hb:unithead"]


def test_a_post_that_has_ended_or_not_begun_is_not_held(city: City) -> None:
    handler = person(city, "handler")
    Post.objects.filter(person=handler).update(valid_to=date(2026, 11, 15))
    Post.objects.create(person=handler, agency_id="321112-hb", role=Role.HANDLER, valid_from=date(2026, 11, 17))

    assert list(posts_held_by(handler, on=TODAY)) == []


def test_a_message_reaches_every_holder_of_a_post(city: City) -> None:
    assert reached("321100-hq:director") == [("director", StandsAs.HOLDER), ("director2", StandsAs.HOLDER)]


def test_a_substitute_answers_while_the_holder_is_away_and_may_act_in_the_post(city: City) -> None:
    intake = person(city, "intake")
    away = {"substitute": intake, "absent_from": TODAY, "absent_to": TODAY}
    Post.objects.filter(agency="321100-hq", role=Role.DISPATCHER).update(**away)

    assert reached("321100-hq:dispatcher") == [("intake", StandsAs.SUBSTITUTE)]
    assert [post.code for post in posts_open_to(intake, on=TODAY)] == ["321100-hq:intake", "321100-hq:dispatcher"]
    assert [post.code for post in posts_open_to(intake, on=date(2026, 11, 17))] == ["321100-hq:intake"]


def test_an_empty_post_is_answered_by_its_agencys_duty_post(city: City) -> None:
    Post.objects.filter(agency="321181-hb", role=Role.HANDLER).update(person=None)

    assert reached("321181-hb:handler") == [("unithead", StandsAs.DUTY)]
    assert reached("321100-hq:publicity") == [("dispatcher", StandsAs.DUTY)]


def test_a_holder_away_without_a_substitute_leaves_it_to_the_duty_post(city: City) -> None:
    Post.objects.filter(agency="321181-hb", role=Role.HANDLER).update(absent_from=date(2026, 11, 1))

    assert reached("321181-hb:handler") == [("unithead", StandsAs.DUTY)]


def test_nobody_is_reached_where_nobody_is(city: City) -> None:
    assert reached("321181:unithead") == []
    assert reached("nowhere:unithead") == []
    assert reached("no-colon") == []


def test_an_account_that_was_switched_off_reaches_nobody(city: City) -> None:
    Person.objects.filter(username="director2").update(is_active=False)

    assert reached("321100-hq:director") == [("director", StandsAs.HOLDER)]


def test_recipients_cost_one_query_whatever_is_empty(
    city: City, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        recipients("321100-hq:publicity", on=TODAY)


def test_a_tie_is_any_post_in_the_agency_held_now(city: City) -> None:
    assert holds_post_in(person(city, "director"), {"321100-hb"}, on=TODAY)
    assert not holds_post_in(person(city, "director2"), {"321100-hb"}, on=TODAY)

    Post.objects.filter(agency="321100-hb").update(valid_to=date(2026, 11, 15))

    assert not holds_post_in(person(city, "director"), {"321100-hb"}, on=TODAY)


def test_standing_in_for_somebody_is_a_tie_too(city: City) -> None:
    director2 = person(city, "director2")
    Post.objects.filter(agency="321100-hb").update(substitute=director2, absent_from=TODAY)

    assert holds_post_in(director2, {"321100-hb"}, on=TODAY)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"role": "king"}, "post_role_is_known"),
        ({"absent_from": TODAY, "absent_to": date(2026, 11, 1)}, "post_absence_ends_after_it_begins"),
        ({"absent_to": TODAY}, "post_absence_ends_after_it_begins"),
        ({"valid_to": date(1949, 1, 1)}, "post_ends_after_it_begins"),
    ],
)
def test_the_database_refuses_a_post_that_cannot_be(city: City, changes: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Post.objects.filter(agency="321181-hb", role=Role.HANDLER).update(**changes)


def test_nobody_holds_one_post_twice_or_stands_in_for_themselves(city: City) -> None:
    handler = person(city, "handler")

    with (
        pytest.raises(IntegrityError, match="one_post_of_a_role_per_person_and_agency_at_a_time"),
        transaction.atomic(),
    ):
        Post.objects.create(person=handler, agency_id="321181-hb", role=Role.HANDLER)
    with pytest.raises(IntegrityError, match="post_substitute_is_somebody_else"), transaction.atomic():
        Post.objects.filter(person=handler).update(substitute=handler)


def test_a_username_is_lower_case_and_there_once(city: City) -> None:
    with pytest.raises(IntegrityError, match="person_username_is_lower_case"), transaction.atomic():
        Person.objects.create(username="Handler", name="演示")
    with pytest.raises(IntegrityError, match="username"), transaction.atomic():
        Person.objects.create(username="handler", name="演示")
