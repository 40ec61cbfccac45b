"""The workflow of a clue, as api.md prints it: verb, from, to, event."""

from cases.models import OPEN
from cases.models import ClueStatus as C
from kernel.workflow import Workflow

ANY = tuple(C)
ENDED = (C.CLOSED, C.INTERIM_CLOSED, C.NOT_ACCEPTED)

CLUE = Workflow(
    "clue",
    present=(OPEN, None, "presented"),
    instruct=(OPEN, None, "instructed"),
    dispatch=({C.REGISTERED, C.DISPATCHED}, C.DISPATCHED, "dispatched"),
    recall=({C.DISPATCHED}, C.REGISTERED, "recalled"),
    sign=({C.DISPATCHED}, C.SIGNED, "signed"),
    assign=({C.DISPATCHED, C.SIGNED, C.INVESTIGATING}, None, "assigned"),
    contest=({C.DISPATCHED, C.SIGNED}, C.REGISTERED, "contested"),
    investigate=({C.SIGNED}, C.INVESTIGATING, "investigation_started"),
    report=({C.INVESTIGATING}, C.REPORTED, "reported"),
    send_back=({C.REPORTED}, C.INVESTIGATING, "sent_back"),
    close=({C.REPORTED, C.INTERIM_CLOSED}, C.CLOSED, "closed"),
    reject=({C.REGISTERED}, C.NOT_ACCEPTED, "not_accepted"),
    merge=({C.REGISTERED, C.DISPATCHED}, C.MERGED, "merged"),
    unmerge=({C.MERGED}, C.REGISTERED, "unmerged"),
    split=(OPEN, None, "split"),
    request_write_off=({C.CLOSED}, None, "write_off_requested"),
    confirm_write_off=({C.CLOSED}, None, "written_off"),
    reopen=(ENDED, (C.DISPATCHED, C.REGISTERED), "reopened"),
    request_extension=(OPEN, None, "extension_requested"),
    approve_extension=(OPEN, None, "extension_approved"),
    refuse_extension=(OPEN, None, "extension_refused"),
    urge=(OPEN, None, "urged"),
    supervise=(OPEN, None, "supervised"),
    correct=(OPEN, None, "corrected"),
    comment=(ANY, None, "commented"),
    void=(OPEN, C.VOID, "voided"),
    reveal_reporter=(ANY, None, "reporter_revealed"),
)
