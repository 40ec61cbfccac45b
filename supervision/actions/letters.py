"""Letters: drafted by the worker or a person, mended, signed by a person and frozen from then on."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from cases.actions.clues import Reason
from kernel.actor import SYSTEM, Actor
from kernel.days import local_day
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.verbs import given
from supervision.actions.letter_replies import start_reply_clock
from supervision.letters import Sheet, files_of
from supervision.letters.sheets import paragraphs_of
from supervision.letters.wording import Matter, body_of, title_of
from supervision.models import Letter, LetterFile, LetterKind, LetterStatus
from supervision.workflow import LETTER

LONGEST = 20_000
# What the addressee reads of it once it is signed.
LETTER_TEXTS = ("title", "addressed_to", "body", "copies", "letter_number")
LETTER_LABELS = {
    "/title": _("标题"),
    "/addressed_to": _("主送"),
    "/body": _("正文"),
    "/copies": _("抄送"),
    "/letter_number": _("文号"),
}


@dataclass(frozen=True)
class Draft:
    """What a letter is to be, before anybody has read it."""

    kind: LetterKind
    matter: Matter
    issuer: Agency
    addressee: Agency | None
    addressed_to: str = ""
    copies: str = ""
    subject: tuple[str, UUID] | None = None
    trigger: UUID | None = None


@dataclass(frozen=True)
class EditLetter:
    """What is mended; what is left out stays."""

    title: str = given(_("标题"), "", most=200)
    addressed_to: str = given(_("主送"), "", most=200)
    body: str = given(_("正文"), "", long=True, most=LONGEST)
    copies: str = given(_("抄送"), "", most=300)
    letter_number: str = given(_("文号"), "", most=64)
    reply_due: date | None = given(_("回复期限"), None)  # noqa: RUF009 -- it makes the field itself


@dataclass(frozen=True)
class Sign:
    """The number that the office's own document system gave the letter."""

    letter_number: str = given(_("文号"), "", most=64)


def draft_letter(draft: Draft, *, by: Actor, at: datetime) -> Letter:
    """Write a letter for people to mend and sign; for one trigger there is one of each kind."""
    known = Letter.objects.filter(trigger=draft.trigger, kind=draft.kind).first() if draft.trigger else None
    if known is not None:
        return known
    subject_type, subject_id = draft.subject or ("", None)
    letter = Letter(
        kind=draft.kind,
        title=title_of(draft.kind, draft.matter),
        addressee=draft.addressee,
        addressed_to=draft.addressed_to or (draft.addressee.name if draft.addressee else ""),
        copies=draft.copies,
        body=body_of(draft.kind, draft.matter),
        reply_due=draft.matter.reply_due,
        issuer=draft.issuer,
        subject_type=subject_type,
        subject_id=subject_id,
        trigger=draft.trigger,
        drafted_at=at,
        drafted_by_id=by.person.pk if by.person else None,
    )
    LETTER.begin(letter, LetterStatus.DRAFTED)
    facts = {"kind": draft.kind, "to_status": letter.status, "subject": str(subject_id or "")}
    record(letter, "letter.drafted", by=by, at=at, data=facts, rows=[letter])
    return letter


def redraft_letter(letter: Letter, draft: Draft, *, at: datetime) -> Letter:
    """Let the worker's own draft, which nobody has touched, say how things stand now; nothing where it already does."""
    words = {"kind": draft.kind, "title": title_of(draft.kind, draft.matter), "body": body_of(draft.kind, draft.matter)}
    changed = {name: value for name, value in words.items() if getattr(letter, name) != value}
    if not changed:
        return letter
    move = LETTER.advance(letter, "edit")
    letter.kind, letter.title, letter.body = draft.kind, words["title"], words["body"]
    letter.save(update_fields=["version", *words])
    record(letter, move, by=SYSTEM, at=at, data={"fields": sorted(changed), "kind": draft.kind})
    return letter


def edit_letter(letter: Letter, what: EditLetter, *, by: Actor, at: datetime) -> Letter:
    """Mend what nobody has signed."""
    move = LETTER.advance(letter, "edit")
    changed = {name: value for name in EditLetter.__dataclass_fields__ if (value := getattr(what, name))}
    for name, value in changed.items():
        setattr(letter, name, value)
    letter.save(update_fields=["version", *changed])
    record(letter, move, by=by, at=at, data={"fields": sorted(changed)})
    return letter


def sign_letter(letter: Letter, what: Sign, *, by: Actor, at: datetime) -> Letter:
    """Put a name under it; from now on its files are what they are."""
    move = LETTER.advance(letter, "sign")
    letter.letter_number = what.letter_number.strip() or letter.letter_number
    if not letter.letter_number.strip():
        raise GuardUnmet(errors=[FieldError("/letter_number", "required", _("请填写文号后签发"))])
    letter.signed_at, letter.signed_by_id = at, by.person.pk if by.person else None
    letter.save(update_fields=["status", "version", "letter_number", "signed_at", "signed_by"])
    files = [
        LetterFile(letter=letter, form=form, sha256=sha256, content=content, created_at=at)
        for form, content, sha256 in frozen(_sheet_of(letter, at))
    ]
    start_reply_clock(letter, at=at)
    facts = {"kind": letter.kind, "addressee": letter.addressee_id or "", "hashes": [file.sha256 for file in files]}
    record(letter, move, by=by, at=at, data=facts, rows=files)
    return letter


def frozen(sheet: Sheet) -> list[tuple[str, bytes, str]]:
    """Each form of a sheet with its hash."""
    return [(form, content, hashlib.sha256(content).hexdigest()) for form, content in files_of(sheet).items()]


def _sheet_of(letter: Letter, at: datetime) -> Sheet:
    return Sheet(
        issuer=letter.issuer.name,
        title=letter.title,
        addressed_to=letter.addressed_to,
        paragraphs=paragraphs_of(letter.body),
        day=local_day(at),
        number=letter.letter_number,
        copies=letter.copies,
    )


def void_letter(letter: Letter, what: Reason, *, by: Actor, at: datetime) -> Letter:
    """Do not send it."""
    move = LETTER.advance(letter, "void")
    letter.save(update_fields=["status", "version"])
    record(letter, move, by=by, at=at, remarks={"reason": what.reason})
    return letter
