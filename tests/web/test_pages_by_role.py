"""Every page and every role: who gets in, and under which headers."""

import pytest
from django.test import Client

from config.page_urls import urlpatterns
from tests.cases.situations import clue_in
from tests.cast import City, make_batch, make_clue
from tests.web.readers import reader

ROLES = ("dispatcher", "handler", "leader", "discipline", "sysadmin")
# In the order of ROLES.
PAGES = {
    "/desk": (200, 200, 200, 200, 200),
    "/clues/": (200, 200, 200, 200, 200),
    "/clues/new": (200, 200, 200, 200, 403),
    "/clues/{led}": (200, 200, 200, 404, 404),
    "/clues/{unled}": (200, 404, 200, 404, 404),
    "/clues/{led}/edit": (200, 403, 403, 404, 404),
    "/clues/{led}/actions/comment": (200, 200, 200, 404, 404),
    "/clues/{led}/actions/sign": (403, 200, 403, 404, 404),
    "/clues/{led}/actions/dance": (404, 404, 404, 404, 404),
    "/clues/{led}/papers/dispatch": (200, 200, 200, 404, 404),
    "/clues/{led}/papers/registration": (200, 404, 404, 404, 404),
    "/clues/{led}/papers/presentation": (200, 404, 404, 404, 404),
    "/inspections/": (200, 200, 200, 200, 200),
    "/inspections/new": (200, 403, 403, 403, 403),
    "/inspections/{inspection}": (200, 404, 200, 404, 404),
    "/inspections/{inspection}/batches/new": (200, 404, 403, 404, 404),
    "/inspections/{inspection}/documents/new": (200, 404, 403, 404, 404),
    "/inspections/{inspection}/meetings/new": (200, 404, 403, 404, 404),
    "/batches/{batch}": (200, 404, 200, 404, 404),
    "/handover": (200, 403, 403, 403, 403),
    "/import": (200, 403, 403, 403, 403),
    "/expunctions": (200, 403, 403, 403, 403),
    "/approvals": (200, 200, 200, 200, 200),
    "/prove": (302, 302, 302, 302, 302),
    "/clues/{led}/expunge": (403, 403, 403, 404, 404),
    "/register/calendar": (403, 403, 403, 403, 200),
    "/register/agencies": (403, 403, 403, 403, 200),
    "/register/rules/new": (403, 403, 403, 403, 200),
    "/log": (403, 403, 403, 403, 403),
    "/second-factor": (200, 200, 200, 200, 200),
    "/tokens": (403, 403, 403, 403, 403),
    "/background": (403, 403, 403, 403, 200),
    "/dashboard": (200, 200, 200, 200, 403),
    "/dashboard/rows?metric=clues_open": (200, 200, 200, 200, 403),
    "/dashboard/quality": (200, 200, 200, 200, 403),
    "/dashboard/tasks": (200, 200, 200, 200, 403),
    "/dashboard/compared": (200, 200, 200, 200, 403),
    "/dashboard/since": (200, 200, 200, 200, 403),
    "/dashboard/since/number?metric=clues_open": (200, 200, 200, 200, 403),
    "/dashboard/since/rows?metric=clues_open&kind=late&way=added": (200, 200, 200, 200, 403),
    "/dashboard/outlook": (200, 200, 200, 200, 403),
    "/dashboard/ahead": (200, 200, 200, 200, 403),
    "/dashboard/points": (200, 200, 200, 200, 403),
    "/dashboard/map": (404, 404, 404, 404, 403),
    "/dashboard/wall.pdf": (200, 200, 200, 200, 403),
    "/dashboard/wall.pdf?names=1": (200, 403, 403, 403, 403),
    "/tasks/": (200, 200, 200, 200, 403),
    "/tasks/new": (200, 403, 403, 403, 403),
    "/tasks/missed": (200, 200, 200, 200, 403),
    "/enforcement/": (200, 200, 200, 200, 403),
    "/enforcement/new": (403, 200, 403, 403, 403),
    "/schemes/": (200, 403, 403, 403, 403),
    "/schemes/new": (403, 403, 403, 403, 403),
    "/referrals/": (200, 404, 404, 200, 404),
    "/referrals/new": (200, 404, 404, 200, 404),
    "/referrals/readings": (404, 404, 404, 404, 404),
    "/referrals/figures": (404, 404, 404, 200, 404),
    "/letters/": (200, 200, 200, 200, 403),
    "/letters/new": (200, 403, 403, 403, 403),
    "/proposals/": (200, 404, 404, 404, 404),
    "/ladder/": (403, 403, 403, 403, 200),
    "/ladder/clue/closing/new": (403, 403, 403, 403, 200),
    "/joint/": (200, 404, 404, 200, 404),
    "/joint/items/new": (200, 404, 404, 200, 404),
    "/joint/inspections/new": (200, 404, 404, 200, 404),
    "/joint/interviews/new": (200, 404, 404, 200, 404),
    "/joint/totals/new": (403, 404, 404, 200, 404),
    "/accountability/": (200, 404, 200, 200, 404),
    "/accountability/new": (200, 404, 403, 200, 404),
    "/sections/": (200, 404, 404, 404, 404),
    "/disclosures/": (200, 200, 200, 200, 403),
    "/disclosures/new": (403, 403, 403, 403, 403),
    "/reports/": (200, 200, 200, 200, 403),
    "/reports/take": (200, 403, 403, 403, 403),
    "/reports/supervision": (200, 200, 200, 200, 403),
    "/reports/meeting": (200, 200, 200, 200, 403),
    "/reports/check": (200, 200, 200, 200, 403),
    "/reports/settings": (200, 403, 403, 403, 403),
    "/reports/templates/weekly": (200, 403, 403, 403, 403),
    "/reports/recipients/weekly": (403, 403, 403, 403, 403),
    "/password": (200, 200, 200, 200, 200),
}


@pytest.mark.parametrize("username", ROLES)
def test_each_page_answers_a_role_as_the_table_says(city: City, username: str) -> None:
    led, unled, client = clue_in(city, "dispatched"), make_clue(city), reader(username)

    batch = make_batch(city)
    places = {"led": led.pk, "unled": unled.pk, "batch": batch.pk, "inspection": batch.inspection_id}

    answers = {path: client.get(path.format(**places)).status_code for path in PAGES}

    assert answers == {path: row[ROLES.index(username)] for path, row in PAGES.items()}


def test_nobody_reads_a_page_without_signing_in(city: City, client: Client) -> None:
    paths = ["/", *(page for page in PAGES if "{" not in page)]

    led_to = {client.get(path)["Location"].partition("?")[0] for path in paths}

    assert led_to == {"/login"}


@pytest.mark.parametrize("path", ["/desk", "/clues/", "/dashboard", "/nowhere"])
def test_a_page_is_kept_by_nobody_and_runs_nothing_that_stands_in_it(city: City, path: str) -> None:
    answer = reader("dispatcher").get(path)

    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert " style=" not in answer.content.decode()
    assert path == "/nowhere" or answer["Cache-Control"] == "no-store"


def test_only_the_form_of_a_new_clue_may_ask_where_the_device_is(city: City) -> None:
    client = reader("handler")

    assert "geolocation=(self)" in client.get("/clues/new")["Permissions-Policy"]
    assert "geolocation=()" in client.get("/clues/")["Permissions-Policy"]


@pytest.mark.parametrize(("path", "leads_to"), [("/clues?q=a", "/clues/?q=a"), ("/dashboard/", "/dashboard")])
def test_a_slash_too_few_or_too_many_leads_on(city: City, path: str, leads_to: str) -> None:
    answer = reader("dispatcher").get(path)

    assert (answer.status_code, answer["Location"]) == (302, leads_to)


def test_an_unknown_address_is_a_page_that_says_so(city: City) -> None:
    answer = reader("dispatcher").get("/nowhere")

    assert answer.status_code == 404
    assert "没有找到该地址" in answer.content.decode()


def test_every_address_of_a_page_stands_in_a_table_of_these_tests() -> None:
    posted = {"logout", "post", "language", "desk/confirm", "desk/read"}
    elsewhere = {"", "login", "login/code", "session", "clues/export.xlsx", "clues/export.csv"}
    named = {page.split("?")[0].strip("/") for page in PAGES}
    routes = {str(pattern.pattern).strip("/") for pattern in urlpatterns if hasattr(pattern.pattern, "_route")}

    plain = {route for route in routes if "<" not in route}

    assert plain - posted - elsewhere <= named
