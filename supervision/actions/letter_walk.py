"""Letters about a clue when a person is to be forgotten: their words are walked, their signed files are told of."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from cases.actions.record_walk import Forgotten, Record
from cases.models import Task
from supervision.models import Letter, LetterFile

WORDS = ("title", "addressed_to", "copies", "body")


def _about(clues: Collection[UUID]) -> Q:
    tasks = Task.objects.filter(clue__in=clues).values("pk")
    return Q(subject_id__in=list(clues)) | Q(subject_id__in=tasks)


LETTERS = Record(Letter, _about, "letter.expunged", WORDS)


def signed_files_naming(clues: Collection[UUID], whom: Forgotten) -> list[str]:
    """The files of signed letters that name somebody; the database keeps them as they were signed."""
    letters = Letter.objects.filter(_about(clues), status="signed")
    named = [one.pk for one in letters if any(whom.out_of(text) != text for text in _words_of(one))]
    return [f"letter_file:{pk}" for pk in LetterFile.objects.filter(letter__in=named).values_list("pk", flat=True)]


def _words_of(letter: Letter) -> list[str]:
    return [getattr(letter, name) for name in WORDS]
