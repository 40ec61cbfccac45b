"""The workflows of supervision: verb, from, to, event."""

from kernel.workflow import Workflow
from supervision.models import InterviewStatus as I
from supervision.models import LetterStatus as L
from supervision.models import ProposalStatus as P
from supervision.models import ReferralStatus as R

REFERRAL = Workflow(
    "referral",
    edit=({R.DRAFTED, R.RETURNED}, None, "edited"),
    approve=({R.DRAFTED}, R.APPROVED, "approved"),
    send=({R.APPROVED}, R.SENT, "sent"),
    receive=({R.SENT}, R.RECEIVED, "received"),
    **{"return": ({R.SENT}, R.RETURNED, "returned")},
    resend=({R.RETURNED}, R.SENT, "resent"),
    release=({R.RECEIVED}, R.RELEASED, "released"),
    withdraw=({R.DRAFTED, R.APPROVED, R.SENT, R.RETURNED}, R.WITHDRAWN, "withdrawn"),
)
LETTER = Workflow(
    "letter",
    edit=({L.DRAFTED}, None, "edited"),
    sign=({L.DRAFTED}, L.SIGNED, "signed"),
    void=({L.DRAFTED}, L.VOIDED, "voided"),
    register_reply=({L.SIGNED}, None, "replied"),
)
PROPOSAL = Workflow(
    "proposal",
    accept=({P.OPEN}, P.ACCEPTED, "accepted"),
    dismiss=({P.OPEN}, P.DISMISSED, "dismissed"),
)
INTERVIEW = Workflow(
    "interview",
    approve=({I.PROPOSED}, (I.PROPOSED, I.APPROVED), "approved"),
    hold=({I.APPROVED}, I.HELD, "held"),
    cancel=({I.PROPOSED, I.APPROVED}, I.CANCELLED, "cancelled"),
    register_report=({I.HELD}, None, "reported"),
)
