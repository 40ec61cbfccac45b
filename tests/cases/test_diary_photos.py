"""Photographs of the diary, the signed decision, and the order's scan: kept once, with their hash."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client

from cases.actions.diaries import ReviseEntry, WriteEntry
from cases.actions.satchels import OpenSatchel
from cases.models import Attachment, Clock, DiaryEntry, Satchel
from cases.verbs import SATCHEL_VERBS
from kernel.errors import GuardUnmet
from kernel.models import Event
from kernel.uploads import Upload
from tests.cases import papers, pictures
from tests.cases.tasks import do, task_in
from tests.cast import NOON, City, make_batch, make_clue
from tests.conftest import ApiOf
from tests.web.readers import reader

# Eight in the morning here, on the day the satchel is opened.
OPENED = datetime(2021, 10, 25, 0, 0, tzinfo=UTC)
YEAR_END = date(2021, 12, 31)
DAY = timedelta(days=1)


def photo(name: str = "photo.jpg") -> Any:
    """A phone's picture."""
    return pictures.named(pictures.photograph(), name)


def upload(content: bytes | None = None) -> Upload:
    """A file at the door."""
    sent = pictures.photograph() if content is None else content
    return Upload(pictures.named(sent, "x"), len(sent), settings.MEDIA_ROOT)


def opened(city: City, **decision: Any) -> Satchel:
    """A satchel that runs to the end of 2021."""
    task = task_in(city, "in_progress", at=OPENED, deadline=YEAR_END)
    signed = OpenSatchel("演示市领导", "演示〔2021〕9号", OPENED.date(), YEAR_END, **decision)
    made: Any = do(city, task, "open_satchel", signed, at=OPENED)
    return Satchel.objects.get(pk=made.pk)


def act(city: City, satchel: Satchel, verb: str, what: object, *, at: datetime = OPENED) -> Satchel:
    """The verifier does it."""
    with transaction.atomic():
        row = Satchel.objects.select_for_update(of=("self",)).get(pk=satchel.pk)
        done: Satchel = SATCHEL_VERBS[verb].do(row, what, by=city.actor("verifier"), at=at)
    return done


def sent(satchel: Satchel, *photos: Any, once: str = "once-and-only", browser: Client | None = None) -> Any:
    """The phone form's answer; sent again from the same browser, it is the same form."""
    said = {"findings": "水清", "day": "2021-10-25", "once": once, "photos": list(photos)}
    with time_machine.travel(OPENED):
        return (browser or reader("verifier")).post(f"/satchels/{satchel.pk}/diary/new", said)


def test_the_phone_form_takes_pictures_with_the_camera(city: City) -> None:
    satchel = opened(city)

    with time_machine.travel(OPENED):
        form = reader("verifier").get(f"/satchels/{satchel.pk}/diary/new").content.decode()

    assert 'accept="image/*" capture="environment" multiple' in form
    assert 'enctype="multipart/form-data"' in form


def test_an_entry_sent_twice_is_one_entry_with_one_set_of_photographs(city: City) -> None:
    satchel, browser = opened(city), reader("verifier")

    answers = [sent(satchel, photo(), photo(), browser=browser).status_code for _turn in range(2)]

    assert answers == [302, 302]
    assert (DiaryEntry.objects.count(), Attachment.objects.count()) == (1, 2)
    told = Event.objects.get(type="satchel.entry_written")
    assert told.data["photos"] == list(Attachment.objects.values_list("sha256", flat=True))


def test_more_than_nine_photographs_leave_no_entry(city: City) -> None:
    satchel = opened(city)

    answer = sent(satchel, *(photo() for _turn in range(10)))

    assert (answer.status_code, DiaryEntry.objects.count(), Attachment.objects.count()) == (422, 0, 0)
    assert answer.context["form"].errors["photos"]


@pytest.mark.parametrize(("decision", "places"), [({"asks_for_place": True}, 1), ({}, 0)])
def test_the_place_is_kept_only_where_the_decision_asks_for_it(
    city: City, decision: dict[str, bool], places: int
) -> None:
    satchel = opened(city, **decision)

    act(city, satchel, "write_entry", WriteEntry("水清", photos=(upload(),)))

    kept = Attachment.objects.get()
    assert Attachment.objects.filter(taken_lon__isnull=False, taken_lat__isnull=False).count() == places
    assert b"Secretphone" not in (settings.MEDIA_ROOT / kept.path).read_bytes()


def test_photographs_are_added_for_24_hours_and_never_beyond_nine(city: City) -> None:
    satchel = opened(city)
    act(city, satchel, "write_entry", WriteEntry("水清", photos=(upload(),)))
    entry = DiaryEntry.objects.get()

    act(city, satchel, "revise_entry", ReviseEntry(entry, "水清", photos=(upload(), upload())))
    for code, count, at in (("too_many", 7, OPENED), ("entry_locked", 1, OPENED + DAY)):
        with pytest.raises(GuardUnmet) as refused:
            act(city, satchel, "revise_entry", ReviseEntry(entry, "水清", photos=(upload(),) * count), at=at)
        assert [error.code for error in refused.value.errors] == [code]

    assert entry.photos.count() == 3


def test_a_paper_is_no_photograph_of_a_diary(city: City, api: ApiOf) -> None:
    satchel = opened(city)

    with time_machine.travel(OPENED):
        answer = api("verifier").post(
            f"/api/v1/tasks/{satchel.task_id}/diary",
            {"findings": "水清", "photos": pictures.named(pictures.live_document(), "x.jpg")},
            format="multipart",
        )

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "not_a_picture")
    assert DiaryEntry.objects.count() == 0


def test_the_rest_door_takes_photographs_and_shows_them_with_their_hash(city: City, api: ApiOf) -> None:
    satchel = opened(city)
    diary = f"/api/v1/tasks/{satchel.task_id}/diary"

    with time_machine.travel(OPENED):
        made = api("verifier").post(diary, {"findings": "水清", "photos": [photo(), photo()]}, format="multipart")

    shown = api("verifier").get(diary).json()["results"][0]["photos"]
    assert (made.status_code, [one["sha256"] for one in shown]) == (
        201,
        [one["sha256"] for one in made.json()["photos"]],
    )
    assert len(shown) == 2


def test_the_signed_decision_stands_on_the_satchels_page_with_its_hash(city: City, api: ApiOf) -> None:
    satchel = opened(city, decision=upload(pictures.live_document()))

    page = reader("rectifier").get(f"/satchels/{satchel.pk}").content.decode()

    kept = satchel.decisions.get()
    assert f"/api/v1/attachments/{kept.pk}" in page
    assert kept.sha256 in page
    assert api("colleague").get(f"/api/v1/attachments/{kept.pk}").status_code == 404
    assert Event.objects.get(type="satchel.opened").data["decisions"] == [kept.sha256]


def test_a_decision_that_is_no_scan_opens_nothing(city: City, api: ApiOf) -> None:
    task = task_in(city, "in_progress", at=OPENED, deadline=YEAR_END)
    said = {
        "signed_by": "演示市领导", "decision_number": "9号", "decided_on": "2021-10-25", "ends_on": "2021-12-31",
        "decision": pictures.named(papers.word(), "决定.docx"),
    }  # fmt: skip

    with time_machine.travel(OPENED):
        answer = api("rectifier").post(f"/api/v1/tasks/{task.pk}/actions/open_satchel", said, format="multipart")

    [error] = answer.json()["errors"]
    assert (answer.status_code, error["pointer"], error["code"]) == (400, "/decision", "unknown_type")
    assert Satchel.objects.count() == 0


def test_an_orders_scan_is_kept_with_its_batch_and_moves_no_clock(city: City) -> None:
    batch = make_batch(city)
    clue = make_clue(city, channel="inspection", batch=batch, received_at=batch.received_at)
    before = Clock.objects.filter(subject_id=clue.pk).values_list("due_at", flat=True)
    due, client = list(before), reader("intake")

    sent_twice = [
        client.post(f"/batches/{batch.pk}/scans", {"file": photo(), "once": "once-and-only"}).status_code
        for _turn in range(2)
    ]
    page = client.get(f"/batches/{batch.pk}").content.decode()

    scan = batch.scans.get()
    assert (sent_twice, scan.sha256 in page) == ([302, 302], True)
    assert list(before.all()) == due
    assert Event.objects.get(type="batch.scan_added").data == {"sha256": scan.sha256}


def test_a_batch_is_received_with_its_scan_or_not_at_all(city: City, api: ApiOf) -> None:
    batch = make_batch(city)
    order = {"inspection": str(batch.inspection_id), "number": "第二批", "received_at": "2026-11-16T10:00:00+08:00"}

    with time_machine.travel(NOON):
        refused = api("intake").post(
            "/api/v1/batches", {**order, "scan": pictures.named(b"GIF89a", "x.gif")}, format="multipart"
        )
        made = api("intake").post("/api/v1/batches", {**order, "scan": photo()}, format="multipart")

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/scan")
    assert (made.status_code, len(made.json()["scans"])) == (201, 1)


def test_only_the_office_keeps_a_scan_and_a_unit_sees_no_batch(city: City, api: ApiOf) -> None:
    batch = make_batch(city)
    path = f"/api/v1/batches/{batch.pk}/scans"

    answers = [
        api(who).post(path, {"file": photo()}, format="multipart").status_code
        for who in ("intake", "leader", "handler")
    ]

    assert answers == [201, 403, 403]
    assert api("handler").get(f"/api/v1/attachments/{batch.scans.get().pk}").status_code == 404
