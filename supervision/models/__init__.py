"""What supervision knows: referrals and the compartment's own log."""

from supervision.models.codes import (
    ENDED,
    TO_DISCIPLINE,
    Direction,
    Ground,
    MaterialKind,
    ReferralStatus,
    Result,
)
from supervision.models.compartment_log import Reading, ReferralEvent, ReferralRemark
from supervision.models.referral import OPEN, OrganSphere, Referral, ReferralMaterial, ReferralReceipt

__all__ = [
    "ENDED",
    "OPEN",
    "TO_DISCIPLINE",
    "Direction",
    "Ground",
    "MaterialKind",
    "OrganSphere",
    "Reading",
    "Referral",
    "ReferralEvent",
    "ReferralMaterial",
    "ReferralReceipt",
    "ReferralRemark",
    "ReferralStatus",
    "Result",
]
