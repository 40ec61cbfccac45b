"""What was changed between a clue's own text and what is to be published: for eyes and for screen readers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from cases.models import Clue
from reports.models import DisclosureItem

# A word in Latin letters or figures is one piece, a Chinese character another.
PIECES = re.compile(r"[0-9A-Za-z]+|\s+|.", re.DOTALL)
SAME, DELETED, INSERTED = "same", "del", "ins"


@dataclass(frozen=True)
class Piece:
    """A run of text that stayed, went or came."""

    kind: str
    text: str


@dataclass(frozen=True)
class Compared:
    """One column of a row: the original, what is to be published, and the way between them."""

    name: str
    original: str
    published: str
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Say whether anything differs."""
        return any(piece.kind != SAME for piece in self.pieces)


def compared(row: DisclosureItem, clue: Clue) -> list[Compared]:
    """The three texts of a row beside the clue's own."""
    originals = {"problem": clue.description, "findings": clue.findings, "done": clue.measures}
    return [
        Compared(name, text, getattr(row, name), tuple(pieces_of(text, getattr(row, name))))
        for name, text in originals.items()
    ]


def pieces_of(original: str, published: str) -> Iterator[Piece]:
    """The runs in order; what both texts begin and end with is not searched."""
    before, after = PIECES.findall(original), PIECES.findall(published)
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    first, second = before[head : len(before) - tail], after[head : len(after) - tail]
    found = [Piece(SAME, "".join(before[:head])), *_between(first, second)]
    found.append(Piece(SAME, "".join(before[len(before) - tail :])))
    return (piece for piece in found if piece.text)


def _alike(one: list[str], other: list[str]) -> int:
    """How many pieces both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))


def _between(before: list[str], after: list[str]) -> Iterator[Piece]:
    for kind, start, end, goal, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece(SAME, "".join(before[start:end]))
            continue
        yield Piece(DELETED, "".join(before[start:end]))
        yield Piece(INSERTED, "".join(after[goal:stop]))
