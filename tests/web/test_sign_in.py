"""The door: who gets in, and what those learn who do not."""

import pytest
from django.test import Client

from agencies.models import Person, Post
from kernel.models import Event
from tests.cast import PASSWORD, City
from tests.web.readers import HTMX, reader


def test_the_right_password_opens_the_desk_under_a_new_session_and_is_recorded(city: City) -> None:
    client = Client()
    client.get("/login")
    before = client.session.session_key

    answer = client.post("/login", {"username": "Intake", "password": PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session.session_key != before
    assert Event.objects.filter(type="person.signed_in").count() == 1


@pytest.mark.parametrize("username", ["intake", "nobody-of-that-name", "handler"])
def test_a_wrong_password_an_unknown_name_and_a_stopped_account_are_refused_alike(city: City, username: str) -> None:
    Person.objects.filter(username="handler").update(is_active=False)
    password = PASSWORD if username == "handler" else "wrong"

    answer = Client().post("/login", {"username": username, "password": password})

    assert answer.status_code == 422
    assert "用户名或密码不正确，或该账号已停用" in answer.content.decode()


@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "desk"]
)
def test_signing_in_never_leads_to_another_site(city: City, wanted: str) -> None:
    answer = Client().post("/login", {"username": "intake", "password": PASSWORD, "next": wanted})

    assert answer["Location"] == "/"


def test_signing_in_leads_to_the_page_that_was_asked_for(city: City) -> None:
    client = Client()
    asked = client.get("/clues/?status=signed")

    answer = client.post("/login", {"username": "intake", "password": PASSWORD, "next": "/clues/?status=signed"})

    assert asked["Location"] == "/login?next=%2Fclues%2F%3Fstatus%3Dsigned"
    assert answer["Location"] == "/clues/?status=signed"


def test_the_eleventh_try_within_a_minute_is_turned_away_even_with_the_right_password(city: City) -> None:
    client = Client()
    for _ in range(10):
        client.post("/login", {"username": "intake", "password": "wrong"})

    answer = client.post("/login", {"username": "intake", "password": PASSWORD})

    assert answer.status_code == 429


def test_an_ended_session_leads_htmx_to_the_door_and_back(city: City) -> None:
    answer = Client().get("/desk", headers={**HTMX, "HX-Current-URL": "/desk"})

    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/login?next=%2Fdesk")


def test_signing_out_needs_a_form_and_ends_the_session(city: City) -> None:
    client = reader("intake")

    assert client.get("/logout").status_code == 405
    answer = client.post("/logout")

    assert (answer.status_code, client.get("/desk").status_code) == (302, 302)
    assert answer["Clear-Site-Data"] == '"cache", "storage"'


def test_a_person_acts_in_another_of_their_own_posts_and_in_nobody_elses(city: City) -> None:
    client = reader("director")
    own = Post.objects.get(person__username="director", role="unithead")
    foreign = Post.objects.get(person__username="handler")

    chosen = client.post("/post", {"post": own.pk})

    assert chosen.status_code == 302
    assert "镇江市生态环境局" in client.get("/desk").content.decode()
    assert client.post("/post", {"post": foreign.pk}).status_code == 404


def test_a_first_password_is_changed_before_anything_else(city: City) -> None:
    Person.objects.filter(username="intake").update(must_change_password=True)
    client = reader("intake")
    fresh = "another horse battery"

    sent_on = client.get("/clues/")
    client.post("/password", {"old_password": PASSWORD, "new_password1": fresh, "new_password2": fresh})

    assert sent_on["Location"] == "/password"
    assert client.get("/clues/").status_code == 200


def test_a_form_without_its_token_is_refused(city: City) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(city.actor("intake").person)  # type: ignore[arg-type]

    assert client.post("/clues/new", {"description": "x"}).status_code == 403
