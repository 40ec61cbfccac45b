"""News: one line for each type of event says what it is called and who hears of it, in which words, how urgently."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from kernel.errors import Words

# The posts (`AGENCY:ROLE`) that an event concerns.
Audience = Callable[[Any], Iterable[str]]


class Urgency(IntEnum):
    """What an inbox puts first."""

    READ = 1
    ACT = 2
    NOW = 3


@dataclass(frozen=True)
class NewsLine:
    """One type of event: its name in a timeline, and its audience with the words of their inbox, or why it has none.

    `notice` may differ by the event's `level`, and for those whom `others` names, each under a word of its own.
    """

    words: Words
    audience: Audience | None = None
    notice: Words | Mapping[str, Words] = ""
    urgency: Urgency = Urgency.READ
    nobody_because: str = ""
    others: Mapping[str, Audience] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if bool(self.audience) == bool(self.nobody_because) or bool(self.audience) != bool(self.notice):
            raise ValueError("somebody hears of it in words, or nobody does for a reason")

    def kinds_of(self, event: Any) -> "list[tuple[str, list[str]]]":
        """Each kind of notice with the posts that get it, the first for whoever gets several."""
        level = str(event.data.get("level", ""))
        kinds = [(":".join(filter(None, (event.type, level))), self.audience)]
        kinds += [(f"{event.type}:{name}", audience) for name, audience in self.others.items()]
        return [(kind, list(dict.fromkeys(audience(event)))) for kind, audience in kinds if audience]

    def notice_of(self, level: str) -> Words:
        """The words of the inbox at this level, or for these others."""
        return self.notice[level] if isinstance(self.notice, Mapping) else self.notice

    def urgency_of(self, level: str) -> Urgency:
        """A red level is for now, whatever the event."""
        return Urgency.NOW if level == "red" else self.urgency


class UnknownEvent(ValueError):
    """An event of a type that no line of the news speaks of."""


NEWS: dict[str, NewsLine] = {}
# What a record is called, by its noun in events.
SUBJECTS: dict[str, Words] = {}
# The page of a record that is no noun, by what events call it: an address, or one with its id.
PLACES: dict[str, str] = {}


def heard(
    words: Words, audience: Audience, notice: Words | Mapping[str, Words], urgency: Urgency, **others: Audience
) -> NewsLine:
    """Posts hear of it; `others` hear of it in other words."""
    return NewsLine(words, audience, notice, urgency, others=others)


def unheard(words: Words, because: str) -> NewsLine:
    """Nobody hears of it."""
    return NewsLine(words, nobody_because=because)


def publish(
    table: Mapping[str, NewsLine], subjects: Mapping[str, Words], places: Mapping[str, str] | None = None
) -> None:
    """Take over an app's lines, what its records are called and where they stand, when the program starts.

    One type has one line.
    """
    known = {name for name in set(table) & set(NEWS) if table[name] is not NEWS[name]}
    if known:
        raise ValueError(f"two lines for {sorted(known)}")
    NEWS.update(table)
    SUBJECTS.update(subjects)
    PLACES.update(places or {})


def refuse_unknown(event_type: str) -> None:
    """Refuse an event of a noun that the news knows, of a type that it does not."""
    if event_type not in NEWS and event_type.partition(".")[0] in {name.partition(".")[0] for name in NEWS}:
        raise UnknownEvent(event_type)


def words_of(event_type: str) -> Words:
    """What a timeline calls it."""
    line = NEWS.get(event_type)
    return line.words if line else event_type


def notice_of(kind: str) -> Words:
    """What an inbox says of a notice's kind: `type`, or `type:level`."""
    event_type, _colon, level = kind.partition(":")
    line = NEWS.get(event_type)
    return line.notice_of(level) if line and line.audience else kind
