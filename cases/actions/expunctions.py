"""Expunging: one asks, another agrees, and what must not be here is destroyed; its hash and the reasons stay."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.record_walk import (
    CLUE_PARTS,
    FROZEN,
    Forgotten,
    clues_of_the_record,
    forget_in_parts,
    forget_in_records,
    forget_in_row,
    words_about,
)
from cases.actions.registration import search_of
from cases.models import Attachment, Clue, Expunction, Reporter
from cases.queries.expunctions import files_of_the_record
from cases.sealing import open_identity
from cases.workflow import EXPUNCTION
from kernel.access import refuse_the_asker
from kernel.actor import Actor
from kernel.errors import FieldError, Forbidden, GuardUnmet
from kernel.events import digest, record
from kernel.keys import key_ring
from kernel.models import Event, Remark
from kernel.verbs import given

Kind = Expunction.Kind
# Every text of a clue in which somebody may have written who told it.
WORDS = ("title", "description", "handling_summary", "address", "subject_name", "findings", "measures")


@dataclass(frozen=True)
class Target:
    """What is to go: `reporter`, `attachment:ID` or `remark:EVENT:NAME`, as the form offers it."""

    kind: str
    id: UUID
    name: str = ""


@dataclass(frozen=True)
class RequestExpunction:
    """销毁申请: what must not be here, and why."""

    target: str = given(gettext_lazy("销毁对象"), most=128)
    reason: str = given(gettext_lazy("理由"), long=True, most=2000)


def request_expunction(clue: Clue, asked: RequestExpunction, *, by: Actor, at: datetime) -> Expunction:
    """Ask that something of the clue be destroyed; nothing is, until somebody else agrees."""
    if by.person is None:
        raise Forbidden
    target = target_of(clue, asked.target)
    expunction = Expunction(
        clue=clue, kind=target.kind, target=target.id, name=target.name, requested_by_id=by.person.pk, requested_at=at
    )
    if Expunction.objects.filter(target=target.id, name=target.name, status="requested").exists():
        raise GuardUnmet(errors=[FieldError("/target", "already_requested", _("已有待复核的销毁申请"))])
    EXPUNCTION.begin(expunction, Expunction.Status.REQUESTED)
    expunction.save(force_insert=True)
    facts = {"clue": str(clue.pk), "kind": target.kind, "target": str(target.id), "name": target.name}
    record(expunction, "expunction.requested", by=by, at=at, data=facts, remarks={"reason": asked.reason})
    return expunction


def confirm_expunction(expunction: Expunction, reason: str, *, by: Actor, at: datetime) -> Expunction:
    """Destroy it, as a second person, for good."""
    _decide(expunction, "confirm", by=by, at=at)
    identity = _identity_of(expunction)
    facts: dict[str, object] = {"kind": expunction.kind, "target": str(expunction.target), "name": expunction.name}
    expunction.sha256, path = DESTROY[Kind(expunction.kind)](expunction)
    expunction.save()
    facts |= {"sha256": expunction.sha256} | ({"path": path} if path else {})
    clue = Clue.objects.select_for_update(of=("self",)).get(pk=expunction.clue_id)
    if identity:
        whom = Forgotten(identity.get("name", ""), identity.get("phone", ""))
        _forget(clue, whom, facts, reason, by=by, at=at)
    else:
        _tell(clue, facts, reason, by=by, at=at)
    return expunction


def _forget(clue: Clue, whom: Forgotten, facts: dict[str, object], reason: str, *, by: Actor, at: datetime) -> None:
    """Take them out of every text of the record, in any digits, and tell what nobody can change any more.

    The reasons for it name them no more either: what is told is masked, what was said with a request goes.
    """
    reason = whom.out_of(reason)
    clues = clues_of_the_record(clue)
    left = sorted(one for frozen in FROZEN for one in frozen(clues, whom))
    for one in Clue.objects.select_for_update(of=("self",)).filter(pk__in=clues).order_by("pk"):
        masked, said = _masked(one, whom), words_about(one.pk, whom)
        told = {"masked": masked} | ({"left": left} if left else {})
        if one.pk == clue.pk:
            _tell(one, facts | told, reason, by=by, at=at)
        elif masked or said:
            _tell(one, {"kind": facts["kind"], "masked": masked}, reason, by=by, at=at)
        for remark in said:
            remark.delete()
    forget_in_records(clues, whom, by=by, at=at)


def _masked(clue: Clue, whom: Forgotten) -> list[str]:
    """Which texts of the clue and of what belongs to it held them; they hold them no more."""
    changed = forget_in_row(clue, (*WORDS, "source_words"), whom)
    clue.search = search_of(clue)
    Clue.objects.filter(pk=clue.pk).update(search=clue.search)
    return changed + forget_in_parts(clue, CLUE_PARTS, whom)


def _tell(clue: Clue, facts: dict[str, object], reason: str, *, by: Actor, at: datetime) -> None:
    clue.version, clue.updated_at = clue.version + 1, at
    clue.save(update_fields=["version", "updated_at"])
    record(clue, "clue.expunged", by=by, at=at, data=facts, remarks={"reason": reason})


def refuse_expunction(expunction: Expunction, reason: str, *, by: Actor, at: datetime) -> Expunction:
    """Leave everything as it is."""
    move = _decide(expunction, "refuse", by=by, at=at)
    expunction.save()
    record(expunction, move, by=by, at=at, remarks={"reason": reason})
    return expunction


def _decide(expunction: Expunction, verb: str, *, by: Actor, at: datetime) -> str:
    refuse_the_asker(by, expunction.requested_by_id)
    move = EXPUNCTION.advance(expunction, verb)
    expunction.decided_by_id, expunction.decided_at = by.person.pk if by.person else None, at
    return move.event


def target_of(clue: Clue, text: str) -> Target:
    """What the form's choice means on this clue; refuses what is not there."""
    kind, _colon, rest = text.partition(":")
    found = {"reporter": _reporter_of, "attachment": _attachment_of, "remark": _remark_of}.get(kind)
    target = found(clue, rest) if found else None
    if target is None:
        raise GuardUnmet(errors=[FieldError("/target", "does_not_exist", _("没有这一内容，或已销毁"))])
    return target


def _reporter_of(clue: Clue, rest: str) -> Target | None:
    return (
        Target(Kind.REPORTER, clue.pk) if Reporter.objects.filter(clue=clue, identity__isnull=False).exists() else None
    )


def _attachment_of(clue: Clue, rest: str) -> Target | None:
    found = next((one for one in files_of_the_record(clue) if str(one.pk) == rest), None)
    return Target(Kind.ATTACHMENT, found.pk) if found else None


def _remark_of(clue: Clue, rest: str) -> Target | None:
    event, _colon, name = rest.partition(":")
    known = {str(pk) for pk in Event.objects.filter(subject_id=clue.pk).values_list("pk", flat=True)}
    there = event in known and Remark.objects.filter(event_id=event, name=name).exists()
    return Target(Kind.REMARK, UUID(event), name) if there else None


def _destroy_remark(expunction: Expunction) -> tuple[str, str]:
    remark = Remark.objects.select_for_update().filter(event_id=expunction.target, name=expunction.name).first()
    if remark is None:
        raise GuardUnmet(errors=[FieldError("/target", "does_not_exist", _("没有这一内容，或已销毁"))])
    sha = digest(remark.text)
    remark.delete()
    return sha, ""


def _destroy_attachment(expunction: Expunction) -> tuple[str, str]:
    file = Attachment.objects.select_for_update().filter(pk=expunction.target).first()
    if file is None:
        raise GuardUnmet(errors=[FieldError("/target", "does_not_exist", _("没有这一内容，或已销毁"))])
    sha, path = file.sha256, file.path
    file.delete()
    return sha, path


def _identity_of(expunction: Expunction) -> dict[str, str]:
    """Who is to be forgotten, opened once more so that no text keeps them; nothing for other kinds."""
    if expunction.kind != Kind.REPORTER:
        return {}
    reporter = Reporter.objects.select_for_update().filter(clue_id=expunction.target, identity__isnull=False).first()
    sealed = bytes(reporter.identity) if reporter and reporter.identity else None
    return open_identity(expunction.target, sealed, ring=key_ring()) if sealed else {}


def _destroy_identity(expunction: Expunction) -> tuple[str, str]:
    Reporter.objects.filter(clue_id=expunction.target).update(identity=None, is_named=False)
    return "", ""


DESTROY = {
    Kind.REMARK: _destroy_remark,
    Kind.ATTACHMENT: _destroy_attachment,
    Kind.REPORTER: _destroy_identity,
}
