"""Whatever an element of a page points to is on the page, also where something was refused."""

import pytest
from django.test import Client

from tests.cases.situations import clue_in
from tests.cast import City, make_batch, make_clue
from tests.walk.stages import every_verb, staged
from tests.walk.test_every_page_after_every_verb import instant_of
from tests.web.pointing import Pointers
from tests.web.readers import HTMX, reader
from tests.web.test_pages_by_role import PAGES, ROLES

# These end the session, change whom or how one reads, or answer with a file.
LEFT_ALONE = ("/logout", "/post", "/language", "/session")


@pytest.mark.parametrize("verb", every_verb(), ids="-".join)
def test_every_field_that_is_refused_names_words_that_are_there(city: City, verb: tuple[str, str]) -> None:
    plural, name = verb
    with instant_of(plural):
        stage = staged(city, plural, name)
        client, address = reader(stage.who), f"/{plural}/{stage.row.pk}"
        pages = {
            "record": client.get(address),
            "refused": client.post(f"{address}/actions/{name}", {}),
            "in its panel": client.post(f"{address}/actions/{name}", {}, headers=HTMX),
        }

    assert {where: dangling(page.content) for where, page in pages.items() if dangling(page.content)} == {}


@pytest.mark.parametrize("username", ROLES)
def test_every_page_and_every_form_sent_empty_names_ids_that_are_there(city: City, username: str) -> None:
    led, unled, batch, client = clue_in(city, "dispatched"), make_clue(city), make_batch(city), reader(username)
    places = {"led": led.pk, "unled": unled.pk, "batch": batch.pk, "inspection": batch.inspection_id}
    faults, sent = {}, set()

    for path in (page.format(**places) for page in PAGES):
        answer = client.get(path)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        faults[path] = dangling(answer.content)
        for form in Pointers(answer.content.decode()).forms:
            to = form.pop("action") or path
            if to not in sent and not to.startswith(LEFT_ALONE):
                sent.add(to)
                faults[f"{to} sent empty"] = refused(client, to, form)

    assert {where: found for where, found in faults.items() if found} == {}
    assert len(sent) > 2


def refused(client: Client, address: str, form: dict[str, str]) -> list[str]:
    """What dangles on the page that answers a form sent with nothing filled in."""
    answer = client.post(address, form)
    if not answer["Content-Type"].startswith("text/html"):
        return []
    return dangling(answer.content)


def dangling(content: bytes) -> list[str]:
    """The same of a page as it arrived."""
    return Pointers(content.decode()).dangling
