"""The workflow of a referral: verb, from, to, event."""

from kernel.workflow import Workflow
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
