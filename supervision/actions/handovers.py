"""A referral from hand to hand: sent, received against a receipt, sent back, released."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cases.actions.clues import Reason
from cases.actions.registration import Entry, register_clue
from cases.models import Channel
from kernel.actor import Actor
from kernel.errors import DomainError, FieldError, GuardUnmet
from kernel.verbs import Nothing, given
from supervision.actions.compartment_log import record_apart
from supervision.actions.mechanism import count_as_moved, keep_release
from supervision.actions.referral_papers import freeze_paper
from supervision.actions.referrals import save_referral
from supervision.models import Direction, LetterKind, Referral, ReferralReceipt, Result
from supervision.queries.kept_papers import content_digest
from supervision.workflow import REFERRAL

Day = date
MOST = 100_000


class ReceiptExists(DomainError):
    """Another referral already has the receipt of this number."""

    code = "receipt_exists"
    detail = _("该回执编号已用于另一件移送")


@dataclass(frozen=True)
class Send:
    """The number that the office's own document system gave the letter."""

    letter_number: str = given(_("文号"), "", most=64)


@dataclass(frozen=True)
class Receive:
    """The receipt."""

    receipt_number: str = given(_("回执编号"), most=64)


@dataclass(frozen=True)
class Release:
    """What the organ chooses to let be known: totals, their scope and the day, and nobody's name."""

    result: str = given(_("反馈结果"), choices=Result)
    date: Day = given(_("发布日期"))  # noqa: RUF009 -- it makes the field itself
    persons: int = given(_("处理人数"), 0, least=0, most=MOST)
    organisations: int = given(_("处理单位数"), 0, least=0, most=MOST)
    scope: str = given(_("统计范围"), "", most=300)


def send_referral(referral: Referral, what: Send, *, by: Actor, at: datetime) -> Referral:
    """Let the approved letter go, with everything that lies with it."""
    return _sent(referral, "send", what.letter_number, by=by, at=at)


def resend_referral(referral: Referral, what: Nothing, *, by: Actor, at: datetime) -> Referral:
    """Send it again, mended, under the principal's hand."""
    return _sent(referral, "resend", "", by=by, at=at)


def _sent(referral: Referral, verb: str, letter_number: str, *, by: Actor, at: datetime) -> Referral:
    move = REFERRAL.advance(referral, verb)
    referral.sent_at = at
    referral.letter_number = letter_number.strip() or referral.letter_number
    if not referral.letter_number.strip():
        raise GuardUnmet(errors=[FieldError("/letter_number", "required", _("请填写文号后送达"))])
    save_referral(referral, at, "sent_at", "letter_number")
    count_as_moved(referral, by=by, at=at)
    papers = freeze_paper(referral, LetterKind.REFERRAL_LETTER, at=at)
    record_apart(
        referral,
        move,
        by=by,
        at=at,
        data={"hashes": [*hashes_of(referral), *papers], "content": content_digest(referral)},
    )
    return referral


def hashes_of(referral: Referral) -> list[str]:
    """The hashes of everything that lies with it, in the order of the list."""
    return list(referral.materials.order_by("position").values_list("sha256", flat=True))


def receive_referral(referral: Referral, what: Receive, *, by: Actor, at: datetime) -> Referral:
    """Take it in against a receipt; what comes from the discipline organ becomes a clue of the office's."""
    move = REFERRAL.advance(referral, "receive")
    receipt = ReferralReceipt(
        referral=referral,
        organ_id=referral.addressee_id,
        number=what.receipt_number.strip(),
        received_at=at,
        received_by_id=by.person.pk if by.person else None,
    )
    _insert(receipt)
    if referral.direction == Direction.DISCIPLINE_TO_HQ:
        referral.clue = register_clue(_as_entry(referral), by=by, at=at)
    save_referral(referral, at, "clue")
    papers = freeze_paper(referral, LetterKind.RECEIPT, at=at)
    record_apart(referral, move, by=by, at=at, data={"receipt_number": receipt.number, "hashes": papers})
    return referral


def _insert(receipt: ReferralReceipt) -> None:
    try:
        with transaction.atomic():
            receipt.save(force_insert=True)
    except IntegrityError:
        raise ReceiptExists(errors=[FieldError("/receipt_number", "taken", ReceiptExists.detail)]) from None


def _as_entry(referral: Referral) -> Entry:
    """The clue that a referral of the discipline organ becomes; it names no referral."""
    if referral.region is None:
        raise GuardUnmet(errors=[FieldError("/region_code", "required", _("请写明区划"))])
    told = "\n".join(filter(None, (referral.subject_summary, referral.facts)))
    return Entry(
        description=told,
        channel=Channel.DISCIPLINE_TRANSFER,
        region=referral.region,
        concerns_agency=referral.concerned_agency,
    )


def return_referral(referral: Referral, what: Reason, *, by: Actor, at: datetime) -> Referral:
    """退回补正: what is missing must be added before it is taken in."""
    move = REFERRAL.advance(referral, "return")
    referral.returned_at, referral.return_reason = at, what.reason
    save_referral(referral, at, "returned_at", "return_reason")
    record_apart(referral, move, by=by, at=at, remarks={"reason": what.reason})
    return referral


def release_referral(referral: Referral, what: Release, *, by: Actor, at: datetime) -> Referral:
    """Let the totals be known."""
    move = REFERRAL.advance(referral, "release")
    referral.result, referral.scope, referral.announced_on = what.result, what.scope, what.date
    referral.persons, referral.organisations, referral.released_at = what.persons, what.organisations, at
    save_referral(referral, at, "result", "scope", "announced_on", "persons", "organisations", "released_at")
    facts = {"result": what.result, "date": what.date.isoformat()}
    record_apart(referral, move, by=by, at=at, data=facts)
    keep_release(referral, by=by, at=at)
    return referral
