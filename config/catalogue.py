"""The English beside the Chinese: which texts code and pages use, read without the tools of gettext."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
APPS = ("kernel", "agencies", "cases", "supervision", "reports", "config")
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
# How many strings each function takes before its other arguments; a `p` puts the context first.
MARKS = {
    name + ending: ("p" in name, 1 + ("n" in name))
    for name in ("gettext", "pgettext", "ngettext", "npgettext")
    for ending in ("", "_lazy")
}
MARKS["gettext_noop"] = (False, 1)
QUOTED = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
MARKED = re.compile(rf"(?<!\w)(n?p?gettext|_)\({QUOTED}(?:, *{QUOTED})?(?:, *{QUOTED})?")


@dataclass(frozen=True)
class Text:
    """One text as it is written in Chinese, and the file that says it."""

    place: str
    words: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What the catalogue knows it by."""
        return (self.words, self.context)


def texts() -> Iterator[Text]:
    """Every text marked for translation, file by file."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            yield from texts_of_module(path.read_text(), str(path.relative_to(ROOT)))
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield from texts_of_template(path.read_text(), str(path.relative_to(ROOT)))


def texts_of_module(source: str, place: str) -> Iterator[Text]:
    """What a module marks, whatever name it gives to gettext."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            words = [word.value for word in node.args if isinstance(word, ast.Constant) and isinstance(word.value, str)]
            yield from _text(place, names.get(node.func.id, ""), words)


def texts_of_template(source: str, place: str) -> Iterator[Text]:
    """What a page marks with `translate`, `blocktranslate` or `_()`."""
    for name, *words in MARKED.findall(templatize(source, origin=place)):
        yield from _text(place, name.replace("_", "gettext", 1), [ast.literal_eval(word) for word in words if word])


def _text(place: str, name: str, words: list[str]) -> Iterator[Text]:
    has_context, most = MARKS.get(name, (False, 0))
    context, words = (words[0], words[1:]) if has_context else ("", words)
    if most and words:
        yield Text(place, words[0], "".join(words[1:most]), context)


def catalogue() -> polib.POFile:
    """The English as it is committed."""
    return polib.pofile(str(CATALOGUE), wrapwidth=0)


def key_of(entry: polib.POEntry) -> tuple[str, str]:
    """What a text of the code knows the entry by."""
    return (entry.msgid, entry.msgctxt or "")


def entry_for(text: Text) -> polib.POEntry:
    """The text without its English."""
    plural = {"msgid_plural": text.plural, "msgstr_plural": {0: "", 1: ""}} if text.plural else {}
    return polib.POEntry(msgid=text.words, msgctxt=text.context or None, **plural)


def is_translated(entry: polib.POEntry) -> bool:
    """Whether all of its English is there."""
    return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)
