"""Every verb and every role, against a matrix written by hand and the table in docs/permissions.md."""

from pathlib import Path
from typing import Any

import pytest
from rest_framework.test import APIClient

from agencies.models import Agency, Post, Role
from cases.models import Clue, CoHandling
from cases.rules import PERMISSIONS, PERSON_ONLY
from cases.verbs import CLUE_VERBS
from tests.cases.situations import BODIES, clue_in, prepared_for, program_of, with_its_task
from tests.cast import City, make_clue
from tests.conftest import ApiOf

CALLERS = (
    "intake",
    "dispatcher",
    "director",
    "handler",
    "unithead",
    "leader",
    "program of the office",
    "program of the lead",
)
# y: yes; -: 403 forbidden; p: 403 person_required; in the order of CALLERS.
MATRIX = {
    "present": "yyy--yy-",
    "instruct": "yyy--ypp",
    "dispatch": "-yy---y-",
    "release": "-yy---y-",
    "adopt_source": "-yy---y-",
    "keep_source": "-yy---y-",
    "confirm_place": "yyy---pp",
    "recall": "-yy---y-",
    "sign": "---yy--y",
    "assign": "---yy--y",
    "contest": "---yy--y",
    "investigate": "---yy--y",
    "report": "----y--y",
    "send_back": "-yy---y-",
    "close": "--y---y-",
    "reject": "y-----y-",
    "merge": "-yy---y-",
    "unmerge": "-yy---y-",
    "split": "-yy---y-",
    "rate": "y-----y-",
    "request_write_off": "-yy-y-yy",
    "confirm_write_off": "-yy-y-pp",
    "order_task": "-yy---y-",
    "close_interim": "--y---y-",
    "reopen": "--y---y-",
    "start_handling": "--y---pp",
    "request_extension": "---yy--y",
    "approve_extension": "--y---pp",
    "refuse_extension": "--y---pp",
    "urge": "-yy---y-",
    "supervise": "-yy---y-",
    "correct": "-yy---y-",
    "comment": "yyyyyyyy",
    "void": "--y---pp",
    "request_reveal": "y-y---pp",
    "reveal_reporter": "y-y---pp",
}
# Whatever a verb of a clue may need of a token.
SCOPES = ("clues:read", "clues:write", "tasks:write")
# A status from which the verb starts.
STARTS = {
    "release": "dispatched",
    "adopt_source": "dispatched",
    "keep_source": "dispatched",
    "recall": "dispatched",
    "sign": "dispatched",
    "assign": "signed",
    "contest": "dispatched",
    "investigate": "signed",
    "report": "investigating",
    "send_back": "reported",
    "close": "reported",
    "close_interim": "reported",
    "reject": "registered",
    "reopen": "closed",
    "unmerge": "merged",
    "rate": "closed",
    "request_write_off": "closed",
    "confirm_write_off": "closed",
}
MARKS = {(200, None): "y", (201, None): "y", (403, "forbidden"): "-", (403, "person_required"): "p"}


def client_of(caller: str, api: ApiOf) -> APIClient:
    """The REST client of a person of the cast or of a program."""
    programs = {"program of the office": "321100-hq", "program of the lead": "321181-hb"}
    return program_of(programs[caller], *SCOPES) if caller in programs else api(caller)


def seen_by_all(city: City, verb: str) -> Clue:
    """A clue from which the verb starts and that everybody of the matrix sees, so that a refusal is no blindness."""
    clue = clue_in(city, STARTS.get(verb, "dispatched"), **prepared_for(verb))
    CoHandling.objects.create(clue=clue, agency_id="321181-hb")
    return with_its_task(city, clue, verb)


def test_the_matrix_the_rules_and_the_verbs_name_the_same_verbs() -> None:
    assert set(MATRIX) == set(CLUE_VERBS)
    assert set(PERMISSIONS) == {f"cases.{verb}_clue" for verb in CLUE_VERBS}
    assert {verb for verb, marks in MATRIX.items() if "p" in marks} == PERSON_ONLY & set(CLUE_VERBS)


@pytest.mark.parametrize("verb", list(MATRIX))
def test_each_caller_may_do_what_the_matrix_says_and_no_more(city: City, api: ApiOf, verb: str) -> None:
    found = ""
    for caller in CALLERS:
        clue = seen_by_all(city, verb)
        response = client_of(caller, api).post(f"/api/v1/clues/{clue.pk}/actions/{verb}", BODIES.get(verb, {}))
        found += MARKS.get((response.status_code, response.json().get("code")), f"?{response.status_code}")

    assert found == MATRIX[verb]


@pytest.mark.parametrize("verb", list(MATRIX))
def test_buttons_are_offered_to_whoever_the_matrix_names(city: City, api: ApiOf, verb: str) -> None:
    clue = seen_by_all(city, verb)

    offered = {
        caller: verb in [line["name"] for line in client_of(caller, api).get(path_of(clue)).json()["results"]]
        for caller in CALLERS
    }

    assert offered == {caller: mark == "y" for caller, mark in zip(CALLERS, MATRIX[verb], strict=True)}


def path_of(clue: Clue) -> str:
    """Where the open verbs of a clue are listed."""
    return f"/api/v1/clues/{clue.pk}/actions"


@pytest.mark.parametrize("caller", ["colleague", "discipline", "sysadmin", "program of another agency"])
@pytest.mark.parametrize("verb", list(MATRIX))
def test_to_others_the_clue_is_not_there(city: City, api: ApiOf, verb: str, caller: str) -> None:
    clue = clue_in(city, STARTS.get(verb, "dispatched"))
    client = program_of("321112-hb", *SCOPES) if caller.startswith("program") else api(caller)

    response = client.post(f"/api/v1/clues/{clue.pk}/actions/{verb}", BODIES.get(verb, {}))

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("method_and_rest", ["get", "patch", "get /actions", "get /timeline", "get /attachments"])
def test_a_foreign_agency_finds_no_part_of_the_clue(city: City, api: ApiOf, method_and_rest: str) -> None:
    method, _blank, rest = method_and_rest.partition(" ")
    clue = clue_in(city, "dispatched")

    response = getattr(api("colleague"), method)(f"/api/v1/clues/{clue.pk}{rest}")

    assert response.status_code == 404


DECIDING = [
    "dispatch",
    "recall",
    "close",
    "send_back",
    "reject",
    "reopen",
    "approve_extension",
    "refuse_extension",
    "void",
]


@pytest.mark.parametrize("facts", [{"concerns_agency": "321112-hb"}, {"legal_path": "petition"}], ids=str)
@pytest.mark.parametrize("verb", [verb for verb in DECIDING if MATRIX[verb][2] == "y"])
def test_who_has_a_tie_does_not_decide_and_director2_does(
    city: City, api: ApiOf, verb: str, facts: dict[str, Any]
) -> None:
    clue = clue_in(city, STARTS.get(verb, "dispatched"), **prepared_for(verb), **facts)
    path = f"/api/v1/clues/{clue.pk}/actions/{verb}"

    answers = [api(name).post(path, BODIES.get(verb, {})).status_code for name in ("director", "director2")]

    assert answers == [403, 200]


def test_concurrent_posts_alone_bind_nobody(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "reported")

    response = api("director").post(f"/api/v1/clues/{clue.pk}/actions/close", {})

    assert response.status_code == 200


def test_whom_a_complaint_concerns_never_sees_it_exists(city: City, api: ApiOf) -> None:
    clue = make_clue(city, concerns_agency=city.agencies["321181-hb"])
    CoHandling.objects.create(clue=clue, agency_id="321181-hb")

    seen = [client.get(f"/api/v1/clues/{clue.pk}").status_code for client in (api("unithead"), program_of("321181-hb"))]

    assert seen == [404, 404]
    assert api("unithead").get("/api/v1/clues").json()["results"] == []


def test_nor_do_those_above_or_below_it_by_line_see_it(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "registered", concerns_agency="321181-hb")
    CoHandling.objects.create(clue=clue, agency_id="321181-hb")
    Post.objects.filter(person__username="leader").update(agency=Agency.objects.get(pk="321181"))

    assert api("leader").get(f"/api/v1/clues/{clue.pk}").status_code == 404
    assert program_of("321100-hb").get(f"/api/v1/clues/{clue.pk}").status_code == 404


def test_the_bureau_above_sees_it_once_it_has_to_handle_it_and_so_does_the_city_s_leader(
    city: City, api: ApiOf
) -> None:
    clue = clue_in(city, "registered", concerns_agency="321181-hb")
    api("director2").post(f"/api/v1/clues/{clue.pk}/actions/dispatch", {"lead_agency": "321100-hb"})

    seen = [client.get(f"/api/v1/clues/{clue.pk}").status_code for client in (program_of("321100-hb"), api("leader"))]

    assert seen == [200, 200]
    assert api("unithead").get(f"/api/v1/clues/{clue.pk}").status_code == 404


def test_a_bureau_sees_what_its_branch_leads_but_does_not_act_for_it(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "dispatched")
    Post.objects.filter(person__username="colleague").update(agency="321100-hb")

    seen = api("colleague").get(f"/api/v1/clues/{clue.pk}").status_code
    acted = api("colleague").post(f"/api/v1/clues/{clue.pk}/actions/sign", {}).status_code

    assert (seen, acted) == (200, 403)


@pytest.mark.parametrize("role", [Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR])
def test_administrators_hold_no_business_right(city: City, api: ApiOf, role: str) -> None:
    clue = clue_in(city, "dispatched")
    Post.objects.filter(person__username="sysadmin").update(role=role)

    client = api("sysadmin")

    assert client.get("/api/v1/clues").json()["results"] == []
    assert client.get(f"/api/v1/clues/{clue.pk}").status_code == 404
    new = {"description": "异味", "channel": "grid", "region_code": "321181"}
    assert client.post("/api/v1/clues", new).status_code == 403


@pytest.mark.parametrize(("role", "marks"), [("inspector", "yn"), ("handler", "yn"), ("unithead", "yy")])
def test_the_field_inspector_handles_but_only_the_head_reports(city: City, api: ApiOf, role: str, marks: str) -> None:
    Post.objects.filter(person__username="handler").update(role=role)

    answers = [
        api("handler").post(f"/api/v1/clues/{clue_in(city, STARTS[verb]).pk}/actions/{verb}", BODIES.get(verb, {}))
        for verb in ("sign", "report")
    ]

    assert "".join("y" if answer.status_code == 200 else "n" for answer in answers) == marks


def test_the_manual_prints_the_same_matrix() -> None:
    text = (Path(__file__).parents[2] / "docs" / "permissions.md").read_text()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    signs = {"√": "y", "—": "-", "限本人": "p"}

    printed = {row[1].strip("`"): "".join(signs.get(cell, "?") for cell in row[2:]) for row in rows[2:]}

    assert printed == MATRIX
    assert {row[1].strip("`"): row[0] for row in rows[2:]} == {
        name: str(verb.label) for name, verb in CLUE_VERBS.items()
    }
