"""Proving oneself twice: enrolled by scanning, good once per step, and asked of those who guard the system."""

import re
from datetime import datetime
from urllib.parse import unquote

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from agencies.actions.second_factors import begin_second_factor, confirm_second_factor, secret_of
from agencies.models import Person, SecondFactor
from agencies.totp import code_at, step_of
from kernel.keys import key_ring
from kernel.models import Event
from tests.cast import PASSWORD, City
from tests.web.readers import reader

RFC_SECRET = b"12345678901234567890"


def code_now(person: Person, *, later: int = 0) -> str:
    """What the person's phone shows now, or some steps later."""
    secret = secret_of(SecondFactor.objects.get(person=person), ring=key_ring())
    return code_at(secret, int(timezone.now().timestamp()) // 30 + later)


@pytest.fixture
def secadmin(city: City) -> Person:
    """The security administrator with a second factor, and their recovery codes beside them."""
    person = Person.objects.get(username="secadmin")
    begin_second_factor(person, ring=key_ring())
    person.codes = confirm_second_factor(person, code_now(person, later=-1), ring=key_ring(), at=timezone.now())  # type: ignore[attr-defined]
    return person


def halfway(username: str = "secadmin") -> Client:
    """A browser that gave the right password and is asked for a code."""
    client = Client()
    answer = client.post("/login", {"username": username, "password": PASSWORD, "next": "/tokens"})
    assert answer["Location"] == "/login/code?next=%2Ftokens"
    return client


def test_codes_are_those_of_the_standard() -> None:
    # RFC 6238, appendix B, the last six of its eight digits.
    told = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}

    assert {second: code_at(RFC_SECRET, second // 30) for second in told} == told


@pytest.mark.parametrize("code", ["", "28708", "2870820", "２８７０８２", "28708x", "-28708"])
def test_what_is_not_six_digits_is_no_code(code: str) -> None:
    assert step_of(RFC_SECRET, code, at=datetime.fromisoformat("1970-01-01T00:00:59+00:00")) is None


def test_a_code_is_asked_for_after_the_password_and_opens_the_page_that_was_wanted(secadmin: Person) -> None:
    client = halfway()
    before = client.get("/tokens").status_code

    answer = client.post("/login/code", {"code": code_now(secadmin), "next": "/tokens"})

    assert (before, answer.status_code, answer["Location"]) == (302, 302, "/tokens")
    assert client.get("/tokens").status_code == 200


@pytest.mark.parametrize("spelling", ["{}", " {} ", "{:.3}"])
def test_a_code_that_was_used_is_refused_however_it_is_spelled(secadmin: Person, spelling: str) -> None:
    code = code_now(secadmin)
    halfway().post("/login/code", {"code": code})
    again = f"{code[:3]} {code[3:]}" if spelling == "{:.3}" else spelling.format(code)

    assert halfway().post("/login/code", {"code": again}).status_code == 422
    assert Event.objects.filter(type="person.sign_in_refused", data__why="code").count() == 1


def test_a_recovery_code_opens_once_and_never_again(secadmin: Person) -> None:
    code = secadmin.codes[3].upper()  # type: ignore[attr-defined]

    answers = [halfway().post("/login/code", {"code": code}).status_code for _turn in range(2)]

    assert answers == [302, 422]
    assert Event.objects.get(type="person.recovery_code_used").data == {"left": 9}


def test_without_the_password_nobody_is_asked_for_a_code(secadmin: Person) -> None:
    answer = Client().post("/login/code", {"code": code_now(secadmin)})

    assert (answer.status_code, answer["Location"]) == (302, "/login")


def test_five_wrong_codes_shut_the_door_for_the_right_one(secadmin: Person) -> None:
    client = halfway()
    for _turn in range(5):
        client.post("/login/code", {"code": "000000"})

    assert client.post("/login/code", {"code": code_now(secadmin)}).status_code == 429


def test_a_phone_is_enrolled_by_its_first_code_and_recovery_codes_are_shown_once(city: City) -> None:
    client = reader("auditor")
    page = client.get("/second-factor").content.decode()
    person = Person.objects.get(username="auditor")

    wrong = client.post("/second-factor", {"code": "000000"})
    right = client.post("/second-factor", {"code": code_now(person)})

    assert "data:image/svg+xml" in unquote(page)
    assert (wrong.status_code, right.status_code) == (422, 200)
    assert len(re.findall(r"<code>[a-z0-9-]{19}</code>", right.content.decode())) == 10
    assert "<code>" not in client.get("/second-factor").content.decode()


def test_the_secret_is_kept_sealed(secadmin: Person) -> None:
    factor = SecondFactor.objects.get()

    assert secret_of(factor, ring=key_ring()).hex().encode() not in bytes(factor.secret)


@pytest.mark.parametrize(
    ("username", "status"), [("sysadmin", 302), ("discipline", 302), ("intake", 302), ("handler", 200)]
)
def test_those_who_guard_the_system_enrol_before_anything_else(
    city: City, settings: Settings, username: str, status: int
) -> None:
    settings.SECOND_FACTOR = True

    answer = reader(username).get("/desk")

    assert answer.status_code == status
    assert answer.get("Location", "/second-factor") == "/second-factor"


def test_an_unfinished_sign_in_binds_the_rest_session_too(city: City, settings: Settings) -> None:
    settings.SECOND_FACTOR = True
    Person.objects.filter(username="handler").update(must_change_password=True)
    clients = [APIClient(), APIClient()]
    for client, username in zip(clients, ("director", "handler"), strict=True):
        client.force_login(Person.objects.get(username=username))

    answers = [client.get("/api/v1/clues") for client in clients]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [(403, "sign_in_unfinished")] * 2


def test_a_lost_phone_is_taken_away_by_command_and_recorded(secadmin: Person) -> None:
    call_command("remove_second_factor", "secadmin")

    assert not SecondFactor.objects.exists()
    assert Event.objects.filter(type="person.second_factor_removed").exists()
    with pytest.raises(CommandError, match="no second factor"):
        call_command("remove_second_factor", "secadmin")
