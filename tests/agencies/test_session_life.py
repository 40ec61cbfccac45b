"""A session lasts while its person works, a day at most, and says whose it is before a form is sent."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.cast import City
from tests.web.readers import HTMX, reader

NOW = timezone.now().replace(microsecond=0)


def after(hours: float) -> time_machine.travel:
    """So many hours after the sign-in."""
    return time_machine.travel(NOW + timedelta(hours=hours), tick=False)


def whose(client: Client) -> str:
    """Whose session it is."""
    return str(client.get("/session").json()["username"])


def worked(client: Client, *hours: float) -> list[str]:
    """Whose session it was at each of these hours, when the person opened a page."""
    found = []
    for hour in hours:
        with after(hour):
            client.get("/desk")
            found.append(whose(client))
    return found


@pytest.fixture
def client(city: City) -> Client:
    """The dispatcher's browser, just signed in."""
    with after(0):
        return reader("dispatcher")


def test_a_session_goes_on_while_somebody_works_in_it(client: Client) -> None:
    assert worked(client, 0, 6, 12, 18, 23.9) == ["dispatcher"] * 5


def test_a_session_that_nobody_works_in_ends_after_eight_hours(client: Client) -> None:
    assert worked(client, 0, 8.1) == ["dispatcher", ""]


def test_no_session_outlives_a_day(client: Client) -> None:
    assert worked(client, 0, 7, 14, 21, 24.1) == ["dispatcher"] * 4 + [""]


def test_what_a_page_asks_for_by_itself_keeps_no_session_alive(client: Client) -> None:
    with after(0):
        client.get("/desk")
    for hour in range(1, 8):
        with after(hour):
            client.get("/desk", headers=HTMX)
    with after(8.1):
        assert whose(client) == ""


def test_a_session_is_saved_at_most_every_ten_minutes(client: Client) -> None:
    with after(0):
        client.get("/desk")
    ends = [session.expire_date for session in Session.objects.all()]

    with after(0.1):
        client.get("/desk")
    early = [session.expire_date for session in Session.objects.all()]
    with after(0.2):
        client.get("/desk")

    assert early == ends
    assert [session.expire_date for session in Session.objects.all()] == [
        NOW + timedelta(hours=0.2, seconds=settings.SESSION_COOKIE_AGE)
    ]


def test_the_session_names_its_person_and_post_and_gives_the_token_of_its_forms(city: City) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(city.actor("dispatcher").person)  # type: ignore[arg-type]

    told = strict.get("/session").json()
    sent = strict.post("/language", {"language": "en", "csrfmiddlewaretoken": told["csrf"]})

    assert (told["username"], told["post"]) == ("dispatcher", city.actor("dispatcher").post.pk)  # type: ignore[union-attr]
    assert sent.status_code == 302
    assert Client().get("/session").json()["username"] == ""
