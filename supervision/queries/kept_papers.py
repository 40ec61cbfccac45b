"""Sent papers against the compartment's log: each file and each sent referral is what its event says it was."""

import hashlib
import json
from collections.abc import Iterator
from uuid import UUID

from supervision.models import Referral, ReferralEvent, ReferralMaterial, ReferralPaper

SENT = {"referral.sent", "referral.resent"}
WORDS = (
    "direction", "ground", "concerned_agency_id", "addressee_id", "region_id", "subject_summary", "facts", "excuses",
    "letter_number", "meeting_on",
)  # fmt: skip


def content_digest(referral: Referral) -> str:
    """The hash of everything that the letter says; its event keeps it."""
    said = {name: str(getattr(referral, name) or "") for name in WORDS}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def altered_referrals() -> Iterator[str]:
    """The sent referrals that are gone, or say something else than they said when they left."""
    known = {referral.pk: referral for referral in Referral.objects.all()}
    for pk, digest in _last_sent().items():
        if pk not in known:
            yield f"referral {pk} is gone"
        elif digest and content_digest(known[pk]) != digest:
            yield f"referral {known[pk].number} no longer says what was sent"


def _last_sent() -> dict[UUID, str]:
    """The hash under which each referral left last; none once it was edited after it came back."""
    events = ReferralEvent.objects.filter(subject_type="referral").order_by("version", "occurred_at")
    left: dict[UUID, str] = {}
    for pk, kind, data in events.values_list("subject_id", "type", "data"):
        if kind in SENT:
            left[pk] = str(data.get("content", ""))
        elif kind == "referral.edited" or pk not in left:
            left[pk] = ""
    return left


def missing_papers() -> Iterator[str]:
    """The hashes that the compartment's log tells of, and nothing has."""
    lists = ReferralEvent.objects.filter(data__has_key="hashes").values_list("data__hashes", flat=True)
    kept = {*ReferralPaper.objects.values_list("sha256", flat=True)}
    kept |= {*ReferralMaterial.objects.values_list("sha256", flat=True)}
    for sha256 in sorted({sha256 for told in lists for sha256 in told} - kept):
        yield f"a paper that was sent is gone: {sha256}"
