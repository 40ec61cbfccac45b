"""After every verb of every noun, every page and every answer that shows the record opens, in both languages."""

import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import URLPattern

from config.api_urls import urlpatterns as api_addresses
from config.page_urls import urlpatterns as page_addresses
from kernel.nouns import NOUN_OF
from tests.cast import NOON, City
from tests.supervision.crawl import LINK
from tests.walk.stages import BY_PLURAL, NOUNS, Stage, every_verb, staged
from tests.web.readers import reader
from tests.workers import drain

# Besides whoever performed the verb: the office, a unit, the discipline organ.
READERS = ("director2", "unithead", "discipline")
LANGUAGES = ("zh-hans", "en")
OWN_ADDRESS = re.compile(r"^(?P<plural>[a-z-]+)/<str:pk>(?P<rest>.*)$")
OTHER_OFFSET = re.compile(rb'"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|(?!\+08:00)[+-]\d\d:\d\d)?"')
OF_MORE_PARTS = re.compile(r"<")


def routes(addresses: list[Any]) -> list[str]:
    """The addresses of a URL conf as they are written."""
    return [str(one.pattern) for one in addresses if isinstance(one, URLPattern)]


def addresses_of(plural: str, pk: object) -> list[str]:
    """Every page and every API answer whose address is the record's own and needs nothing else."""
    found = []
    for prefix, table in (("/", page_addresses), ("/api/v1/", api_addresses)):
        for route in routes(table):
            own = OWN_ADDRESS.match(route)
            if own and own["plural"] == plural and not OF_MORE_PARTS.search(own["rest"]):
                found.append(f"{prefix}{plural}/{pk}{own['rest']}")
    return found


def lists() -> list[str]:
    """Every page and every answer that needs no record to be named."""
    pages = [f"/{route}" for route in routes(page_addresses) if "<" not in route and "^" not in route]
    answers = [f"/api/v1/{route}" for route in routes(api_addresses) if "<" not in route and "^" not in route]
    return [path for path in pages + answers if path != "/logout"]


def browser(username: str, language: str) -> Client:
    """A browser in which this person reads this language, and which answers 500 where the program failed."""
    client = reader(username)
    client.post("/language", {"language": language})
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
    client.raise_request_exception = False
    return client


def opened(client: Client, path: str) -> int:
    """The status of an answer that was read to its end; each instant in one of the API's has the office's offset."""
    answer: Any = client.get(path)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer["Content-Type"].startswith("application/json"):
        assert (path, OTHER_OFFSET.findall(content)) == (path, [])
    return int(answer.status_code)


def linked_from(client: Client, path: str, pk: object) -> set[str]:
    """The links of a page that name the record."""
    answer = client.get(path)
    if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
        return set()
    return {link.replace("&amp;", "&") for link in LINK.findall(answer.content.decode()) if str(pk) in link}


def performed(plural: str, verb: str, stage: Stage) -> int:
    """The status with which the page answers the verb's form."""
    client = reader(stage.who)
    client.raise_request_exception = False
    return int(client.post(f"/{plural}/{stage.row.pk}/actions/{verb}", stage.form).status_code)


def failing(plural: str, pk: object, *readers: str) -> set[str]:
    """The addresses of the record that answer 500 to one of these readers, with the language."""
    failed = set()
    for username in dict.fromkeys(readers):
        for language in LANGUAGES:
            client = browser(username, language)
            own = addresses_of(plural, pk)
            found = {*own, *(linked_from(client, own[0], pk) if language == LANGUAGES[0] else ())}
            failed |= {f"{username} {language} {path}" for path in sorted(found) if opened(client, path) >= 500}
    return failed


def instant_of(plural: str) -> Any:
    """Satchels stand in 2021, everything else in 2026."""
    return time_machine.travel("2021-10-25T04:00:00+00:00" if plural == "satchels" else NOON, tick=False)


def test_every_noun_and_verb_has_its_stage() -> None:
    assert set(BY_PLURAL) == {noun.plural for noun in NOUN_OF.values()} == set(NOUNS)
    assert {plural for plural, _verb in every_verb()} == set(NOUNS)


@pytest.mark.parametrize("verb", every_verb(), ids="-".join)
def test_after_a_verb_each_address_of_the_record_opens(city: City, verb: tuple[str, str]) -> None:
    plural, name = verb
    with instant_of(plural):
        stage = staged(city, plural, name)
        answered = performed(plural, name, stage)
        drain()
        failed = failing(plural, stage.row.pk, stage.who, *READERS)

    assert answered in {200, 204, 302}
    assert failed == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_all_verbs_of_all_nouns_each_list_opens(city: City, language: str) -> None:
    for plural, name in every_verb():
        with instant_of(plural):
            stage = staged(city, plural, name)
            performed(plural, name, stage)
    drain()
    with instant_of("clues"):
        failed = {
            f"{username} {path}"
            for username in ("director2", "unithead", "discipline", "sysadmin", "auditor")
            for client in [browser(username, language)]
            for path in lists()
            if opened(client, path) >= 500
        }

    assert failed == set()
