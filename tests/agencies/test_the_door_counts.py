"""The door counts tries where no two processes can miss one, and believes no forged address."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from agencies.actions.sign_ins import account_key, may_try
from agencies.models import Person, Post, SignInTry
from agencies.queries.posts import posts_held_by
from kernel.addresses import address_of
from kernel.models import Event, Remark
from tests.cast import NOON, PASSWORD, City, make_city


@pytest.mark.django_db(transaction=True)
def test_of_a_hundred_tries_at_once_five_are_looked_at() -> None:
    make_city()

    def knock(number: int) -> int:
        headers = {"X-Forwarded-For": f"10.9.{number}.{number}"}
        status = (
            Client().post("/login", {"username": "intake", "password": f"wrong {number}"}, headers=headers).status_code
        )
        connection.close()
        return int(status)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(knock, range(100)))

    assert (answers.count(422), answers.count(429)) == (5, 95)
    assert Event.objects.filter(type="person.sign_in_refused").count() == 5


def test_a_shut_door_opens_after_a_while_that_doubles(db: None) -> None:
    account = account_key("somebody")

    def let(after: float) -> bool:
        return may_try(account, "10.0.0.1", at=NOON + timedelta(seconds=after))

    first = [let(second) for second in range(6)]
    later = [let(60), let(65), let(66), let(65 + 121)]

    assert first == [True] * 5 + [False]
    assert later == [False, True, False, True]


def test_the_owner_gets_in_from_elsewhere_while_one_address_is_shut(city: City) -> None:
    attacker, owner = Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="10.0.0.5")
    for _turn in range(6):
        attacker.post("/login", {"username": "intake", "password": "wrong"})

    answer = owner.post("/login", {"username": "intake", "password": PASSWORD})

    assert answer.status_code == 302
    assert SignInTry.objects.values_list("address", flat=True).get() == "203.0.113.9"


def test_a_refused_sign_in_is_an_event_without_address_or_password_in_it(city: City) -> None:
    Client(REMOTE_ADDR="203.0.113.9").post("/login", {"username": "intake", "password": "my secret"})

    event = Event.objects.get(type="person.sign_in_refused")
    assert set(event.data) == {"why", "address_sha256"}
    assert Remark.objects.get(event_id=event.id).text == "203.0.113.9"


@pytest.mark.parametrize(
    ("meta", "trusted", "address"),
    [
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": "10.0.0.1"}, [], "203.0.113.9"),
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": "10.0.0.1"}, ["10.0.0.0/8"], "203.0.113.9"),
        ({"REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_FOR": "1.1.1.1, 8.8.8.8"}, ["10.0.0.0/8"], "8.8.8.8"),
        ({"REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_FOR": "8.8.8.8, 10.0.0.3"}, ["10.0.0.0/8"], "8.8.8.8"),
        ({"REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_FOR": "nonsense"}, ["10.0.0.0/8"], "nonsense"),
        ({"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": "8.8.8.8"}, ["unix"], "8.8.8.8"),
        ({"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": "8.8.8.8"}, [], ""),
        ({"REMOTE_ADDR": "10.0.0.2"}, ["10.0.0.0/8"], "10.0.0.2"),
    ],
)
def test_an_address_is_believed_from_trusted_proxies_alone(
    meta: dict[str, str], trusted: list[str], address: str
) -> None:
    assert address_of(meta, trusted=trusted) == address


def test_a_forged_header_opens_no_network_to_a_token(city: City, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1"]

    assert address_of({"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, trusted=["127.0.0.1"]) == (
        "203.0.113.9"
    )


@pytest.mark.parametrize("role", ["handler", "auditor", "secadmin"])
def test_the_database_refuses_an_administrator_who_is_something_else_too(city: City, role: str) -> None:
    person = Person.objects.get(username="sysadmin")

    Post.objects.create(person=person, agency_id="321100-hq", role=role)

    with pytest.raises(IntegrityError, match="administrators hold no other post"), transaction.atomic():
        _check_now()
    Post.objects.filter(person=person, role=role).delete()


def test_the_database_refuses_an_administrator_who_stands_in_for_business(city: City) -> None:
    person = Person.objects.get(username="auditor")

    Post.objects.filter(person__username="handler").update(substitute=person)

    with pytest.raises(IntegrityError, match="administrators hold no other post"), transaction.atomic():
        _check_now()
    Post.objects.filter(person__username="handler").update(substitute=None)


def test_an_administrator_may_take_up_another_post_once_the_first_has_ended(city: City) -> None:
    person = Person.objects.get(username="sysadmin")
    today = timezone.localdate()
    Post.objects.filter(person=person).update(valid_to=today - timedelta(days=1))

    Post.objects.create(person=person, agency_id="321181-hb", role="handler", valid_from=today)
    _check_now()

    assert [post.role for post in posts_held_by(person, on=today)] == ["handler"]


def _check_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_nul_in_the_address_of_a_program_is_answered_as_programs_read(city: City) -> None:
    answers = [Client().get(path) for path in ("/api/v1/clues/%00", "/api/v1/clues?q=%00")]

    assert [(one.status_code, one["Content-Type"], one.json()["code"]) for one in answers] == [
        (400, "application/problem+json", "invalid")
    ] * 2
