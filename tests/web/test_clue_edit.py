"""A clue is mended on a page: only what was changed is written, and nobody's words are lost to somebody else's."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from cases.actions.clues import edit_clue
from cases.models import Clue
from kernel.models import Event, Remark
from tests.cases.situations import clue_in
from tests.cast import NOON, City, make_clue
from tests.web.readers import reader

HAPPENED = NOON - timedelta(days=1, seconds=17)


@pytest.fixture
def clue(city: City) -> Clue:
    """A clue with a place, a time to the second and a summary of two lines."""
    return make_clue(
        city, title="化工厂废气", address="云阳街道1号", occurred_at=HAPPENED, handling_summary="第一行\n第二行",
        subject_name="演示化工厂",
    )  # fmt: skip


def address_of(clue: Clue) -> str:
    """The page on which it is mended."""
    return f"/clues/{clue.pk}/edit"


def form_on(page: Any) -> dict[str, str]:
    """What a browser would send of the page as it stands, its line ends included."""
    shown = {field.name: str(field.value() or "") for field in page.context["form"]}
    sent = {**shown, **dict(page.context["was"]), "version": str(page.context["version"])}
    return {name: text.replace("\r\n", "\n").replace("\n", "\r\n") for name, text in sent.items()}


def opened(clue: Clue, username: str = "dispatcher") -> tuple[Client, dict[str, str]]:
    """A reader's browser, and the form it shows."""
    client = reader(username)
    return client, form_on(client.get(address_of(clue)))


def change_behind(city: City, clue: Clue, **changes: object) -> None:
    """Somebody else saves in the meantime."""
    with transaction.atomic():
        edit_clue(Clue.objects.get(pk=clue.pk), changes, by=city.actor("intake"), at=NOON)


def faults(page: Any) -> dict[str, list[str]]:
    """What stands beside the fields."""
    return {name: [str(text) for text in texts] for name, texts in page.context["form"].errors.items()}


@pytest.mark.parametrize("username", ["dispatcher", "intake"])
def test_only_what_was_changed_is_written_and_the_old_words_are_kept(city: City, clue: Clue, username: str) -> None:
    client, form = opened(clue, username)

    answer = client.post(address_of(clue), form | {"address": "云阳街道2号", "priority": "key"})

    fresh, event = Clue.objects.get(pk=clue.pk), Event.objects.get(type="clue.edited")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/clues/{clue.pk}")
    assert (fresh.address, fresh.priority, fresh.version) == ("云阳街道2号", "key", clue.version + 1)
    assert (fresh.occurred_at, fresh.handling_summary) == (HAPPENED, "第一行\n第二行")
    assert event.data["fields"] == ["address", "priority"]
    assert Remark.objects.get(event_id=event.id, name="address").text == "云阳街道1号"


def test_saving_the_form_untouched_writes_nothing(clue: Clue) -> None:
    client, form = opened(clue)

    answer = client.post(address_of(clue), form)

    assert answer.status_code == 302
    assert not Event.objects.filter(type="clue.edited").exists()


def test_whoever_filed_it_mends_it_and_the_unit_that_handles_it_does_not(city: City) -> None:
    own, led = make_clue(city, by="colleague"), clue_in(city, "signed")
    client, form = opened(own, "colleague")

    mended = client.post(address_of(own), form | {"address": "改后的地址"}).status_code

    assert (mended, Clue.objects.get(pk=own.pk).address) == (302, "改后的地址")
    assert reader("handler").get(address_of(led)).status_code == 403
    assert reader("handler").post(address_of(led), form).status_code == 403
    assert reader("colleague").get(address_of(led)).status_code == 404


def test_the_clues_page_leads_there_whoever_may_mend_it(city: City) -> None:
    clue, closed = clue_in(city, "signed"), clue_in(city, "closed")

    def leads(username: str, row: Clue) -> bool:
        return address_of(row) in reader(username).get(f"/clues/{row.pk}").content.decode()

    assert [leads("dispatcher", clue), leads("handler", clue), leads("dispatcher", closed)] == [True, False, False]


def test_over_somebody_elses_change_the_present_words_stand_beside_ones_own(city: City, clue: Clue) -> None:
    client, form = opened(clue)
    change_behind(city, clue, address="云阳街道9号", title="新的标题")

    answer = client.post(address_of(clue), form | {"address": "云阳街道2号", "subject_name": "另一化工厂"})

    fresh, again = Clue.objects.get(pk=clue.pk), form_on(answer)
    assert (answer.status_code, fresh.address, fresh.subject_name) == (412, "云阳街道9号", "演示化工厂")
    assert {name: again[name] for name in ("address", "subject_name", "title")} == {
        "address": "云阳街道2号",
        "subject_name": "另一化工厂",
        "title": "新的标题",
    }
    assert faults(answer)["address"] == ["他人已改为：云阳街道9号"]
    assert answer.content.decode().count("他人刚更新了此项") == 1
    assert set(faults(answer)) == {"__all__", "address"}


def test_saved_again_ones_own_words_stand_and_the_others_are_not_undone(city: City, clue: Clue) -> None:
    client, form = opened(clue)
    change_behind(city, clue, address="云阳街道9号", title="新的标题")
    again = form_on(client.post(address_of(clue), form | {"address": "云阳街道2号"}))

    answer = client.post(address_of(clue), again)

    fresh = Clue.objects.get(pk=clue.pk)
    assert (answer.status_code, fresh.address, fresh.title) == (302, "云阳街道2号", "新的标题")


def test_a_choice_is_told_in_its_words_and_an_emptied_field_as_empty(city: City, clue: Clue) -> None:
    client, form = opened(clue)
    change_behind(city, clue, priority="key", subject_name="")

    answer = client.post(address_of(clue), form | {"priority": "", "subject_name": "另一家"})
    refused = client.post(address_of(clue), form | {"subject_name": "另一家"})

    assert answer.status_code == 422
    assert faults(refused)["subject_name"] == ["他人已改为：空"]
    assert refused.context["form"]["priority"].value() == "key"


@pytest.mark.parametrize("version", ["", "0", "999", "x"])
def test_without_the_version_that_was_seen_nothing_is_saved(clue: Clue, version: str) -> None:
    client, form = opened(clue)

    answer = client.post(address_of(clue), form | {"address": "云阳街道2号", "version": version})

    assert (answer.status_code, Clue.objects.get(pk=clue.pk).address) == (412, "云阳街道1号")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"lon": "119.5"}, "lat"),
        ({"lon": "200", "lat": "32", "coord_sys": "wgs84"}, "lon"),
        ({"occurred_at": "gestern"}, "occurred_at"),
        ({"coord_sys": "mars"}, "coord_sys"),
        ({"subject_uscc": "9" * 19}, "subject_uscc"),
        ({"title": "题" * 201}, "title"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_saved(
    clue: Clue, changes: dict[str, str], field: str
) -> None:
    client, form = opened(clue)

    answer = client.post(address_of(clue), form | {"address": "云阳街道2号"} | changes)

    assert answer.status_code == 422
    assert field in faults(answer)
    assert form_on(answer)["address"] == "云阳街道2号"
    assert Clue.objects.get(pk=clue.pk).version == clue.version


def test_a_clue_closed_in_the_meantime_keeps_the_words_on_the_form(city: City) -> None:
    clue = clue_in(city, "reported")
    client, form = opened(clue)
    Clue.objects.filter(pk=clue.pk).update(status="closed", closed_at=NOON)

    answer = client.post(address_of(clue), form | {"address": "云阳街道2号"})

    assert answer.status_code == 409
    assert form_on(answer)["address"] == "云阳街道2号"
    assert reader("dispatcher").get(address_of(clue)).status_code == 409


def test_a_double_click_mends_it_once(clue: Clue) -> None:
    client, form = opened(clue)
    sent = form | {"address": "云阳街道2号", "once": "0123456789abcdef"}

    answers = [client.post(address_of(clue), sent).status_code for _turn in range(2)]

    assert (answers, Event.objects.filter(type="clue.edited").count()) == ([302, 302], 1)
