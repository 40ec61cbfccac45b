"""Who hears what: the asynchronous side of the whole system on one page."""

from cases import subscribers as cases
from reports import subscribers as reports
from supervision import subscribers as supervision

SUBSCRIPTIONS = {
    "calendar.loaded": [cases.recompute_clocks],
    "calendar.clocks_recomputed": [cases.recompute_clocks],
    "reminder.drafted": [cases.send_reminder],
    "clue.expunged": [cases.destroy_file],
    "clue.registered": [cases.route_clue],
    "clue.dispatch_proposed": [cases.tell_those_concerned],
    "clue.dispatched": [cases.tell_those_concerned],
    "clue.contested": [cases.tell_those_concerned],
    "clue.reported": [cases.tell_those_concerned],
    "clue.sent_back": [cases.tell_those_concerned],
    "clue.supervised": [cases.tell_those_concerned, supervision.draft_supervision_letter],
    "clue.write_off_requested": [cases.tell_those_concerned],
    "clue.urged": [cases.tell_those_concerned],
    "clue.extension_requested": [cases.tell_those_concerned],
    "clue.extension_approved": [cases.tell_those_concerned],
    "clue.extension_refused": [cases.tell_those_concerned],
    "clue.clock_warned": [cases.tell_those_concerned],
    "letter.clock_warned": [supervision.tell_of_letter],
    "task.referral_proposed": [supervision.propose_referral],
    "ledger_import.queued": [cases.load_ledger],
    "ledger_import.chunk_loaded": [cases.load_ledger],
    "report_text.issued": [reports.lay_before_posts],
    "satchel.diary_due": [cases.tell_those_concerned],
    "task.issued": [cases.tell_those_concerned],
    "task.acceptance_requested": [cases.tell_those_concerned],
    "task.acceptance_returned": [cases.tell_those_concerned],
    "task.write_off_requested": [cases.tell_those_concerned],
    "task.extension_requested": [cases.tell_those_concerned],
    "task.extension_approved": [cases.tell_those_concerned],
    "task.extension_refused": [cases.tell_those_concerned],
    "task.urged": [cases.tell_those_concerned],
    "task.found_fake": [cases.tell_those_concerned],
    "task.reopened": [cases.tell_those_concerned],
    "task.report_missed": [cases.tell_those_concerned],
    "task.clock_warned": [cases.tell_those_concerned],
}
