"""A row is mended or emptied, by page and at the REST door; what nobody touched stays as it is."""

from typing import Any

import pytest
from django.forms.models import model_to_dict
from django.test import Client

from kernel.errors import GuardUnmet
from kernel.models import Event
from reports.actions.disclosures import EditDisclosure
from reports.models import DisclosureBatch, DisclosureItem
from tests.cast import City
from tests.conftest import ApiOf
from tests.reports.disclosures import AUTHOR, CHIEF, REVIEWER, batch_of, do, drafted, with_publicity
from tests.web.readers import reader

COUNTED = {"interviewed": 3, "fine": "1000.50", "findings": "属实", "further_areas": ["常州市"]}


@pytest.fixture
def town(city: City) -> City:
    """The cast with its publicity."""
    return with_publicity(city)


@pytest.fixture
def draft(town: City) -> DisclosureBatch:
    """A draft whose first row tells of three talks, a fine and another area."""
    disclosure = drafted(town, batch_of(town))
    DisclosureItem.objects.filter(position=1).update(**COUNTED)
    return disclosure


def row_of(draft: DisclosureBatch) -> dict[str, Any]:
    """The first row as the database keeps it."""
    return model_to_dict(DisclosureItem.objects.get(disclosure=draft, position=1))


def form_on(client: Client, draft: DisclosureBatch) -> dict[str, str]:
    """What a browser would send back, untouched: every field as it is shown, and what it showed."""
    form = client.get(f"/disclosures/{draft.pk}/rows/1/edit").context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else str(value) for name, value in shown.items()} | dict(form.was)


def sent(client: Client, draft: DisclosureBatch, form: dict[str, str]) -> None:
    """Save the form."""
    assert client.post(f"/disclosures/{draft.pk}/rows/1/edit", form).status_code == 302


def test_a_text_and_a_count_are_emptied_on_the_page(draft: DisclosureBatch) -> None:
    author = reader(AUTHOR)
    form = form_on(author, draft)

    sent(author, draft, form | {"findings": "", "interviewed": "", "fine": "", "further_areas": ""})

    row = row_of(draft)
    assert (row["findings"], row["interviewed"], row["fine"], row["further_areas"]) == ("", None, None, [])
    told = Event.objects.get(type="disclosure.row_edited").data["fields"]
    assert told == ["findings", "fine", "further_areas", "interviewed"]


def test_a_form_saved_untouched_changes_nothing_and_makes_nobody_an_author(draft: DisclosureBatch) -> None:
    before, author = row_of(draft), reader(AUTHOR)

    sent(author, draft, form_on(author, draft))

    assert row_of(draft) == before
    assert before["edited_by"] is None
    assert not Event.objects.filter(type="disclosure.row_edited").exists()


def test_an_untouched_blank_does_not_empty_what_somebody_else_wrote_meanwhile(draft: DisclosureBatch) -> None:
    author, chief = reader(AUTHOR), reader(CHIEF)
    DisclosureItem.objects.filter(position=1).update(done="", criminal_cases=None)
    slow = form_on(author, draft)
    sent(chief, draft, form_on(chief, draft) | {"done": "已停产", "criminal_cases": "2"})

    sent(author, draft, slow | {"problem": "某厂夜间异味"})

    row = row_of(draft)
    assert (row["problem"], row["done"], row["criminal_cases"]) == ("某厂夜间异味", "已停产", 2)


def test_a_refused_form_still_knows_what_it_showed_at_first(draft: DisclosureBatch) -> None:
    author = reader(AUTHOR)
    form = form_on(author, draft) | {"interviewed": "-1", "findings": ""}

    answer = author.post(f"/disclosures/{draft.pk}/rows/1/edit", form)

    assert answer.status_code == 422
    assert dict(answer.context["form"].was)["was-findings"] == "属实"
    assert row_of(draft)["findings"] == "属实"


def test_at_the_rest_door_what_is_absent_stays(draft: DisclosureBatch, api: ApiOf) -> None:
    before = row_of(draft)

    api(AUTHOR).post(f"/api/v1/disclosures/{draft.pk}/actions/edit_row", {"row": 1, "done": "已搬迁"})

    after = row_of(draft)
    assert {name for name in after if after[name] != before[name]} == {"done", "edited_by", "edited_at"}


@pytest.mark.parametrize(
    ("name", "empty"), [("findings", ""), ("interviewed", None), ("fine", None), ("further_areas", [])]
)
def test_at_the_rest_door_what_is_given_empty_is_emptied(
    draft: DisclosureBatch, api: ApiOf, name: str, empty: object
) -> None:
    answer = api(AUTHOR).post(f"/api/v1/disclosures/{draft.pk}/actions/edit_row", {"row": 1, name: empty})

    row = row_of(draft)
    assert answer.status_code == 200
    assert row[name] == empty
    assert {other for other in COUNTED if row[other] in ("", None, [])} == {name}


def test_the_note_and_the_contact_are_emptied_and_a_title_never_is(town: City, draft: DisclosureBatch) -> None:
    do(town, draft, "edit", EditDisclosure(note="补充", contact="市攻坚办"))
    do(town, draft, "edit", EditDisclosure(note=""))
    with pytest.raises(GuardUnmet) as refusal:
        do(town, draft, "edit", EditDisclosure(title=""), by=REVIEWER)

    kept = DisclosureBatch.objects.get()
    assert (kept.note, kept.contact, kept.title) == ("", "市攻坚办", draft.title)
    assert [one.pointer for one in refusal.value.errors] == ["/title"]
