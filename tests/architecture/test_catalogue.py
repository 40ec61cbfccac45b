"""Every text has its Chinese and its English, and no word of a page is written in one of them alone."""

import re
from collections.abc import Iterator

import polib
import pytest
from django.template.base import Lexer, TokenType

from config.catalogue import (
    ROOT,
    Text,
    catalogue,
    is_translated,
    key_of,
    texts,
    texts_of_module,
    texts_of_template,
)

HOW = "run `script/manage update_catalogue`, then write the English into locale/en (CONTRIBUTING.md, “Add a text”)"
HAN = re.compile(r"[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|%[sd]|\{\w*\}|<[^>]+>")
MARKED_IN_PLACE = re.compile(r"_\(\"[^\"]*\"\)")
GLOSSARY_ROW = re.compile(r"^\| ([^|]*[\u4e00-\u9fff][^|]*) \| ([^|]*[a-z][^|]*) \|", re.MULTILINE)
# Papers of the office, which speak Chinese to everybody, and the switch, which names each language in itself.
IN_CHINESE_ALONE = {"中文", "　月　日　时　分", "〔　　〕　号"}


def english() -> dict[tuple[str, str], polib.POEntry]:
    """The catalogue by Chinese words and context."""
    return {key_of(entry): entry for entry in catalogue()}


def words_of(entry: polib.POEntry) -> list[str]:
    """The English of an entry: one text, or one for each number."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def told(found: Iterator[Text]) -> list[str]:
    """Each text with its file, for whoever has to mend it."""
    return sorted({f"{text.place}: {text.words}" for text in found})


def test_every_text_of_the_program_has_its_english() -> None:
    known = english()

    lacking = (text for text in texts() if text.key not in known or not is_translated(known[text.key]))

    assert told(lacking) == [], HOW


def test_no_english_is_kept_that_nobody_says() -> None:
    assert set(english()) - {text.key for text in texts()} == set(), HOW


def test_a_text_and_its_english_leave_the_same_places_open() -> None:
    open_in = {
        (entry.msgid, words): (set(PLACEHOLDER.findall(entry.msgid)), set(PLACEHOLDER.findall(words)))
        for entry in catalogue()
        for words in words_of(entry)
    }

    assert [pair for pair, (chinese, other) in open_in.items() if chinese != other] == []


def test_no_english_has_chinese_left_in_it() -> None:
    assert [entry.msgid for entry in catalogue() if any(map(HAN.search, words_of(entry)))] == []


def test_the_catalogue_is_in_order_so_that_two_people_rarely_meet_in_it() -> None:
    keys = [key_of(entry) for entry in catalogue()]

    assert keys == sorted(keys), HOW


def test_a_term_of_the_glossary_is_put_in_the_glossarys_words() -> None:
    said = {entry.msgid: stems(entry.msgstr) for entry in catalogue() if not entry.msgctxt}
    rows = GLOSSARY_ROW.findall((ROOT / "docs/glossary.md").read_text())

    terms = [(term, stems(words)) for chinese, words in rows for term in chinese.split(" / ")]
    strange = [term for term, words in terms if term in said and not said[term] & words]

    assert len(rows) > 50
    assert strange == [], "one English word for one Chinese term: docs/glossary.md"


def stems(words: str) -> set[str]:
    """The beginnings of words, by which `decided` and `decision` are one."""
    return {word[:4] for word in re.findall(r"\w{2,}", words.lower())}


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_no_word_of_a_page_is_written_past_the_catalogue(path: object) -> None:
    unmarked = [words for words in unmarked_words(str(path)) if not any(known in words for known in IN_CHINESE_ALONE)]

    assert unmarked == [], "put it into {% translate %}"


def unmarked_words(path: str) -> Iterator[str]:
    """The Chinese that stands on a page outside of every mark."""
    inside = ""
    for token in Lexer((ROOT / path).read_text()).tokenize():
        tag = token.contents.split()[0] if token.token_type == TokenType.BLOCK else ""
        if tag in {"blocktranslate", "comment"}:
            inside = f"end{tag}"
        written = MARKED_IN_PLACE.sub("", token.contents)
        if not inside and token.token_type != TokenType.COMMENT and tag != "translate" and HAN.search(written):
            yield token.contents.strip()
        inside = "" if tag == inside else inside


def test_a_text_is_found_under_whatever_name_gettext_goes() -> None:
    module = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext as count, pgettext_lazy as word
from elsewhere import _ as other
first, second = _("一" "二"), gettext_lazy("三")
third, fourth = count("%d 件", "%d 件些", 2), word("verb", "办")
other("不算")
_(named)
"""
    found = list(texts_of_module(module, "m.py"))

    assert [(text.words, text.plural, text.context) for text in found] == [
        ("一二", "", ""), ("三", "", ""), ("%d 件", "%d 件些", ""), ("办", "", "verb"),
    ]  # fmt: skip


def test_a_text_is_found_wherever_a_page_marks_it() -> None:
    page = """{% load i18n %}{% translate "一" %}{% translate "二" context "verb" as it %}不算{{ a|default:_("三") }}
{% blocktranslate with n=a.b %}剩 {{ n }} 100%{% endblocktranslate %}
{% blocktranslate count n=a %}{{ n }} 件{% plural %}{{ n }} 件些{% endblocktranslate %}"""

    found = list(texts_of_template(page, "p.html"))

    assert [(text.words, text.plural, text.context) for text in found] == [
        ("一", "", ""), ("二", "", "verb"), ("三", "", ""), ("剩 %(n)s 100%%", "", ""), ("%(n)s 件", "%(n)s 件些", ""),
    ]  # fmt: skip
