"""Who decides on an older state of a record is told what happened meanwhile, and nothing is done."""

import re
from html import unescape
from typing import Any

import pytest
from django.db.models import F
from django.test import Client

from agencies.models import Person
from cases.models import Clue
from config.page_urls import urlpatterns
from kernel.models import Event
from supervision.models import ReferralEvent
from tests.cases.situations import clue_in
from tests.cast import City
from tests.supervision.crawl import crawled
from tests.walk.stages import NOUNS, every_verb, staged
from tests.walk.test_every_page_after_every_verb import instant_of, lists, performed
from tests.web.readers import HTMX, reader
from tests.workers import drain

FORM = re.compile(r"<form\b(?P<head>[^>]*)>(?P<body>.*?)</form>", re.DOTALL)
METHOD, ACTION = re.compile(r'method="post"'), re.compile(r'\b(?:form)?action="([^"]*)"')
CARRIED = re.compile(r'name="version" value="([^"]*)"')
ITS_RECORD = re.compile(r"<(?:str|int):pk>")
# Forms that change no state anybody decided on, each with its reason.
WITHOUT_VERSION = {
    "clues/<str:pk>/attachments": "adds files and changes nothing that is there",
    "batches/<str:pk>/orders": "adds orders; those that are there are refused by number",
    "batches/<str:pk>/scans": "adds a scan",
    "inspections/<str:pk>/batches/new": "adds a batch",
    "inspections/<str:pk>/documents/new": "adds a request for documents",
    "inspections/<str:pk>/meetings/new": "adds a meeting",
    "referrals/<str:pk>/materials": "adds files",
    "satchels/<str:pk>/diary/draft": "keeps the writer's own draft",
    "register/people/<str:pk>/password": "gives a new password, whatever there was",
    "tokens/<int:pk>/revoke": "a revoked token stays revoked",
    "background/<int:pk>/again": "tries again what failed; a second time there is nothing to try",
}


def stranger(username: str) -> Client:
    """A browser that sends exactly what it is given."""
    client = Client()
    client.force_login(Person.objects.get(username=username))
    return client


def left_by(row: Any) -> tuple[Any, ...]:
    """The row and how much was recorded of anything."""
    values = type(row)._default_manager.filter(pk=row.pk).values().get()
    return values, Event.objects.count(), ReferralEvent.objects.count()


@pytest.mark.parametrize("verb", every_verb(), ids="-".join)
def test_a_verb_decided_on_an_older_state_is_refused_and_does_nothing(city: City, verb: tuple[str, str]) -> None:
    plural, name = verb
    with instant_of(plural):
        stage = staged(city, plural, name)
        client, path = stranger(stage.who), f"/{plural}/{stage.row.pk}/actions/{name}"
        asked = client.get(path).content.decode()
        form = stage.form | {"version": CARRIED.findall(asked)[0]}
        type(stage.row)._default_manager.filter(pk=stage.row.pk).update(version=F("version") + 1)
        before = left_by(stage.row)

        stale = client.post(path, form, headers=HTMX)
        blind = client.post(path, stage.form, headers=HTMX)

    told = stale.content.decode()
    assert (stale.status_code, blind.status_code) == (412, 422)
    assert left_by(stage.row) == before
    assert "他人已办理此件" in told
    assert CARRIED.findall(told) == [str(int(form["version"]) + 1)]


def test_a_stale_page_says_what_was_done_meanwhile_and_by_whom(city: City) -> None:
    clue = clue_in(city, "registered")
    seen = Clue.objects.get(pk=clue.pk).version
    reader("director2").post(f"/clues/{clue.pk}/actions/dispatch", {"lead_agency": "321112-hb"})
    late = {"lead_agency": "321181-hb", "version": str(seen)}

    answer = reader("dispatcher").post(f"/clues/{clue.pk}/actions/dispatch", late, headers=HTMX)
    opened = reader("dispatcher").get(f"/clues/{clue.pk}/actions/dispatch?version={seen}")

    clue.refresh_from_db()
    assert (answer.status_code, clue.lead_agency_id) == (412, "321112-hb")
    for page in (answer, opened):
        assert "演示director2（镇江市攻坚办 攻坚办负责人）：转办" in page.content.decode()
    assert '<option value="321181-hb" selected>' in answer.content.decode()


def routes_of_forms(page: str, address: str) -> set[str]:
    """The routes to which the page's forms without a version are sent, of those that name a record."""
    found = set()
    for form in FORM.finditer(page):
        if not METHOD.search(form["head"]) or CARRIED.search(form["body"]):
            continue
        targets = ACTION.findall(form["head"]) + ACTION.findall(form["body"]) or [address]
        found |= {route for target in targets for route in [route_of(unescape(target))] if route}
    return found


def route_of(address: str) -> str:
    """The route that an address takes, if it names a record."""
    path = address.partition("?")[0].lstrip("/")
    found = next((one for one in urlpatterns if one.resolve(path)), None)
    route = str(found.pattern) if found else ""
    return route if ITS_RECORD.search(route) or route.startswith("register/<str:name>/<str:pk>") else ""


@pytest.mark.parametrize("username", ["director2", "unithead", "discipline", "sysadmin"])
def test_every_form_about_a_record_carries_the_version_its_reader_saw(city: City, username: str) -> None:
    for plural, name in every_verb():
        with instant_of(plural):
            stage = staged(city, plural, name)
            performed(plural, name, stage)
    drain()
    with instant_of("clues"):
        starts = lists() + [f"/{plural}/{row.pk}" for plural, noun in NOUNS.items() for row in newest(noun.model)]
        pages = crawled(reader(username), [path for path in starts if not path.startswith("/api/")], follow=False)
        links = {link for path, (_s, _h, body) in pages.items() for link in linked(body)} - set(pages)
        pages |= crawled(reader(username), sorted(links)[:400], follow=False)

    lacking = {
        route
        for path, (status, headers, body) in pages.items()
        if status == 200 and headers.get("Content-Type", "").startswith("text/html")
        for route in routes_of_forms(body, path)
    }
    assert lacking - set(WITHOUT_VERSION) == set(), "print the version in the form, or say here why not"


def newest(model: Any) -> list[Any]:
    """A few rows of each status."""
    return list(model._default_manager.order_by("-pk")[:12])


def linked(page: str) -> set[str]:
    """The addresses of forms that a page leads to."""
    found = re.findall(r'(?:href|hx-get)="(/[^"#]*(?:/actions/|/edit|/new|/expunge)[^"#]*)"', page)
    return {unescape(link).partition("?")[0] for link in found}
