"""A real Chromium before a live server; skipped, loudly, where there is none."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, sync_playwright

from tests.cast import PASSWORD, City, make_city

NAMES = ("chromium", "chromium-browser", "google-chrome")
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
SignedIn = Callable[..., Page]


HELD_IN_SIGHT = "id => { const place = document.getElementById(id); place?.scrollIntoView(); return !place }"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One headless browser for a module; its event loop ends with it, and so do the connections opened under it."""
    path = os.environ.get("QINGYUAN_CHROMIUM") or next((found for found in map(shutil.which, NAMES) if found), "")
    if not path:
        pytest.skip("NO CHROMIUM: browser tests are skipped")
    # Playwright keeps an event loop in this thread; the ORM is used beside it, never inside.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
        connections.close_all()


@pytest.fixture
def town(transactional_db: None) -> City:
    """The cast, committed, so that the server sees it."""
    return make_city()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about in its console: refused styles, lost files, errors of scripts."""
    return []


@pytest.fixture
def as_person(chromium: Browser, town: City, live_server: object, complaints: list[str]) -> Iterator[SignedIn]:
    """`as_person("intake", PHONE)` is a page of a browser in which that person has signed in by hand."""
    opened = []

    def sign_in(username: str, size: dict[str, int]) -> Page:
        context = chromium.new_context(viewport=size, base_url=str(live_server), locale="en-US")  # type: ignore[arg-type]
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/login")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/desk")
        return page

    yield sign_in
    for context in opened:
        context.close()


def reveal(page: Page, part: str) -> None:
    """Hold a part of the dashboard in sight until it comes: those above it push it out again as they come."""
    page.wait_for_function(HELD_IN_SIGHT, arg=f"later-{part}")
