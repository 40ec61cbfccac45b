"""Every log, the words beside it, and the database that it is read in: the one page that verification goes through."""

from django.conf import settings

from kernel.seals import EVENTS, Log
from kernel.words import Words
from supervision.queries.seals import DEED_WORDS, DEEDS, READINGS

LOGS: tuple[Log, ...] = (EVENTS, DEEDS, READINGS)
# The diary and the visits keep their words in rows of their own: their events hold a hash of those.
WORDS: tuple[Words, ...] = (
    Words(
        EVENTS,
        "kernel_remark",
        elsewhere=frozenset(
            {
                ("task.visited", "findings"),
                ("satchel.entry_written", "findings"),
                ("satchel.entry_revised", "findings"),
                ("satchel.entry_corrected", "text"),
            }
        ),
    ),
    DEED_WORDS,
)


def readable_logs() -> dict[Log, str]:
    """The logs with the connections whose roles may read them."""
    return {log: settings.COMPARTMENT_DATABASE if log is READINGS else "default" for log in LOGS}
