"""The workflows of a clue and of a rectification task: verb, from, to, event."""

from cases.models import COMPLETED, OPEN, UNFINISHED, SchemeStatus
from cases.models import ClueStatus as C
from cases.models import EnforcementStatus as E
from cases.models import SatchelStatus as S
from cases.models import TaskStatus as T
from kernel.workflow import Workflow

ANY = tuple(C)
ENDED = (C.CLOSED, C.INTERIM_CLOSED, C.NOT_ACCEPTED)

# A unit handles it.
UNDER_WAY = (C.DISPATCHED, C.SIGNED, C.INVESTIGATING, C.REPORTED)

CLUE = Workflow(
    "clue",
    present=(OPEN, None, "presented"),
    instruct=(OPEN, None, "instructed"),
    dispatch=({C.REGISTERED, C.DISPATCHED}, C.DISPATCHED, "dispatched"),
    recall=({C.DISPATCHED}, C.REGISTERED, "recalled"),
    sign=({C.DISPATCHED}, C.SIGNED, "signed"),
    release=(UNDER_WAY, None, "files_released"),
    adopt_source=(UNDER_WAY, None, "source_adopted"),
    keep_source=(UNDER_WAY, None, "source_kept"),
    confirm_place=((*OPEN, *ENDED), None, "place_confirmed"),
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
    rate=({C.CLOSED}, None, "rated"),
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
    order_task=({*OPEN, C.INTERIM_CLOSED}, None, "task_ordered"),
    close_interim=({C.REPORTED}, C.INTERIM_CLOSED, "interim_closed"),
    start_handling=(OPEN, None, "handling_started"),
    request_reveal=(ANY, None, "reveal_requested"),
    reveal_reporter=(ANY, None, "reporter_revealed"),
)

# When a step was taken for the first time: stamped once, and never moved by a later cycle.
FIRST_TIMES = {
    "present": "presented_at",
    "dispatch": "dispatched_at",
    "sign": "first_signed_at",
    "investigate": "first_investigated_at",
    "report": "first_reported_at",
    "close": "first_closed_at",
}

PLANNING = (T.DRAFT, T.APPROVED, T.ISSUED, T.IN_PROGRESS, T.REOPENED)
DISCLOSED = (T.PUBLICISED, T.POST_MONITORING)

TASK = Workflow(
    "task",
    approve=({T.DRAFT}, T.APPROVED, "approved"),
    issue=({T.APPROVED}, T.ISSUED, "issued"),
    start=({T.ISSUED, T.REOPENED}, T.IN_PROGRESS, "started"),
    add_milestone=(PLANNING, None, "milestone_added"),
    remove_milestone=(PLANNING, None, "milestone_removed"),
    report_progress=({T.IN_PROGRESS}, None, "progress_reported"),
    accept_progress=({T.IN_PROGRESS}, None, "progress_accepted"),
    request_acceptance=({T.IN_PROGRESS}, T.ACCEPTANCE_REQUESTED, "acceptance_requested"),
    return_acceptance=({T.ACCEPTANCE_REQUESTED}, T.IN_PROGRESS, "acceptance_returned"),
    verify=({T.ACCEPTANCE_REQUESTED}, T.VERIFIED, "verified"),
    add_evidence=({T.ACCEPTANCE_REQUESTED}, None, "evidence_added"),
    disclose=({T.VERIFIED, *DISCLOSED}, (T.PUBLICISED, T.POST_MONITORING), "publicised"),
    register_objection=(DISCLOSED, None, "objected"),
    answer_objection=(DISCLOSED, T.REOPENED, "objection_answered"),
    begin_monitoring=({T.VERIFIED, T.PUBLICISED}, T.POST_MONITORING, "monitoring_begun"),
    request_write_off=(DISCLOSED, None, "write_off_requested"),
    confirm_write_off=(DISCLOSED, T.WRITTEN_OFF, "written_off"),
    look_back=({*DISCLOSED, T.WRITTEN_OFF}, T.REOPENED, "looked_back"),
    mark_fake=({T.ACCEPTANCE_REQUESTED, *COMPLETED}, T.REOPENED, "found_fake"),
    reopen=(COMPLETED, T.REOPENED, "reopened"),
    request_extension=(UNFINISHED, None, "extension_requested"),
    approve_extension=(UNFINISHED, None, "extension_approved"),
    refuse_extension=(UNFINISHED, None, "extension_refused"),
    open_satchel=(UNFINISHED, None, "satchel_opened"),
    assign_sponsor=(UNFINISHED, None, "sponsor_assigned"),
    stamp=({*UNFINISHED, *COMPLETED}, None, "stamped"),
    record_visit=({*UNFINISHED, *COMPLETED}, None, "visited"),
    urge=(UNFINISHED, None, "urged"),
    comment=(tuple(T), None, "commented"),
    cancel=({T.DRAFT, *UNFINISHED}, T.CANCELLED, "cancelled"),
)

SATCHEL = Workflow(
    "satchel",
    write_entry=({S.OPEN, S.ACTIVE, S.CLEARED}, (S.ACTIVE, S.CLEARED), "entry_written"),
    revise_entry=({S.ACTIVE, S.CLEARED}, None, "entry_revised"),
    correct_entry=({S.ACTIVE, S.CLEARED, S.ARCHIVED}, None, "entry_corrected"),
    accept_items=({S.OPEN, S.ACTIVE}, (S.ACTIVE, S.CLEARED), "items_accepted"),
    archive=({S.CLEARED}, S.ARCHIVED, "archived"),
)

EXPUNCTION = Workflow(
    "expunction",
    confirm=({"requested"}, "done", "confirmed"),
    refuse=({"requested"}, "refused", "refused"),
)

SCHEME = Workflow(
    "scheme",
    define_item=({SchemeStatus.OFF}, None, "item_defined"),
    turn_on=({SchemeStatus.OFF}, SchemeStatus.ON, "turned_on"),
    turn_off=({SchemeStatus.ON}, SchemeStatus.OFF, "turned_off"),
)

ENFORCEMENT = Workflow(
    "enforcement_case",
    decide=({E.FILED}, E.DECIDED, "decided"),
    close=({E.DECIDED}, E.CLOSED, "closed"),
    transfer=({E.FILED, E.DECIDED, E.CLOSED}, None, "to_police"),
    correct=({E.FILED, E.DECIDED, E.CLOSED}, None, "corrected"),
    withdraw=({E.FILED, E.DECIDED}, E.WITHDRAWN, "withdrawn"),
)
