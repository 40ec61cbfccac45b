"""The REST door: nothing sent is dropped unsaid, nothing strange is answered in HTML, and bytes are evidence."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern
from rest_framework.test import APIClient

from cases.models import Attachment, Clue
from cases.queries.sources import reconciliation
from config.api import problem
from config.api_urls import urlpatterns
from kernel.models import Event
from kernel.rest import ContractView
from tests.cases.pictures import photograph
from tests.cases.situations import BODIES, clue_in, program_of
from tests.cast import City, make_clue
from tests.conftest import ApiOf

PROBLEM = "application/problem+json"
NEW = {"description": "夜间异味扰民", "channel": "hotline_12345", "region_code": "321181"}
VIEWS = [pattern for pattern in urlpatterns if hasattr(getattr(pattern.callback, "view_class", None), "parameters")]


def raw(client: APIClient, method: str, path: str, body: str, **headers: str) -> Any:
    """A request whose body is exactly this."""
    return client.generic(method, path, body, content_type="application/json", headers=headers)


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/clues/", "/api/v1/clues/x/y/z", "/api/v1/"])
def test_an_unknown_address_is_a_problem_whatever_the_method(city: City, method: str, path: str) -> None:
    browser = Client(enforce_csrf_checks=True)

    answer = getattr(browser, method)(path)

    assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (404, PROBLEM, "not_found")


def test_a_strange_host_is_a_problem_too(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["qingyuan.example"]

    answer = Client(raise_request_exception=False).get("/api/v1/clues", headers={"Host": "evil.example"})

    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)


@pytest.mark.parametrize("external_id", ["a/b", "甲 乙", "a//b", "a%2Fb", "问?号", "#1"])
def test_any_text_is_an_external_id_when_it_travels_encoded(city: City, external_id: str) -> None:
    hotline = program_of("321100-hq", systems=("hotline",))
    path = f"/api/v1/sources/hotline/clues/{quote(external_id, safe='')}"

    made = hotline.put(path, {**NEW, "version": 1})

    assert (made.status_code, hotline.get(path).status_code) == (201, 200)
    assert Clue.objects.get().source_external_id == external_id


@pytest.mark.parametrize("pattern", VIEWS, ids=[str(pattern.pattern) for pattern in VIEWS])
def test_no_address_passes_over_a_parameter_that_it_does_not_read(city: City, api: ApiOf, pattern: URLPattern) -> None:
    view: type[ContractView] = pattern.callback.view_class  # type: ignore[attr-defined]
    path = f"/api/v1/{pattern.pattern}"
    for part in ("<str:pk>", "<str:file>", "<str:material>", "<str:system>", "<path:external_id>", "<str:name>"):
        path = path.replace(part, "6f3f7a52-0b58-7d3c-9d2e-3a1c4b7d9e10")
    if not hasattr(view, "get"):
        return

    answer = api("director2").get(path, {"no_such_parameter": "1"})

    assert answer.status_code in {400, 404} if view.parameters is None else answer.status_code == 400


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("status=", "blank"),
        ("status=nonsense", "invalid_choice"),
        ("status=closed&status=nonsense", "invalid_choice"),
        ("lead_agency=nosuch", "unknown"),
        ("region_code=999", "unknown"),
        ("lead_agency=", "blank"),
        ("nonsense=1", "unknown_filter"),
    ],
)
def test_a_filter_that_means_nothing_is_refused(city: City, api: ApiOf, query: str, code: str) -> None:
    answer = api("director2").get(f"/api/v1/clues?{query}")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, code)


def test_a_repeated_filter_means_any_of_its_values(city: City, api: ApiOf) -> None:
    wanted = {str(clue_in(city, status).pk) for status in ("closed", "signed")}
    clue_in(city, "dispatched")

    answer = api("director2").get("/api/v1/clues?status=closed&status=signed&channel=hotline_12345&channel=grid")

    assert {row["id"] for row in answer.json()["results"]} == wanted


def test_a_refusal_by_status_keeps_the_number_and_says_the_status_beside_it(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "closed")

    body = api("director2").post(f"/api/v1/clues/{clue.pk}/actions/recall", BODIES["recall"]).json()

    assert (body["status"], body["current_status"], body["code"]) == (409, "closed", "transition_not_allowed")


@pytest.mark.parametrize("body", ['{"a": 1, "a": 2}', '{"subject": {"name": "x", "name": "y"}}', '[{"a": 1, "a": 1}]'])
def test_a_key_that_is_named_twice_is_refused(city: City, api: ApiOf, body: str) -> None:
    answer = raw(api("intake"), "POST", "/api/v1/clues", body)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "duplicate_key")


def test_one_null_item_spoils_no_other(city: City) -> None:
    results = program_of("321100-hq").post("/api/v1/clues/batch", {"items": [None, NEW]}).json()["results"]

    assert [result["outcome"] for result in results] == ["rejected", "created"]


@pytest.mark.parametrize("field", ["received_at", "occurred_at"])
def test_an_instant_without_an_offset_is_refused(city: City, api: ApiOf, field: str) -> None:
    answer = api("intake").post("/api/v1/clues", {**NEW, field: "2026-11-16T12:00:00"})

    error = answer.json()["errors"][0]
    assert (answer.status_code, error["pointer"], error["code"]) == (400, f"/{field}", "offset_required")


@pytest.mark.parametrize("acting", [{"name": "演示甲"}, {"name": "演示甲", "post": ""}, {"name": " ", "post": "科员"}])
def test_half_an_acting_person_is_refused(city: City, acting: dict[str, str]) -> None:
    clue = clue_in(city, "dispatched")

    answer = program_of("321181-hb").post(f"/api/v1/clues/{clue.pk}/actions/sign", {"acting_person": acting})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/acting_person")


def test_the_same_body_in_another_order_is_the_same_request(city: City, api: ApiOf) -> None:
    client, key = api("intake"), {"Idempotency-Key": "the-same-clue"}
    first = raw(client, "POST", "/api/v1/clues", json.dumps(NEW), **key)
    again = raw(client, "POST", "/api/v1/clues", json.dumps(dict(reversed(NEW.items())), indent=2), **key)
    other = raw(client, "POST", "/api/v1/clues", json.dumps({**NEW, "title": "x"}), **key)

    assert (first.status_code, again.status_code, again.json()["id"]) == (201, 201, first.json()["id"])
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_timeline_names_people_as_they_are_known(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "dispatched")
    api("unithead").post(f"/api/v1/clues/{clue.pk}/actions/assign", BODIES["assign"])

    told = api("unithead").get(f"/api/v1/clues/{clue.pk}/timeline").json()["results"][-1]

    assert (told["type"], told["data"]["person"]) == ("clue.assigned", "handler")


def test_reconciliation_follows_the_order_of_ids_and_not_of_lines(city: City) -> None:
    hotline = program_of("321100-hq", systems=("hotline",))
    for external_id, version in (("A", 1), ("A 0", 2), ("A!", 3)):
        hotline.put(f"/api/v1/sources/hotline/clues/{external_id.replace(' ', '%20')}", {**NEW, "version": version})
    begin = Clue.objects.earliest("created_at").created_at

    [found] = reconciliation(city.actor("intake"), begin=begin)

    assert found["hash"] == hashlib.sha256(b"A 1\nA 0 2\nA! 3\n").hexdigest()


def test_only_persons_take_reports_and_the_document_says_so(city: City) -> None:
    answer = program_of("321100-hq", "reports:read").post("/api/v1/reports", {"kind": "monthly"})
    schema = yaml.safe_load((Path(__file__).parents[2] / "docs/openapi.yaml").read_text())

    assert (answer.status_code, answer.json()["code"]) == (403, "person_required")
    assert schema["paths"]["/api/v1/reports"]["post"]["security"] == [{"session": []}]
    assert schema["paths"]["/api/v1/clues/{id}/actions/void"]["post"]["security"] == [{"session": []}]


def sent_picture(api: ApiOf, clue: Clue, **parts: Any) -> Any:
    """The answer to a picture with other parts beside it."""
    content = photograph()
    file = jpeg_file("现场照片-张三.jpg", content)
    return content, api("intake").post(
        f"/api/v1/clues/{clue.pk}/attachments", {"file": file, **parts}, format="multipart"
    )


def jpeg_file(name: str, content: bytes) -> Any:
    """A picture as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def test_what_was_received_is_kept_beside_what_is_served(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "dispatched")

    content, answer = sent_picture(api, clue)

    body = answer.json()
    assert (body["received_name"], body["received_sha256"]) == (
        "现场照片-张三.jpg",
        hashlib.sha256(content).hexdigest(),
    )
    assert body["sha256"] != body["received_sha256"]
    assert Event.objects.get(type="clue.attachment_added").data["received"] == body["received_sha256"]
    Attachment.objects.update(released_at=clue.received_at)
    [seen] = api("unithead").get(f"/api/v1/clues/{clue.pk}/attachments").json()["results"]
    assert (seen["received_name"], seen["received_sha256"]) == (None, body["received_sha256"])


def test_a_second_part_is_refused_and_nothing_is_kept(city: City, api: ApiOf) -> None:
    _content, answer = sent_picture(api, make_clue(city), note="备注")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "unexpected_part")
    assert not Attachment.objects.exists()


def test_bytes_come_whatever_is_accepted_and_not_twice_and_in_parts(city: City, api: ApiOf) -> None:
    _content, answer = sent_picture(api, make_clue(city))
    path, client = f"/api/v1/attachments/{answer.json()['id']}", api("intake")
    whole: Any = client.get(path, headers={"Accept": "image/png"})
    content = b"".join(whole.streaming_content)

    known = client.get(path, headers={"If-None-Match": whole["ETag"]})
    part = client.get(path, headers={"Range": "bytes=10-19"})
    tail = client.get(path, headers={"Range": "bytes=-5"})
    beyond = client.get(path, headers={"Range": f"bytes={len(content)}-"})

    assert (whole.status_code, known.status_code, known.content) == (200, 304, b"")
    assert (part.status_code, part.content, part["Content-Range"]) == (
        206,
        content[10:20],
        f"bytes 10-19/{len(content)}",
    )
    assert (tail.content, beyond.status_code) == (content[-5:], 416)


def test_a_file_beyond_the_limit_is_413(city: City, api: ApiOf) -> None:
    file = jpeg_file("大.jpg", b"\xff\xd8\xff" + b"0" * (20 * 1024 * 1024))

    answer = api("intake").post(f"/api/v1/clues/{make_clue(city).pk}/attachments", {"file": file}, format="multipart")

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_refusal_tells_instants_with_the_offices_offset_too() -> None:
    at = datetime(2026, 11, 16, 4, tzinfo=UTC)

    answer = problem(412, "precondition_failed", "x", facts={"current": {"updated_at": at}})

    assert json.loads(answer.content)["current"] == {"updated_at": "2026-11-16T12:00:00+08:00"}
