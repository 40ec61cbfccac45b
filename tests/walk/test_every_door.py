"""Every door of every record, as the URL conf has them: to whom a record is hidden it is not there, at none of them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from agencies.actions.approvals import Asked, ask_approval
from agencies.models import ApiToken, Approval
from cases.actions.clues import Words, comment_clue
from cases.actions.expunctions import RequestExpunction, request_expunction
from cases.models import Attachment, Batch, HandlingStart, LedgerImport
from config.api_urls import urlpatterns as programs_doors
from config.page_urls import urlpatterns as peoples_doors
from kernel.ids import new_id
from kernel.models import Delivery, Event
from reports.queries.reports import reports_visible_to
from supervision.models import LadderStep, ReferralEvent
from tests.cases.situations import clue_in, program_of
from tests.cast import NOON, City, make_batch
from tests.supervision.crawl import normalised
from tests.walk.stages import NOUNS, staged
from tests.walk.test_every_page_after_every_verb import instant_of
from tests.web.readers import reader

METHODS = ("get", "post", "put", "patch", "delete")
READERS = ("colleague", "unithead", "leader", "discipline", "sysadmin", "auditor")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
ROUTES = [f"/{door.pattern}" for door in peoples_doors] + [f"/api/v1/{door.pattern}" for door in programs_doors]
OF_A_RECORD = [route for route in ROUTES if "pk>" in route]
FIRST = re.compile(r"^(?:/api/v1)?/([\w-]+)/")
# What stands for the other parts of an address.
PARTS = {"place": "1", "form": "pdf", "paper": "draft", "material": str(new_id()), "file": str(new_id())}


def head_of(route: str) -> str:
    """The plural under which the records of an address stand."""
    found = FIRST.match(route)
    return found[1] if found else ""


def a_batch(city: City) -> Batch:
    return Batch.objects.first() or make_batch(city)


def an_import(city: City) -> LedgerImport:
    return LedgerImport.objects.create(source="old", file_name="台账.csv", started_at=NOON)


def a_handling_start(city: City) -> HandlingStart:
    asker = city.actor("director").person.pk  # type: ignore[union-attr]
    facts = {"source": "old", "since": NOON.date(), "reason": "恢复办理", "started_at": NOON}
    return HandlingStart.objects.create(**facts, requested_by_id=asker, agency_id="321100-hq")


def an_approval(city: City) -> Approval:
    asked = Asked(Approval.Act.WITHDRAW_IMPORT, an_import(city).pk, "台账.csv", "导错了")
    with transaction.atomic():
        return ask_approval(asked, by=city.actor("director"), at=NOON)


def a_token(city: City) -> ApiToken:
    program_of("321100-hq")
    return ApiToken.objects.latest("pk")


def an_expunction(city: City) -> Any:
    with transaction.atomic():
        clue = clue_in(city, "closed")
        said = comment_clue(clue, Words("误录的姓名"), by=city.actor("director"), at=NOON)
        event = Event.objects.get(subject_id=said.pk, type="clue.commented")
        wish = RequestExpunction(f"remark:{event.pk}:text", "误录")
        return request_expunction(clue, wish, by=city.actor("director"), at=NOON)


def a_parked_delivery(city: City) -> Delivery:
    clue_in(city, "registered")
    Delivery.objects.update(dead_at=NOON)
    return Delivery.objects.latest("pk")


def an_attachment(city: City) -> Attachment:
    clue = clue_in(city, "registered")
    facts = {"name": "现场.jpg", "path": "clues/none.jpg", "media_type": "image/jpeg", "size": 3, "sha256": "0" * 64}
    return Attachment.objects.create(clue=clue, created_at=NOON, **facts)


# Records that are no nouns, and who of the readers is let in to them.
RECORDS: dict[str, tuple[Callable[[City], Any], set[str]]] = {
    "inspections": (lambda city: a_batch(city).inspection, {"leader"}),
    "batches": (a_batch, {"leader"}),
    "import": (an_import, set()),
    "handling-starts": (a_handling_start, set()),
    "tokens": (a_token, set()),
    "approvals": (an_approval, set()),
    "expunctions": (an_expunction, set()),
    "background": (a_parked_delivery, {"sysadmin"}),
    "ladder": (lambda _city: LadderStep.objects.first(), {"sysadmin"}),
    "attachments": (an_attachment, {"leader"}),
    "register": (lambda city: city.actor("handler").person, {"sysadmin"}),
}


def test_every_address_of_a_record_leads_to_one_that_these_tests_know() -> None:
    assert {head_of(route) for route in OF_A_RECORD} - set(NOUNS) - set(RECORDS) == set()


def address(route: str, pk: object, name: str = "") -> str:
    """The route for this record; `name` is a verb, or what kind of list the register has."""
    return PARAMETER.sub(lambda part: str({"pk": pk, "name": name, **PARTS}.get(part[1], name)), route)


def names_of(head: str, route: str) -> list[str]:
    """What may stand for `name` in the route."""
    if "<str:name>" not in route:
        return [""]
    if head == "register":
        return ["people"]
    return ["dispatch"] if "papers" in route else [*NOUNS[head].verbs, "dance"]


def sent(client: Client, method: str, path: str) -> tuple[int, str]:
    """The answer to a request that is in order but for the record."""
    headers = {"If-Match": '"1"', "Idempotency-Key": str(new_id())}
    if path.startswith("/api/"):
        answer = client.generic(method.upper(), path, b"{}", content_type="application/json", headers=headers)
    elif method == "get":
        answer = client.get(path)
    else:
        answer = client.generic(
            method.upper(), path, b"version=1&reason=x", content_type="application/x-www-form-urlencoded"
        )
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return answer.status_code, normalised(content)


def hidden_from(city: City, head: str, row: Any) -> list[str]:
    """The readers to whom this record is not there."""
    if head in NOUNS:
        # Who reads a report sees it at its address, and its text only where it has one.
        seen = reports_visible_to if head == "reports" else NOUNS[head].visible_to
        return [name for name in READERS if not seen(city.actor(name)).filter(pk=row.pk).exists()]
    return [name for name in READERS if name not in RECORDS[head][1]]


def record_of(city: City, head: str) -> Any:
    """A record under this plural."""
    if head not in NOUNS:
        return RECORDS[head][0](city)
    return staged(city, head, next(iter(NOUNS[head].verbs))).row


HEADS = sorted({head_of(route) for route in OF_A_RECORD})


@pytest.mark.parametrize("head", HEADS)
def test_a_hidden_record_is_absent_at_every_door_and_nothing_is_recorded(city: City, head: str) -> None:
    with instant_of(head):
        row = record_of(city, head)
        absent = 99_999_999 if isinstance(row.pk, int) else new_id()
        readers = hidden_from(city, head, row)
        before = Event.objects.count(), ReferralEvent.objects.count()

        told = {
            (who, method, route, name): (sent(client, method, there), sent(client, method, nowhere))
            for who in readers
            for client in [reader(who)]
            for route in OF_A_RECORD
            if head_of(route) == head
            for name in names_of(head, route)
            for there, nowhere in [(address(route, row.pk, name), address(route, absent, name))]
            for method in METHODS
        }

    assert readers
    apart = [
        f"{who} {method} {route} {name}: {there[0]}, absent {nowhere[0]}"
        for (who, method, route, name), (there, nowhere) in told.items()
        if without(row.pk, there) != without(absent, nowhere)
    ]
    assert apart == []
    assert {answers[0][0] for answers in told.values()} <= {400, 403, 404, 405, 409, 415, 422, 428}
    assert (Event.objects.count(), ReferralEvent.objects.count()) == before


def without(pk: object, answer: tuple[int, str]) -> tuple[int, str]:
    """The answer without the record's own id."""
    status, body = answer
    return status, body.replace(f"/{pk}", "/the-record").replace(f'"{pk}"', '"the-record"')
