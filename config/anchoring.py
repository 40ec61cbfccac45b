"""Anchors by the schedule: written where the office chose, and said in the log of the process as well."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from config.logs import LOGS
from kernel.anchors import newest_anchor, write_anchor
from kernel.clock import database_now
from kernel.keys import key_ring
from kernel.seals import head_of, seal_all_logs

log = logging.getLogger("qingyuan.anchors")
AT_LEAST_EACH = timedelta(days=1)


def anchor_the_logs() -> None:
    """Anchor the logs where they went on since the last anchor, and once a day in any case."""
    now, last = database_now(), newest_anchor(settings.ANCHORS)
    moved = last is None or any(last.heads.get(each.name) != head_of(each) for each in LOGS)
    if last is None or moved or now - last.at >= AT_LEAST_EACH:
        new_anchor(at=now)


def new_anchor(*, at: datetime) -> Path:
    """Write one now, of all that was committed.

    A log collector that takes the processes' words away takes this one with them.
    """
    while seal_all_logs():
        pass
    path = write_anchor(LOGS, settings.ANCHORS, ring=key_ring(), at=at)
    log.info("anchor %s", " ".join(path.read_text().split()))
    return path
