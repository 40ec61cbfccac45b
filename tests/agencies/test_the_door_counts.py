"""The door counts tries where no two processes can miss one, and believes no forged address."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from agencies.actions.people import give_one_time_passwords
from agencies.actions.second_factors import begin_second_factor, confirm_second_factor
from agencies.actions.sign_ins import account_key, may_try
from agencies.models import Person, Post, SignInTry
from agencies.queries.posts import posts_held_by
from agencies.totp import PERIOD, code_at
from kernel.addresses import address_of
from kernel.keys import key_ring
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


def knock(browser: Client, username: str, password: str) -> int:
    """A try at the door."""
    return browser.post("/login", {"username": username, "password": password}).status_code


def test_wrong_passwords_from_one_address_shut_nobody_out_elsewhere(city: City) -> None:
    attacker, owner = Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="10.0.0.5")
    for _turn in range(40):
        for username in ("intake", "dispatcher", "director2"):
            knock(attacker, username, "wrong")

    assert [knock(owner, name, PASSWORD) for name in ("intake", "dispatcher", "director2")] == [302] * 3


def test_a_device_that_is_known_is_not_shut_out_by_others_at_its_address(city: City) -> None:
    mine, other = Client(REMOTE_ADDR="10.0.0.5"), Client(REMOTE_ADDR="10.0.0.5")
    knock(mine, "intake", PASSWORD)
    mine.post("/logout")
    for turn in range(70):
        knock(other, f"nobody{turn}", "wrong")
        knock(other, "intake", "wrong")

    assert knock(other, "intake", PASSWORD) == 429
    assert knock(mine, "intake", PASSWORD) == 302


def test_a_device_known_to_one_account_is_a_stranger_to_another_and_a_forged_one_to_all(city: City) -> None:
    mine, forged = Client(REMOTE_ADDR="10.0.0.5"), Client(REMOTE_ADDR="10.0.0.5")
    knock(mine, "intake", PASSWORD)
    mine.post("/logout")
    forged.cookies["qingyuan_device"] = mine.cookies["qingyuan_device"].value[:-3] + "xyz"
    for _turn in range(6):
        knock(Client(REMOTE_ADDR="10.0.0.5"), "dispatcher", "wrong")
        knock(Client(REMOTE_ADDR="10.0.0.5"), "intake", "wrong")

    assert (knock(mine, "dispatcher", PASSWORD), knock(forged, "intake", PASSWORD)) == (429, 429)


def test_a_known_device_guesses_no_more_than_an_address(city: City) -> None:
    mine = Client(REMOTE_ADDR="10.0.0.5")
    knock(mine, "intake", PASSWORD)
    mine.post("/logout")

    assert [knock(mine, "intake", "wrong") for _turn in range(7)] == [422] * 5 + [429] * 2


def change(browser: Client, old: str) -> int:
    """A try to take a new password."""
    new = "another long passphrase"
    return browser.post("/password", {"old_password": old, "new_password1": new, "new_password2": new}).status_code


def test_the_old_password_is_not_guessed_inside_a_session(city: City) -> None:
    browser = Client(REMOTE_ADDR="10.0.0.5")
    knock(browser, "intake", PASSWORD)

    assert [change(browser, "wrong") for _turn in range(6)] == [422] * 5 + [429]
    assert change(browser, PASSWORD) == 429
    assert Event.objects.filter(type="person.sign_in_refused").count() == 5


def test_a_new_password_is_an_event(city: City) -> None:
    browser = Client(REMOTE_ADDR="10.0.0.5")
    knock(browser, "intake", PASSWORD)

    assert change(browser, PASSWORD) == 302
    event = Event.objects.get(type="person.password_changed")
    assert event.person_id == Person.objects.get(username="intake").pk


def test_half_a_sign_in_ends_with_a_reset(city: City) -> None:
    intake, browser = Person.objects.get(username="intake"), Client()
    with transaction.atomic():
        secret = begin_second_factor(intake, ring=key_ring())
        confirm_second_factor(
            intake, code_at(secret, int(timezone.now().timestamp()) // PERIOD), ring=key_ring(), at=timezone.now()
        )
    assert knock(browser, "intake", PASSWORD) == 302
    give_one_time_passwords([intake])

    answer = browser.get("/login/code")

    assert answer["Location"] == "/login"
