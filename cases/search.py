"""Search words: every pair of neighbouring characters, so that 黑臭 and 体黑 are both found by index.

Words of a dictionary alone would miss 体黑 in 水体黑臭. Weight A marks what a handling unit may read,
weight D the reporter's own words, which only the office and the filer may search.
"""

import re
from itertools import pairwise

RUN = re.compile(r"[\u3400-\u9fff]+|[0-9A-Za-z]+")
LONGEST_WORD = 64


def lexemes(text: str) -> list[str]:
    """The index words of a text: pairs of Chinese characters, single ones, and whole Latin words and numbers."""
    found: dict[str, None] = {}
    for run in RUN.findall(text):
        if run[0].isascii():
            found[run.lower()[:LONGEST_WORD]] = None
        else:
            found.update(dict.fromkeys(a + b for a, b in pairwise(run)) if len(run) > 1 else {run: None})
    return list(found)


def search_document(public: str, own_words: str) -> str:
    """The tsvector literal of a clue."""
    readable = set(lexemes(public))
    parts = [f"'{word}':1A" for word in sorted(readable)]
    parts += [f"'{word}':2D" for word in sorted(set(lexemes(own_words)) - readable)]
    return " ".join(parts)


def search_query(text: str, *, own_words: bool) -> str:
    """A tsquery literal that every clue holding `text` matches; a LIKE rechecks the order of its characters.

    A character that stands alone is in the index only as half of a pair and is left to the LIKE; a Latin
    word or a number may be the beginning of a longer one.
    """
    weight = "" if own_words else "A"
    words = [(word, "*" if word[0].isascii() else "") for word in lexemes(text) if word[0].isascii() or len(word) > 1]
    return " & ".join(f"'{word}':{form}{weight}".rstrip(":") for word, form in words)
