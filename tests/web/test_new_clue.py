"""A new clue from a form: four fields, once."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from cases.models import Attachment, Clue
from kernel.models import Event
from tests.cast import City
from tests.conftest import ApiOf
from tests.web.readers import reader

FOUR = {"description": "河边有白色泡沫", "channel": "routine_check", "region_code": "321181", "address": "运河桥下"}
REST = {"priority": "general", "legal_path": "env_business"}
NEW = FOUR | REST


def picture() -> SimpleUploadedFile:
    """A photo of nothing."""
    content = BytesIO()
    Image.new("RGB", (8, 8), "white").save(content, "JPEG")
    return SimpleUploadedFile("river.jpg", content.getvalue(), content_type="image/jpeg")


def test_four_fields_make_a_clue_and_lead_to_its_page(city: City) -> None:
    answer = reader("handler").post("/clues/new", NEW)

    clue = Clue.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/clues/{clue.pk}")
    assert (clue.description, clue.region_id, clue.filed_by_agency_id) == ("河边有白色泡沫", "321181", "321181-hb")


def test_a_clue_from_the_page_is_the_one_that_the_rest_door_would_make(city: City, api: ApiOf) -> None:
    reader("intake").post("/clues/new", NEW | {"pollution_types": ["water", "air"], "lon": "", "lat": ""})
    api("intake").post("/api/v1/clues", FOUR | {"pollution_types": ["water", "air"]})

    apart = ("id", "number", "search", "received_at", "created_at", "updated_at", "due_at")
    by_page, by_rest = Clue.objects.order_by("id").values()
    assert {n: v for n, v in by_page.items() if n not in apart} == {n: v for n, v in by_rest.items() if n not in apart}
    first, second = Event.objects.filter(type="clue.registered").order_by("id")
    assert (first.data, first.post, first.to_status) == (second.data, second.post, second.to_status)


def test_a_double_click_makes_one_clue(city: City) -> None:
    client, form = reader("intake"), NEW | {"once": "0123456789abcdef"}

    first, second = client.post("/clues/new", form), client.post("/clues/new", form)

    assert first["Location"] == second["Location"]
    assert Clue.objects.count() == 1


def test_the_same_form_with_other_words_is_not_taken_for_a_double_click(city: City) -> None:
    client, form = reader("intake"), NEW | {"once": "0123456789abcdef"}
    client.post("/clues/new", form)

    answer = client.post("/clues/new", form | {"description": "另一件事"})

    assert answer.status_code == 422
    assert Clue.objects.count() == 1


@pytest.mark.parametrize("missing", ["description", "channel", "region_code"])
def test_a_missing_field_is_named_and_what_was_typed_stays(city: City, missing: str) -> None:
    answer = reader("intake").post("/clues/new", NEW | {missing: ""})

    assert answer.status_code == 422
    assert missing in answer.context["form"].errors
    assert "运河桥下" in answer.content.decode()
    assert not Clue.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "beside"),
    [
        ({"lon": "119.6"}, "lat"),
        ({"lon": "1e9", "lat": "32", "coord_sys": "wgs84"}, "lon"),
        ({"is_named": "on"}, "reporter_name"),
        ({"received_at": "2999-01-01T00:00"}, "received_at"),
        ({"description": "\u3000\u200b"}, "description"),
        ({"description": "a\0b"}, "description"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(city: City, wrong: dict[str, str], beside: str) -> None:
    answer = reader("intake").post("/clues/new", NEW | wrong)

    assert answer.status_code == 422
    assert beside in answer.context["form"].errors


def test_photos_are_kept_with_the_clue_and_a_bad_one_leaves_nothing_behind(city: City) -> None:
    client = reader("handler")
    bad = SimpleUploadedFile("river.jpg", b"MZ not a picture", content_type="image/jpeg")

    refused = client.post("/clues/new", NEW | {"photos": [picture(), bad]})
    taken = client.post("/clues/new", NEW | {"photos": [picture(), picture()]})

    assert (refused.status_code, taken.status_code) == (422, 302)
    assert (Clue.objects.count(), Attachment.objects.count()) == (1, 2)


def test_a_unit_does_not_learn_the_channel_of_the_discipline_organ(city: City) -> None:
    shown = reader("handler").get("/clues/new").content.decode()

    assert "discipline_transfer" not in shown
    assert "纪委移送" not in shown


def test_a_file_is_added_to_a_clue_once(city: City, tmp_path: Path) -> None:
    client = reader("intake")
    clue = client.post("/clues/new", NEW)["Location"]

    for _ in range(2):
        client.post(f"{clue}/attachments", {"file": picture(), "once": "0123456789abcdef"})

    assert Attachment.objects.count() == 1
