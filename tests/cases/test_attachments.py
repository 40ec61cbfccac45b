"""Attachments: cleaned of what they carry beside the picture, refused when they are not what they say."""

import hashlib
import io
import random
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils.timezone import localtime
from PIL import Image

from cases.models import Attachment, Clue
from kernel.files import LARGEST, FileRefused, cleaned
from kernel.models import Event
from tests.cases import pictures
from tests.cases.situations import clue_in
from tests.cast import City, make_clue
from tests.conftest import ApiOf

ZONE = localtime().tzinfo


def path_of(clue: Clue) -> str:
    """Where the clue's attachments are."""
    return f"/api/v1/clues/{clue.pk}/attachments"


def sent(api: ApiOf, clue: Clue, content: bytes, *, name: str = "photo.jpg", by: str = "intake") -> Any:
    """The answer to a file."""
    return api(by).post(path_of(clue), {"file": pictures.named(content, name)}, format="multipart")


def content_of(api: ApiOf, pk: str, *, by: str = "intake") -> bytes:
    """The bytes as that person downloads them."""
    response: Any = api(by).get(f"/api/v1/attachments/{pk}")
    assert response.status_code == 200
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_time_and_place_of_a_photograph_are_kept_beside_it_and_gone_from_it(city: City, api: ApiOf, form: str) -> None:
    body = sent(api, make_clue(city), pictures.photograph(form)).json()

    content = content_of(api, body["id"])
    picture = Image.open(io.BytesIO(content))
    assert (body["taken_at"], body["taken_place"]) == ("2021-11-30T08:15:00+08:00", {"lon": 119.6, "lat": 32.01})
    assert (dict(picture.getexif()), picture.info.get("comment"), b"Secret" in content) == ({}, None, False)
    assert body["sha256"] == hashlib.sha256(content).hexdigest()


def test_a_photograph_stands_upright_without_its_marks(city: City, api: ApiOf) -> None:
    body = sent(api, make_clue(city), pictures.photograph("PNG")).json()

    picture = Image.open(io.BytesIO(content_of(api, body["id"])))

    assert picture.size == (20, 40)
    assert (picture.getpixel((10, 5)), picture.getpixel((10, 35))) == ((0, 0, 255), (255, 0, 0))


def test_a_picture_of_few_colours_keeps_them(city: City, api: ApiOf) -> None:
    body = sent(api, make_clue(city), pictures.palette_picture(), name="map.png").json()

    assert Image.open(io.BytesIO(content_of(api, body["id"]))).convert("RGB").getpixel((5, 5)) == (200, 30, 60)


def test_a_document_loses_its_author_its_scripts_and_the_files_inside(city: City, api: ApiOf) -> None:
    body = sent(api, make_clue(city), pictures.live_document(), name="report.pdf").json()

    content = content_of(api, body["id"])
    left = [word for word in (b"Secret", b"JavaScript", b"/OpenAction", b"/AA", b"EmbeddedFile") if word in content]
    assert (body["media_type"], content[:5], left) == ("application/pdf", b"%PDF-", [])


def test_a_bomb_of_pixels_is_refused_before_it_unpacks(city: City, api: ApiOf) -> None:
    bomb = pictures.pixel_bomb(13_300)
    began = time.monotonic()

    response = sent(api, make_clue(city), bomb, name="bomb.png")

    assert len(bomb) < 22_000
    assert (response.status_code, response.json()["errors"][0]["code"]) == (400, "too_many_pixels")
    assert time.monotonic() - began < 2
    assert not Attachment.objects.exists()


REFUSED = {
    "a script": (b"<script>alert(1)</script>", "unknown_type"),
    "an svg": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "unknown_type"),
    "a zip": (b"PK\x03\x04" + bytes(30), "unknown_type"),
    "a gif": (b"GIF89a" + bytes(30), "unknown_type"),
    "nothing": (b"", None),
    "half a picture": (pictures.photograph()[:200], "broken"),
    "a picture in name": (b"\xff\xd8\xff" + b"x" * 50, "broken"),
    "half a document": (b"%PDF-1.7 nothing more", "broken"),
    "a locked document": (pictures.locked_document(), "encrypted"),
    "a looping document": (pictures.looping_document(), "broken"),
    "a classified document": (pictures.marked_document(), "classified"),
}


@pytest.mark.parametrize("name", list(REFUSED))
def test_what_is_no_clean_picture_or_document_is_refused(city: City, api: ApiOf, name: str) -> None:
    content, code = REFUSED[name]

    response = sent(api, make_clue(city), content)

    error = response.json()["errors"][0]
    assert (response.status_code, error["pointer"]) == (400, "/file")
    assert code in {None, error["code"]}
    assert not Attachment.objects.exists()


def test_more_than_twenty_megabytes_are_refused(city: City, api: ApiOf) -> None:
    response = sent(api, make_clue(city), b"\xff\xd8\xff" + bytes(LARGEST))

    assert (response.status_code, response.json()["errors"][0]["code"]) == (413, "too_large")


def test_a_file_that_lies_about_its_size_is_not_read_beyond_the_limit() -> None:
    with pytest.raises(FileRefused):
        cleaned(io.BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(LARGEST + 10)), 10, zone=ZONE)  # type: ignore[arg-type]


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("seed", range(5))
def test_damage_of_any_kind_is_a_refusal_or_a_clean_file_and_never_an_error(seed: int) -> None:
    dice = random.Random(seed)
    wholes = [pictures.photograph(), pictures.photograph("PNG"), pictures.live_document(), pictures.locked_document()]

    for _turn in range(12):
        damaged = bytearray(dice.choice(wholes))
        for _hit in range(dice.randrange(1, 8)):
            damaged[dice.randrange(4, len(damaged))] = dice.randrange(256)
        try:
            clean = cleaned(io.BytesIO(bytes(damaged)), len(damaged), zone=ZONE)  # type: ignore[arg-type]
        except FileRefused:
            continue
        assert b"Secretphone" not in clean.content


@pytest.mark.parametrize("body", [{}, {"photo": "x"}, {"file": "text"}])
def test_the_part_must_be_called_file_and_be_one(city: City, api: ApiOf, body: dict[str, str]) -> None:
    response = api("intake").post(path_of(make_clue(city)), body, format="multipart", headers={"Idempotency-Key": "k"})

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (400, "/file")


def test_a_broken_form_is_400(city: City, api: ApiOf) -> None:
    for content_type in ("multipart/form-data", "multipart/form-data; boundary=x"):
        response = api("intake").generic(
            "POST", path_of(make_clue(city)), "nonsense", content_type=content_type, headers={"Idempotency-Key": "k"}
        )

        assert response.status_code == 400


def test_a_unit_reads_what_was_released_to_it_and_what_it_filed_itself(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "dispatched")
    office, release = (sent(api, clue, pictures.photograph()).json()["id"] for _turn in range(2))
    own = sent(api, clue, pictures.photograph(), by="handler").json()["id"]
    order = {"lead_agency": "321181-hb", "release_attachments": [release]}
    assert api("dispatcher").post(f"/api/v1/clues/{clue.pk}/actions/dispatch", order).status_code == 200

    listed = {row["id"] for row in api("handler").get(path_of(clue)).json()["results"]}

    assert listed == {release, own}
    assert api("handler").get(f"/api/v1/attachments/{office}").status_code == 404
    assert len(api("intake").get(path_of(clue)).json()["results"]) == 3
    assert api("colleague").get(f"/api/v1/attachments/{release}").status_code == 404


def test_an_attachment_of_another_clue_is_not_released(city: City, api: ApiOf) -> None:
    clue, other = clue_in(city, "dispatched"), make_clue(city)
    alien = sent(api, other, pictures.photograph()).json()["id"]

    order = {"lead_agency": "321181-hb", "release_attachments": [alien]}
    response = api("dispatcher").post(f"/api/v1/clues/{clue.pk}/actions/dispatch", order)

    assert (response.status_code, response.json()["errors"][0]["code"]) == (422, "of_another_clue")


def test_a_file_comes_as_a_download_that_no_browser_runs(city: City, api: ApiOf) -> None:
    body = sent(api, make_clue(city), pictures.photograph(), name="../../evil<script>.jpg").json()

    response: Any = api("intake").get(f"/api/v1/attachments/{body['id']}")

    content = b"".join(response.streaming_content)
    assert response["Content-Disposition"] == f'attachment; filename="{body["name"]}"'
    assert (response["X-Content-Type-Options"], response["Content-Type"]) == ("nosniff", "image/jpeg")
    assert response["X-Content-SHA256"] == hashlib.sha256(content).hexdigest()
    assert "evil" not in body["name"]


def test_the_file_lies_under_a_random_name_that_only_its_owner_reads(city: City, api: ApiOf) -> None:
    sent(api, make_clue(city), pictures.photograph())

    attachment = Attachment.objects.get()
    kept = Path(settings.MEDIA_ROOT) / attachment.path
    assert kept.stat().st_mode & 0o777 == 0o600
    assert str(attachment.pk) not in attachment.path
    assert Event.objects.get(type="clue.attachment_added").data["attachment"] == str(attachment.pk)
