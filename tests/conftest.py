"""What every test may ask for."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from cases.models import Clue
from kernel.keys import make_ring
from kernel.models import Event
from tests.cast import City, make_city, sign_in
from tests.databases import keep_seed_rows, restore_seed_rows


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests begin first, so that nobody waits for them at the end."""
    items.sort(key=lambda item: "tests/faults/" not in item.nodeid)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The migrated database; what a test commits (`transaction=True`) is taken back after it, the log included."""
    with django_db_blocker.unblock():
        keep_seed_rows()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: restore_seed_rows())
        yield


@pytest.fixture(scope="session", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Files and keys of a test run live in a folder of their own."""
    home = tmp_path_factory.mktemp("home")
    settings.MEDIA_ROOT = home / "files"
    settings.KEY_RING = home / "keys" / "ring.json"
    make_ring(settings.KEY_RING)


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """No test reads in the language that the requests of another left in its thread."""
    yield
    translation.deactivate()


# Tests stage clues by registering them and setting columns by hand.
STAGED = "clue.registered"


@pytest.fixture(autouse=True)
def _log_tells_every_figure(request: pytest.FixtureRequest) -> Iterator[None]:
    """After any test, the last verb's event says how its clue stands in the figures: none changes them untold."""
    used = {"db", "transactional_db"}.intersection(request.fixturenames)
    for name in used:
        request.getfixturevalue(name)
    yield
    clues = list(Clue.objects.order_by("-updated_at")[:50]) if used else []
    told = Event.objects.filter(subject_id__in=[clue.pk for clue in clues], counted__isnull=False)
    last = {event.subject_id: event for event in sorted(told, key=lambda event: event.id)}
    for clue in clues:
        event = last.get(clue.pk)
        known = event and (event.version, event.to_status or clue.status) == (clue.version, clue.status)
        if event and known and event.type != STAGED:
            assert event.counted == clue.counted


@pytest.fixture
def city(db: None) -> City:
    """The cast."""
    return make_city()


@pytest.fixture
def api(city: City) -> "ApiOf":
    """A REST client for anybody of the cast."""
    return ApiOf(city)


class ApiOf:
    """`api("intake")` is a signed-in client that speaks JSON."""

    def __init__(self, city: City) -> None:
        self.city = city

    def __call__(self, username: str) -> APIClient:
        """A fresh client, signed in through the session."""
        client = APIClient()
        client.default_format = "json"
        sign_in(client, username)
        return client
