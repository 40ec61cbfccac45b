"""What is asked of letters."""

from django.db.models import QuerySet

from agencies.queries.agencies import agencies_below
from agencies.rules import in_business, is_command_office
from kernel.actor import Actor
from supervision.models import Letter, LetterFile, LetterStatus
from supervision.rules import allows
from supervision.workflow import LETTER


def letters_visible_to(actor: Actor) -> QuerySet[Letter]:
    """The office sees all of its letters, an agency what was signed and addressed to it or to one below it."""
    if is_command_office(actor):
        return Letter.objects.all()
    if not in_business(actor) or actor.agency_id is None:
        return Letter.objects.none()
    return Letter.objects.filter(status=LetterStatus.SIGNED, addressee__in=agencies_below(actor.agency_id))


def files_visible_to(actor: Actor) -> QuerySet[LetterFile]:
    """The files of the letters that the actor sees."""
    return LetterFile.objects.filter(letter__in=letters_visible_to(actor))


def for_reading(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    """With everything that one letter or a page of them shows."""
    return letters.select_related("addressee", "issuer", "signed_by", "drafted_by")


def may_letter(actor: Actor, verb: str, letter: Letter) -> bool:
    """Say whether this actor may ever do this to this letter, whatever its status."""
    return allows(actor, verb, "letter", letter)


def letter_verbs_open_to(actor: Actor, letter: Letter) -> list[str]:
    """What this actor may do to this letter now."""
    return [verb for verb in LETTER.open_to(letter) if may_letter(actor, verb, letter)]
