"""The workflow of what takes two people: asked for, agreed to or refused by another, used once."""

from agencies.models import Approval
from kernel.workflow import Workflow

Status = Approval.Status

APPROVAL = Workflow(
    "approval",
    agree=({Status.REQUESTED}, (Status.APPROVED, Status.DONE), "approved"),
    refuse=({Status.REQUESTED}, Status.REFUSED, "refused"),
    use=({Status.APPROVED}, Status.DONE, "used"),
)
