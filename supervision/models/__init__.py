"""What supervision knows: referrals and the compartment's log, the joint mechanism, letters, the ladder, sections."""

from supervision.models.codes import (
    ENDED,
    TO_DISCIPLINE,
    Direction,
    Ground,
    InterviewGround,
    InterviewStatus,
    LetterKind,
    LetterStatus,
    MaterialKind,
    ProposalKind,
    ProposalStatus,
    ReferralStatus,
    Result,
    RungKind,
    Sharing,
    WaterClass,
)
from supervision.models.compartment_log import Reading, ReferralEvent, ReferralRemark
from supervision.models.ladder import LADDERS, LadderStep, Proposal, Rung
from supervision.models.letter import FORMS, Letter, LetterFile, ReferralPaper
from supervision.models.mechanism import Interview, InterviewedUnit, JointInspection, ReleasedTotal, SharedItem
from supervision.models.referral import OPEN, OrganSphere, Referral, ReferralMaterial, ReferralReceipt
from supervision.models.section import MonitoringSection, SectionReading

__all__ = [
    "ENDED",
    "FORMS",
    "LADDERS",
    "OPEN",
    "TO_DISCIPLINE",
    "Direction",
    "Ground",
    "Interview",
    "InterviewGround",
    "InterviewStatus",
    "InterviewedUnit",
    "JointInspection",
    "LadderStep",
    "Letter",
    "LetterFile",
    "LetterKind",
    "LetterStatus",
    "MaterialKind",
    "MonitoringSection",
    "OrganSphere",
    "Proposal",
    "ProposalKind",
    "ProposalStatus",
    "Reading",
    "Referral",
    "ReferralEvent",
    "ReferralMaterial",
    "ReferralPaper",
    "ReferralReceipt",
    "ReferralRemark",
    "ReferralStatus",
    "ReleasedTotal",
    "Result",
    "Rung",
    "RungKind",
    "SectionReading",
    "SharedItem",
    "Sharing",
    "WaterClass",
]
