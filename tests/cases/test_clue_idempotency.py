"""The same request sent twice does its work once, however it arrives."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from PIL import Image
from rest_framework.test import APIClient

from agencies.models import Person
from cases.models import Attachment, Clue
from kernel.models import Event, IdempotentAnswer
from tests.cases.situations import clue_in, program_of
from tests.cast import City, make_city, make_clue
from tests.conftest import ApiOf

NEW = {"description": "夜间异味扰民", "channel": "hotline_12345", "region_code": "321181"}
CLUES = "/api/v1/clues"
KEY = {"Idempotency-Key": "a-key-of-mine"}


def test_the_same_request_again_is_answered_with_the_same_clue(api: ApiOf) -> None:
    first = api("intake").post(CLUES, NEW, headers=KEY)
    second = api("intake").post(CLUES, NEW, headers=KEY)

    assert (second.status_code, second.json()["id"]) == (201, first.json()["id"])
    assert ("Idempotent-Replayed" in first, second["Idempotent-Replayed"]) == (False, "true")
    assert Clue.objects.count() == 1


def test_a_replay_shows_the_resource_as_it_is_now(api: ApiOf) -> None:
    first = api("intake").post(CLUES, NEW, headers=KEY).json()
    api("intake").post(f"{CLUES}/{first['id']}/actions/comment", {"text": "核"})

    again = api("intake").post(CLUES, NEW, headers=KEY).json()

    assert (first["version"], again["version"]) == (1, 2)


def test_the_key_with_another_body_or_at_another_address_is_refused(api: ApiOf) -> None:
    clue = api("intake").post(CLUES, NEW, headers=KEY).json()

    other = api("intake").post(CLUES, {**NEW, "description": "另一件"}, headers=KEY)
    elsewhere = api("intake").post(f"{CLUES}/{clue['id']}/actions/comment", {"text": "核"}, headers=KEY)

    assert [answer.json()["code"] for answer in (other, elsewhere)] == ["idempotency_key_reused"] * 2
    assert (other.status_code, Clue.objects.count()) == (422, 1)


def test_keys_of_two_callers_never_meet(city: City, api: ApiOf) -> None:
    clients = [api("intake"), api("dispatcher"), program_of("321100-hq"), program_of("321181-hb")]

    ids = {client.post(CLUES, NEW, headers=KEY).json()["id"] for client in clients}

    assert len(ids) == len(clients)


def test_what_was_refused_is_not_kept_and_may_be_sent_right(api: ApiOf) -> None:
    wrong = {**NEW, "received_at": "2999-01-01T00:00:00Z"}

    refused = api("intake").post(CLUES, wrong, headers=KEY)
    right = api("intake").post(CLUES, NEW, headers=KEY)

    assert (refused.status_code, right.status_code) == (422, 201)
    assert IdempotentAnswer.objects.count() == 1


def test_a_verb_sent_twice_moves_once(city: City, api: ApiOf) -> None:
    path = f"{CLUES}/{clue_in(city, 'dispatched').pk}/actions/sign"

    first, second = (api("handler").post(path, {}, headers=KEY) for _ in range(2))

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["version"] == second.json()["version"]
    assert Event.objects.filter(type="clue.signed").count() == 1


def test_a_unit_that_gave_a_clue_back_gets_its_answer_again_although_it_no_longer_sees_it(
    city: City, api: ApiOf
) -> None:
    clue = clue_in(city, "dispatched")
    path = f"{CLUES}/{clue.pk}/actions/contest"
    body = {"reason": "不属本单位职责"}

    first, second = (api("handler").post(path, body, headers=KEY) for _ in range(2))

    assert (first.status_code, second.status_code, second["Idempotent-Replayed"]) == (200, 200, "true")
    assert second.json() == {"id": str(clue.pk)}


def test_a_key_is_forgotten_after_seven_days(api: ApiOf) -> None:
    api("intake").post(CLUES, NEW, headers=KEY)
    answer = IdempotentAnswer.objects.get()
    IdempotentAnswer.objects.update(created_at=answer.created_at - timedelta(days=7, seconds=1))

    again = api("intake").post(CLUES, NEW, headers=KEY)

    assert "Idempotent-Replayed" not in again
    assert Clue.objects.count() == 2


def picture(colour: str) -> BytesIO:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, "PNG")
    out.name = "photo.png"
    out.seek(0)
    return out


def test_a_file_sent_twice_is_kept_once_and_another_file_under_its_key_is_refused(city: City, api: ApiOf) -> None:
    path = f"{CLUES}/{make_clue(city).pk}/attachments"
    answers = [
        api("intake").post(path, {"file": picture(colour)}, format="multipart", headers=KEY)
        for colour in ("red", "red", "blue")
    ]

    assert [answer.status_code for answer in answers] == [201, 201, 422]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert answers[2].json()["code"] == "idempotency_key_reused"
    assert Attachment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_clue() -> None:
    make_city()
    person, together = Person.objects.get(username="intake"), Barrier(2)

    def post(_turn: int) -> Any:
        client = APIClient()
        client.force_login(person)
        together.wait()
        response = client.post(CLUES, NEW, format="json", headers=KEY)
        connection.close()
        return response

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(post, range(2)))

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert Clue.objects.count() == Event.objects.filter(type="clue.registered").count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_hands_on_one_clue_sign_it_once() -> None:
    clue = clue_in(make_city(), "dispatched")
    person, together = Person.objects.get(username="handler"), Barrier(8)

    def sign(_turn: int) -> int:
        client = APIClient()
        client.force_login(person)
        together.wait()
        status = client.post(f"{CLUES}/{clue.pk}/actions/sign", {}, format="json").status_code
        connection.close()
        return status

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(sign, range(8)))

    assert answers == [200] + [409] * 7
    assert Event.objects.filter(type="clue.signed").count() == 1
