"""Search finds what was written, by index, and only what the reader may read."""

import pytest
from django.db import connection

from cases.actions.clues import edit_clue
from cases.actions.source_names import Source
from cases.models import Clue
from cases.queries.clues import search_clues
from cases.search import lexemes
from tests.cast import City, make_clue

TEXT = "群众反映云阳街道皇塘化工厂3号车间COD超标，水体黑臭"


@pytest.fixture
def found(city: City) -> Clue:
    """A clue with a text to be found, beside one without."""
    make_clue(city, description="夜间噪声扰民")
    clue = make_clue(city, description=TEXT)
    Clue.objects.filter(pk=clue.pk).update(status="dispatched", lead_agency="321181-hb")
    return Clue.objects.get(pk=clue.pk)


@pytest.mark.parametrize(
    "words",
    ["黑臭", "体黑", "水体黑臭", "臭", "COD", "cod", "皇塘化工", "3号", "黑臭 超标", "超标  云阳", TEXT[:60], "，水体"],
)
def test_every_run_of_characters_in_the_text_is_found(city: City, found: Clue, words: str) -> None:
    rows = search_clues(Clue.objects.all(), words, by=city.actor("intake"))

    assert list(rows) == [found]


@pytest.mark.parametrize("words", ["臭黑", "体臭", "化工 噪声", "CO2", "黑 臭 甲", "%", "_", "水_黑臭"])
def test_what_does_not_stand_there_is_not_found(city: City, found: Clue, words: str) -> None:
    rows = search_clues(Clue.objects.all(), words, by=city.actor("intake"))

    assert found not in rows


@pytest.mark.parametrize("words", ["321181", "演示染坊", "12345-A1", "珥陵镇", "陵镇3"])
def test_number_address_and_names_are_found_too(city: City, words: str) -> None:
    clue = make_clue(city, source=Source("12345", "12345-A1"), address="珥陵镇3组", subject_name="演示染坊一号")

    rows = list(search_clues(Clue.objects.all(), words, by=city.actor("intake")))

    assert rows == [clue]


@pytest.mark.parametrize("who", ["intake", "handler"])
@pytest.mark.parametrize("words", ["黑臭", "体黑", "COD 超标"])
def test_the_words_are_found_by_index_and_not_by_reading_every_clue(
    city: City, found: Clue, words: str, who: str
) -> None:
    rows = search_clues(Clue.objects.all(), words, by=city.actor(who))

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = rows.order_by().explain()

    assert "clue_by_words" in plan
    assert "Seq Scan on cases_clue" not in plan


def test_an_edit_is_found_by_its_new_words_and_no_longer_by_its_old(city: City) -> None:
    clue = make_clue(city, address="旧地址")
    edit_clue(clue, {"address": "新仓库"}, by=city.actor("intake"), at=clue.received_at)

    hits = [search_clues(Clue.objects.all(), words, by=city.actor("intake")).count() for words in ("新仓库", "旧地址")]

    assert hits == [1, 0]


def test_a_text_is_cut_into_pairs_words_and_numbers() -> None:
    assert lexemes("水体黑臭COD3号 x") == ["水体", "体黑", "黑臭", "cod3", "号", "x"]
    assert lexemes("'; DROP") == ["drop"]
    assert lexemes("") == []
