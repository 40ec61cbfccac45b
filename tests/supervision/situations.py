"""Referrals in every situation: rows put there directly, so that a verb is tried from each status alone."""

from datetime import date, datetime
from typing import Any

from cases.models import Clue
from supervision.models import Referral, ReferralReceipt
from tests.cases.situations import clue_in
from tests.cast import NOON, City

UNIT = "321181-hb"
# What each verb says over REST; those not named here say nothing.
BODIES: dict[str, dict[str, object]] = {
    "edit": {"facts": "经核查，该单位三次未到现场"},
    "approve": {"meeting_on": "2026-11-16"},
    "send": {"letter_number": "镇污防攻坚办〔2026〕12号"},
    "receive": {"receipt_number": "JW2026-001"},
    "return": {"reason": "缺现场照片"},
    "release": {"result": "disposed", "date": "2026-11-20", "persons": 6, "scope": "秸秆焚烧一案"},
    "withdraw": {"reason": "情况有变"},
}
# A status from which the verb starts.
STARTS = {
    "edit": "drafted",
    "approve": "drafted",
    "send": "approved",
    "receive": "sent",
    "return": "sent",
    "resend": "returned",
    "release": "received",
    "withdraw": "drafted",
}
PAPER: dict[str, object] = {
    "ground": "duty_neglected",
    "subject_summary": "丹阳一散乱污企业四项手续不全，属地长期未处理",
    "facts": "检查发现用地规划、生产许可、环评及验收、排污许可均未取得。",
    "excuses": "属地称已列入年度整治计划。",
}


def referral_in(status: str, *, at: datetime = NOON, clue: Clue | None = None, **changes: Any) -> Referral:
    """A referral against 丹阳's branch to the city's discipline organ that stands in `status`."""
    facts: dict[str, Any] = {
        **PAPER,
        "number": f"YS{Referral.objects.count():010d}",
        "direction": "hq_to_discipline",
        "clue": clue,
        "concerned_agency_id": UNIT,
        "addressee_id": "321100-jw",
        "drafted_by_agency_id": "321100-hq",
        "status": status,
        "created_at": at,
        "updated_at": at,
    }
    if status not in {"drafted", "withdrawn"}:
        facts |= {"approved_at": at, "meeting_on": at.date()}
    if status not in {"drafted", "approved", "withdrawn"}:
        facts |= {"sent_at": at, "letter_number": "镇污防攻坚办〔2026〕11号"}
    if status == "returned":
        facts |= {"returned_at": at, "return_reason": "缺照片"}
    if status == "released":
        facts |= {"released_at": at, "result": "disposed", "persons": 6, "organisations": 0}
        facts["announced_on"] = date(2026, 11, 20)
    referral = Referral.objects.create(**{**facts, **changes})
    if status in {"received", "released"}:
        receive(referral, at=at)
    return referral


def receive(referral: Referral, *, at: datetime = NOON) -> ReferralReceipt:
    """A receipt for it."""
    number = f"R{referral.number}"
    return ReferralReceipt.objects.create(
        referral=referral, organ_id=referral.addressee_id, number=number, received_at=at
    )


def referred_clue(city: City) -> Clue:
    """A clue that 丹阳's branch leads."""
    return clue_in(city, "investigating")
