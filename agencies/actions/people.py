"""New people and their one-time passwords."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from agencies.models import Person

# Without 0 O 1 l I: a slip is read from paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 3, 5


@dataclass(frozen=True)
class Slip:
    """What a new person gets on paper, once; the password must be changed at the first sign-in."""

    username: str
    name: str
    password: str


def sort_key(name: str) -> str:
    """The pinyin by which people are listed."""
    # Its dictionaries take 55 MB, and only whoever writes a person down needs them.
    from pypinyin import lazy_pinyin  # noqa: PLC0415 -- slow import

    return " ".join(lazy_pinyin(name))[:128]


def give_one_time_passwords(people: Iterable[Person]) -> list[Slip]:
    """Give each a password good for one sign-in; only the slip ever shows it."""
    return [_give(person) for person in people]


def _give(person: Person) -> Slip:
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    password = "-".join(groups)
    person.set_password(password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    return Slip(person.username, person.name, password)
