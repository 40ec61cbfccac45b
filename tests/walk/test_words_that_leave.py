"""No text leaves the office's circle with a personal mark in it that nobody masked or answered for."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models

from kernel.models import Event, Remark
from kernel.verb_texts import is_free, texts_of
from kernel.verbs import Verb, fields_of
from supervision.models import ReferralEvent, ReferralRemark
from tests.cast import City
from tests.walk.stages import NOUNS, every_verb, staged
from tests.walk.test_every_page_after_every_verb import instant_of
from tests.web.readers import reader

STRANGE = "请联系壹叁玖-１２３４／五⑥7\u200b八"
REASON = "单位值班电话，已公开"


def free_fields(takes: type[Any]) -> Iterator[tuple[str, bool]]:
    """Each field of an input in which people write what they like, and whether it holds several texts.

    Where a number has no room, as in a month, none is looked for.
    """
    free = {field.name for field in dataclasses.fields(takes) if is_free(field)}
    for field in fields_of(takes):
        long_enough = field.most is None or field.most >= len(STRANGE) or field.part
        if field.name in free and long_enough and (field.type in {"text", "text[]"} or field.part):
            yield field.name, field.type != "text"


def texts_of_verbs(*, within: bool) -> list[tuple[str, str, str]]:
    """Each noun's verb with each of its texts that passes the gate, or that stays within."""
    return [
        (plural, name, text)
        for plural, name in every_verb()
        for text, _several in free_fields(NOUNS[plural].verb(name).takes)
        if (text in NOUNS[plural].verb(name).within) == within
    ]


def texts_sent() -> list[tuple[str, str, str]]:
    """Each noun's verb with each text of the record that leaves with it."""
    return [(plural, name, text) for plural, name in every_verb() for text in NOUNS[plural].verb(name).sends]


def counted() -> tuple[int, int]:
    """How much was recorded of anything."""
    return Event.objects.count(), ReferralEvent.objects.count()


def answered(city: City, plural: str, name: str, form: dict[str, Any], own: dict[str, str]) -> tuple[Any, Any, Any]:
    """What the page answers to the verb with this form on a record that says this of itself, and the record."""
    stage = staged(city, plural, name)
    if own:
        type(stage.row)._default_manager.filter(pk=stage.row.pk).update(**own)
    before = counted()
    answer = reader(stage.who).post(f"/{plural}/{stage.row.pk}/actions/{name}", stage.form | form)
    return answer, before, stage


@pytest.mark.parametrize("place", texts_of_verbs(within=False), ids="-".join)
def test_a_number_in_strange_digits_stops_each_text_of_each_verb_and_is_shown(
    city: City, place: tuple[str, str, str]
) -> None:
    plural, name, text = place
    with instant_of(plural):
        answer, before, _stage = answered(city, plural, name, {text: STRANGE}, {})

        told = answer.content.decode()
        assert (answer.status_code, counted()) == (422, before)
        assert "壹叁玖-１２３４／五⑥7" in told.partition("<form")[2]
        assert 'name="marks_mask"' in told
        assert 'name="marks_stay"' in told


@pytest.mark.parametrize("place", texts_sent(), ids="-".join)
def test_a_number_in_the_records_own_text_stops_the_verb_that_sends_it(city: City, place: tuple[str, str, str]) -> None:
    plural, name, text = place
    with instant_of(plural):
        said = {text: ""} if text in {one for one, _several in free_fields(NOUNS[plural].verb(name).takes)} else {}
        answer, before, stage = answered(city, plural, name, said, {text: STRANGE})

        assert (answer.status_code, counted()) == (422, before)
        assert "壹叁玖-１２３４／五⑥7" in answer.content.decode()
        masked = reader(stage.who).post(
            f"/{plural}/{stage.row.pk}/actions/{name}", stage.form | said | {"marks_mask": "on"}
        )

        stage.row.refresh_from_db()
        assert masked.status_code in {204, 302}
        assert getattr(stage.row, text) == "请联系×××"


@pytest.mark.parametrize("place", texts_of_verbs(within=True), ids="-".join)
def test_a_text_that_stays_within_says_why_and_is_not_stopped(city: City, place: tuple[str, str, str]) -> None:
    plural, name, text = place

    assert len(NOUNS[plural].verb(name).within[text]) > len("within")


def test_every_text_that_leaves_with_a_later_verb_is_a_column_of_its_record() -> None:
    for plural, _name, text in texts_sent():
        column = NOUNS[plural].model._meta.get_field(text)
        assert isinstance(column, models.CharField | models.TextField)


def test_what_is_said_to_stay_within_is_a_text_of_that_verb() -> None:
    strange = {
        (plural, name, text)
        for plural, name in every_verb()
        for text in NOUNS[plural].verb(name).within
        if text not in {field.name for field in dataclasses.fields(NOUNS[plural].verb(name).takes)}
    }

    # A stricter gate's list is shared by verbs with different texts.
    assert {place for place in strange if place[0] != "disclosures"} == set()


@pytest.mark.parametrize("place", texts_of_verbs(within=False)[::7], ids="-".join)
def test_a_mark_stays_where_somebody_says_why_and_the_event_tells_it(city: City, place: tuple[str, str, str]) -> None:
    plural, name, text = place
    with instant_of(plural):
        answer, _before, _stage = answered(city, plural, name, {text: STRANGE, "marks_stay": REASON}, {})

        assert answer.status_code in {204, 302}
        told = [
            text
            for words in (Remark, ReferralRemark)
            for text in words._default_manager.filter(name="marks_stay").values_list("text", flat=True)
        ]
        assert REASON in told


def test_verbs_and_texts_are_found_at_all() -> None:
    assert len(texts_of_verbs(within=False)) > 40
    assert ("clues", "dispatch", "handling_summary") in texts_of_verbs(within=False)
    assert ("letters", "sign", "body") in texts_sent()
    assert isinstance(NOUNS["clues"].verb("dispatch"), Verb)
    assert texts_of(NOUNS["clues"].verb("comment").takes("词")) == {"/text": "词"}
