"""The main path over REST."""

from tests.conftest import ApiOf
from tests.workers import drain

NEW = {"description": "夜间异味扰民", "channel": "hotline_12345", "region_code": "321181", "pollution_types": ["air"]}


def test_a_clue_goes_from_registration_to_closing_through_the_worker_and_five_people(api: ApiOf) -> None:
    created = api("intake").post("/api/v1/clues", NEW)
    assert created.status_code == 201, created.json()
    path = f"/api/v1/clues/{created.json()['id']}"
    drain()

    handler, head, director = api("handler"), api("unithead"), api("director")
    steps = [
        handler.post(f"{path}/actions/sign", {}),
        handler.post(f"{path}/actions/investigate", {}),
        head.post(f"{path}/actions/report", {"verdict": "substantiated", "findings": "属实", "measures": "已整改"}),
        director.post(f"{path}/actions/close", {}),
    ]

    assert [(step.status_code, step.json().get("status")) for step in steps] == [
        (200, "signed"),
        (200, "investigating"),
        (200, "reported"),
        (200, "closed"),
    ]
    timeline = director.get(f"{path}/timeline").json()["results"]
    assert [event["type"] for event in timeline] == [
        "clue.registered",
        "clue.dispatched",
        "clue.signed",
        "clue.investigation_started",
        "clue.reported",
        "clue.closed",
    ]
