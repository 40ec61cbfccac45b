"""What other bureaus' programs hear of: an event that is not named here is told to nobody."""

from cases.nouns import CLUES, TASKS
from kernel.feed import Feed, Told

FEED = Feed(
    Told(
        CLUES,
        frozenset({
            "clue.registered", "clue.presented", "clue.instructed", "clue.dispatch_proposed", "clue.dispatched",
            "clue.recalled", "clue.signed", "clue.assigned", "clue.contested", "clue.investigation_started",
            "clue.reported", "clue.sent_back", "clue.closed", "clue.interim_closed", "clue.not_accepted",
            "clue.reopened", "clue.extension_requested", "clue.extension_approved", "clue.extension_refused",
            "clue.urged", "clue.commented", "clue.voided", "clue.edited", "clue.attachment_added",
            "clue.clock_recomputed", "clue.ledger_updated", "clue.unit_matched", "clue.source_updated",
            "clue.withdrawn", "clue.merged", "clue.unmerged", "clue.repeat_joined", "clue.repeat_left", "clue.split",
            "clue.supervised", "clue.corrected", "clue.write_off_requested", "clue.written_off", "clue.unit_named",
            "clue.place_doubted", "clue.place_confirmed", "clue.unit_left",
            "clue.expunged", "clue.files_released", "clue.source_adopted", "clue.source_kept",
            "clue.task_ordered", "clue.handling_started",
        }),
        ends={"clue.merged": "merged", "clue.voided": "voided", "clue.withdrawn": "withdrawn"},
    ),
    Told(
        TASKS,
        frozenset({
            "task.drafted", "task.plan_revised", "task.approved", "task.issued", "task.started",
            "task.milestone_added", "task.milestone_removed", "task.progress_reported", "task.progress_accepted",
            "task.acceptance_requested", "task.acceptance_returned", "task.verified", "task.evidence_added",
            "task.publicised", "task.objected", "task.objection_answered",
            "task.monitoring_begun", "task.write_off_requested", "task.written_off",
            "task.looked_back", "task.found_fake", "task.reopened", "task.extension_requested",
            "task.extension_approved", "task.extension_refused", "task.sponsor_assigned", "task.visited",
            "task.stamped", "task.satchel_opened", "task.urged", "task.commented", "task.cancelled",
            "task.expunged",
        }),
        ends={"task.cancelled": "cancelled"},
    ),
)  # fmt: skip
# Recorded, but no change that a program could read: a seal opened for the office, a warning, an update that came late.
UNTOLD = frozenset({
    "clue.counted", "clue.reporter_revealed", "clue.reporter_compared", "clue.clock_warned",
    "clue.reveal_requested", "clue.source_stale", "clue.rated",
    "task.clock_warned",
    "task.referral_proposed", "task.report_missed", "satchel.opened", "satchel.entry_written",
    "satchel.entry_revised", "satchel.entry_corrected", "satchel.items_accepted", "satchel.archived",
    "satchel.expunged",
    "satchel.diary_due", "scheme.written", "scheme.item_defined", "scheme.turned_on", "scheme.turned_off",
})  # fmt: skip
