"""Notices that somebody has read."""

from collections.abc import Collection
from datetime import datetime

from cases.models import Notice


def read_notices(notices: Collection[Notice], *, at: datetime) -> int:
    """Take the notices off the desk of everybody who shares the post; says how many."""
    unread = Notice.objects.filter(pk__in=[notice.pk for notice in notices], read_at__isnull=True)
    return unread.update(read_at=at)
