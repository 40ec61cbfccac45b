"""What is asked of letters."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import get_default_timezone

from agencies.queries.directory import agencies_below
from agencies.queries.ties import tied_agencies
from agencies.rules import in_business, is_command_office
from cases.deadlines import DAY_END
from cases.models import Clue
from cases.queries.lines import Due, due_of
from kernel.access import unless_tied
from kernel.actor import Actor
from kernel.models import Event
from supervision.models import Letter, LetterFile, LetterStatus
from supervision.rules import LETTER_DECIDING, allows
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


def clue_behind(letter: Letter) -> Clue | None:
    """The clue that a letter is about, or that its task came from."""
    if letter.subject_id is None:
        return None
    behind = {"pk" if letter.subject_type == "clue" else "tasks": letter.subject_id}
    return Clue.objects.filter(**behind).defer("search").first()


def may_letter(actor: Actor, verb: str, letter: Letter) -> bool:
    """Say whether this actor may ever do this to this letter, whatever its status."""
    return allows(actor, verb, "letter", letter) and not (verb in LETTER_DECIDING and is_tied_to_letter(actor, letter))


def is_tied_to_letter(actor: Actor, letter: Letter) -> bool:
    """Say whether somebody of the office has a tie to whom the letter goes."""
    return is_command_office(actor) and letter.addressee_id in tied_agencies(actor)


def letter_verbs_open_to(actor: Actor, letter: Letter) -> list[str]:
    """What this actor may do to this letter now."""
    answered = {"register_reply"} if letter.replied_on else set()
    held = [verb for verb in LETTER.open_to(letter) if verb not in answered and allows(actor, verb, "letter", letter)]
    return unless_tied(held, LETTER_DECIDING, lambda: is_tied_to_letter(actor, letter))


def reply_wanted(letter: Letter, *, at: datetime) -> Due | None:
    """How much time is left for the reply, or how late it is; None where none is waited for."""
    if letter.status != LetterStatus.SIGNED or letter.reply_due is None or letter.replied_on is not None:
        return None
    return due_of(datetime.combine(letter.reply_due, DAY_END, tzinfo=get_default_timezone()), at=at)


def touched_by_people(letter: Letter) -> bool:
    """Say whether somebody drafted or mended it; what the worker wrote alone, the worker may write again."""
    if letter.drafted_by_id is not None:
        return True
    edited = Event.objects.filter(subject_id=letter.pk, type="letter.edited")
    return edited.exclude(person_id__isnull=True, client_id__isnull=True).exists()
