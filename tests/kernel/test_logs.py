"""What the processes say: a line of JSON each, with its request, and nothing of what people wrote."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from pytest_django import Settings

from agencies.models import Person
from kernel.logs import JsonFormatter
from tests.cast import City
from tests.conftest import ApiOf


@pytest.fixture
def lines() -> Iterator[Any]:
    """What was said since, as it stands in the log."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in said.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def test_the_handler_of_every_process_writes_json(settings: Settings) -> None:
    root = settings.LOGGING["root"]

    assert [settings.LOGGING["handlers"][name]["formatter"] for name in root["handlers"]] == ["json"]
    assert settings.LOGGING["formatters"]["json"]["()"] == "kernel.logs.JsonFormatter"


def test_each_request_leaves_a_line_that_says_who_asked_what_and_how_it_went(city: City, lines: Any) -> None:
    client = Client(headers={"X-Request-Id": "a-request-of-mine"})
    client.force_login(Person.objects.get(username="intake"))

    client.get("/clues/?q=13900000000", REMOTE_ADDR="203.0.113.9")

    line = next(one for one in lines() if one["logger"] == "qingyuan.request")
    assert line["request_id"] == "a-request-of-mine"
    assert (line["path"], line["status"], line["address"]) == ("/clues/", 200, "203.0.113.9")
    assert line["user"] == city.actor("intake").person.pk  # type: ignore[union-attr]
    assert line["milliseconds"] > 0
    assert line["time"]
    assert "13900000000" not in json.dumps(line)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_who_only_watches_leaves_no_line(city: City, client: Client, lines: Any, path: str) -> None:
    client.get(path)

    assert [one for one in lines() if one["logger"] == "qingyuan.request"] == []


def fault(*_args: object, **_kwargs: object) -> None:
    """A fault of ours."""
    raise ZeroDivisionError("divided 13900000000 by nothing")


@pytest.mark.parametrize("path", ["/api/v1/clues", "/api/v1/tasks", "/api/v1/changes"])
def test_a_fault_of_ours_is_a_problem_and_leaves_its_traceback(
    city: City, api: ApiOf, lines: Any, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("kernel.rest.ContractView.initial", fault)
    client = api("intake")
    client.raise_request_exception = False

    answer = client.get(path)

    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert answer.json()["code"] == "internal_error"
    said = next(one for one in lines() if one.get("traceback"))
    assert said["request_id"] == answer.json()["request_id"] == answer["X-Request-Id"]
    assert any("fault" in place for place in said["traceback"])
    assert said["traceback"][-1] == "ZeroDivisionError: divided … by nothing"


def test_a_page_that_fails_says_so_in_the_offices_language(
    city: City, lines: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agencies.web.actor.actor_of", fault)
    client = Client(raise_request_exception=False)

    answer = client.get("/desk")

    assert (answer.status_code, "系统内部错误" in answer.content.decode()) == (500, True)
    assert any(one.get("traceback") for one in lines())


def test_a_refusal_of_the_database_is_logged_without_the_row_it_quotes(db: None, lines: Any) -> None:
    try:
        with transaction.atomic():
            Person.objects.create(username="NOT LOWER", name="王先生")
    except IntegrityError:
        logging.getLogger("test").exception("refused")

    said = json.dumps(lines(), ensure_ascii=False)
    assert "CheckViolation" in said
    assert "王先生" not in said


def full_disk(table: str) -> None:
    """The database says of this table what it says when its disk is full."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;"
            f" CREATE TRIGGER full_disk BEFORE INSERT ON {table} EXECUTE FUNCTION no_room()"
        )


CLUE = {"description": "一件普通线索", "channel": "hotline_12345", "region_code": "321181", "pollution_types": ["air"]}


@pytest.mark.parametrize("table", ["kernel_idempotentanswer", "cases_clue", "kernel_event"])
def test_a_full_disk_is_503_with_its_reason_and_never_a_conflict(
    city: City, api: ApiOf, lines: Any, table: str
) -> None:
    full_disk(table)

    answer = api("intake").post("/api/v1/clues", CLUE, headers={"Idempotency-Key": "one-of-mine"})

    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "disk_full", "60")
    assert any("disk_full" in one["message"] for one in lines())


def test_a_full_disk_is_said_on_the_page_as_well(city: City) -> None:
    full_disk("cases_clue")
    client = Client()
    client.force_login(Person.objects.get(username="intake"))
    said = {**CLUE, "region": "321181", "legal_path": "env_business", "priority": "general"}

    answer = client.post("/clues/new", said)

    assert (answer.status_code, "磁盘空间不足" in answer.content.decode()) == (503, True)


def test_another_trouble_of_the_database_is_no_conflict_either(city: City, api: ApiOf) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION away() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'too many connections' USING ERRCODE = '53300'; END $$;"
            " CREATE TRIGGER away BEFORE INSERT ON kernel_idempotentanswer EXECUTE FUNCTION away()"
        )

    answer = api("intake").post("/api/v1/clues", CLUE, headers={"Idempotency-Key": "one-of-mine"})

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
