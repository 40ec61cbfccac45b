"""倒排工期: from milestones to what is to be done on each day."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
Named = tuple[date, str]


def days_between(first: date, last: date) -> list[date]:
    """Every day from the first to the last, weekends and holidays included."""
    return [first + ONE_DAY * count for count in range((last - first).days + 1)]


def daily_items(first: date, last: date, milestones: Sequence[Named], *, rest: str) -> Iterator[Named]:
    """Each day with the milestone it works towards, and how many days of it there are; `rest` after the last one."""
    begin = first
    for due_on, name in sorted(one for one in milestones if first <= one[0] <= last):
        yield from _share(begin, due_on, name)
        begin = max(begin, due_on + ONE_DAY)
    yield from _share(begin, last, rest)


def _share(begin: date, end: date, name: str) -> Iterator[Named]:
    days = days_between(begin, end)
    for place, day in enumerate(days, start=1):
        yield day, f"{name}（{place}/{len(days)}）"
