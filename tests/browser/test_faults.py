"""After a refusal the cursor stands at what is wrong, on every page with a form of its own."""

from collections.abc import Iterator, Mapping

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, SignedIn
from tests.cases.situations import clue_in
from tests.cast import City, make_batch
from tests.web.pointing import Pointers
from tests.web.readers import reader
from tests.web.test_pages_by_role import PAGES

pytestmark = pytest.mark.browser
WHO = ("dispatcher", "director2", "handler", "sysadmin", "secadmin", "rectifier", "discipline")
# These end the session, or change whom or how one reads.
LEFT_ALONE = ("/logout", "/post", "/language", "/session", "/desk")
EMPTIED_AND_SENT = """action => {
  const named = form => new URL(form.action).pathname;
  const form = [...document.querySelectorAll("main form[method=post]")].find(one => named(one) === action);
  for (const field of form.elements) {
    if (field.type === "hidden") continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = false; else field.value = "";
  }
  form.submit();
}"""
AT_THE_FAULT = """() => {
  const fault = document.querySelector("main .invalid-feedback"), at = document.activeElement;
  return fault ? fault.closest(".qy-row").contains(at) : at.matches("[role=alert]");
}"""


def forms_of(who: str, places: Mapping[str, object]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """The forms on the pages that this person may open: the page, where each goes, and what it would send by itself."""
    client = reader(who)
    for path in (page.format(**places) for page in PAGES if "{unled}" not in page):
        answer = client.get(path)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            for form in Pointers(answer.content.decode()).forms:
                to = form.pop("action") or path
                if not to.startswith(LEFT_ALONE):
                    yield path, to, form


def refusing(places: Mapping[str, object]) -> dict[str, tuple[str, str]]:
    """Each address to which a form sent empty is refused on a page: who reads the page with the form, and where."""
    found: dict[str, tuple[str, str]] = {}
    for who in WHO:
        client = reader(who)
        for path, to, form in forms_of(who, places):
            if to not in found and client.post(to, form).status_code in {400, 422}:
                found[to] = who, path
    return found


def test_after_a_refusal_the_first_field_at_fault_has_the_cursor(as_person: SignedIn, town: City) -> None:
    led, batch = clue_in(town, "dispatched"), make_batch(town)
    places = {"led": led.pk, "batch": batch.pk, "inspection": batch.inspection_id}
    forms = refusing(places)
    browsers: dict[str, Page] = {who: as_person(who, DESK) for who in {who for who, _path in forms.values()}}

    astray = []
    for to, (who, path) in forms.items():
        page = browsers[who]
        page.goto(path)
        with page.expect_navigation():
            page.evaluate(EMPTIED_AND_SENT, to.partition("?")[0])
        if not page.evaluate(AT_THE_FAULT):
            astray.append(f"{who} {path} {to}: {page.evaluate('document.activeElement.outerHTML')[:120]}")

    assert astray == []
    assert len(forms) > 15
