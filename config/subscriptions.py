"""Who hears what: the asynchronous side of the whole system on one page; posts hear what the news tells them."""

from agencies.news import AGENCIES_NEWS
from cases import tasks as cases
from cases.news import CASES_NEWS
from kernel.deliveries import Subscriber
from reports.news import REPORTS_NEWS
from supervision import tasks as supervision
from supervision.news import LETTER_NEWS, SECTION_NEWS

# The log that subscribers hear: the compartment tells its posts itself.
HEARD = {**AGENCIES_NEWS, **CASES_NEWS, **LETTER_NEWS, **SECTION_NEWS, **REPORTS_NEWS}
WORK: dict[str, list[Subscriber]] = {
    "calendar.loaded": [cases.recompute_clocks],
    "calendar.clocks_recomputed": [cases.recompute_clocks],
    "reminder.drafted": [cases.send_reminder],
    "clue.expunged": [cases.destroy_file],
    "clue.registered": [cases.route_clue],
    "clue.supervised": [supervision.draft_supervision_letter],
    "task.referral_proposed": [supervision.propose_referral],
    "ledger_import.queued": [cases.load_ledger_chunk],
    "ledger_import.chunk_loaded": [cases.load_ledger_chunk],
    "handling_start.asked": [cases.take_source_into_handling],
    "handling_start.chunk_done": [cases.take_source_into_handling],
    "handling_start.resumed": [cases.take_source_into_handling],
}
TELLING: dict[str, list[Subscriber]] = {
    name: [cases.tell_those_concerned] for name, line in HEARD.items() if line.audience
}
SUBSCRIPTIONS = {name: [*TELLING.get(name, []), *WORK.get(name, [])] for name in {**TELLING, **WORK}}
