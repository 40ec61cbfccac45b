"""The roll-ups follow the sealed log: a batch of events, what it changes, and how far it came, in one transaction."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from itertools import groupby
from operator import add, attrgetter, sub
from typing import NamedTuple
from uuid import UUID

import orjson
from django.db import connection, transaction
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _

from cases.models import Clue
from kernel.actor import SYSTEM
from kernel.copying import copy_into, copy_rows
from kernel.errors import Conflict
from kernel.events import event_row
from kernel.models import Event
from kernel.seals import seal_events
from reports.courses import Course, Telling, extended
from reports.metrics import ROLLED
from reports.models import CountedClue, RollupMark
from reports.models.rollup import SUMMED
from reports.steps import Profile, Steps, Vector, moved_by

BATCH = 20_000
CHUNK = 2_000
A_MOMENT = 0.1
READ = """
WITH sealed AS MATERIALIZED (
    SELECT position, event_id FROM kernel_eventseal WHERE position > %s AND position <= %s)
SELECT subject_id, recorded_at, counted::text FROM (
    SELECT e.subject_id, e.recorded_at, e.counted, s.position,
           lag(e.counted) OVER (PARTITION BY e.subject_id ORDER BY s.position) AS before
    FROM sealed s JOIN kernel_events(ARRAY(SELECT event_id FROM sealed)) AS e ON e.id = s.event_id
    WHERE e.counted IS NOT NULL) AS told
WHERE counted IS DISTINCT FROM before ORDER BY subject_id, position
"""
IN_PASSING = 10_000
UNTOLD = """
SELECT (SELECT count(*) FROM (SELECT FROM kernel_unsealed LIMIT %s) AS waiting)
     + (SELECT coalesce(max(position), 0) FROM kernel_eventseal)
     - coalesce((SELECT position FROM reports_rollupmark), 0)
"""
HEAD = "SELECT coalesce(max(position), 0) FROM kernel_eventseal"
# A cell whose counts come to nothing goes, so that a log read again gives the very same cells.
MERGE = f"""
MERGE INTO reports_cell AS cell
USING (SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::date[], %s::text[], {", ".join(["%s::int[]"] * len(ROLLED))}, %s::bigint[])
       AS moved (scope, dimension, grain, bucket, key, {", ".join(SUMMED)})) AS moved
ON (cell.scope, cell.dimension, cell.grain, cell.bucket, cell.key)
 = (moved.scope, moved.dimension, moved.grain, moved.bucket, moved.key)
WHEN MATCHED AND {" AND ".join(f"cell.{name} + moved.{name} = 0" for name in SUMMED)} THEN DELETE
WHEN MATCHED THEN UPDATE SET {", ".join(f"{name} = cell.{name} + moved.{name}" for name in SUMMED)}
WHEN NOT MATCHED THEN INSERT (scope, dimension, grain, bucket, key, {", ".join(SUMMED)})
     VALUES (moved.scope, moved.dimension, moved.grain, moved.bucket, moved.key, {", ".join(f"moved.{n}" for n in SUMMED)})
"""  # noqa: S608, E501 -- our own columns
# On which day, from which mask to which, and by how much the due day moves.
Turn = tuple[int, int, int, int]
Turns = dict[tuple[tuple[str, ...], str], Counter[Turn]]
CellKey = tuple[str, str, str, date, str]


def follow_log(*, at: datetime, limit: int = BATCH, patient: bool = False) -> bool:
    """Take the next sealed events into the roll-ups; False once nothing waits or, unless patient, somebody is at it."""
    with transaction.atomic():
        _begin(at)
        mark = RollupMark.objects.select_for_update(skip_locked=not patient).filter(pk=1).first()
        if mark is None:
            return False
        head = min(_head(), mark.position + limit)
        if head > mark.position:
            _take_in(_told_between(mark.position, head))
        mark.position, more, mark.at = head, head == mark.position + limit, at
        mark.save()
    return more


def _begin(at: datetime) -> None:
    """The first time, let the log say how clues older than its telling stand; then begin with its first event."""
    if RollupMark.objects.exists():
        return
    # A difference of two sets: with an anti-join the planner, before anything was analysed, asks the log for each clue.
    told = Event.objects.filter(subject_type="clue", counted__isnull=False)
    untold = Clue.objects.order_by().values_list("pk").difference(told.values_list("subject_id"))
    ids = [pk for (pk,) in untold]
    for begin in range(0, len(ids), CHUNK):
        clues = Clue.objects.filter(pk__in=ids[begin : begin + CHUNK]).defer(
            "search", "description", "findings", "measures"
        )
        copy_rows([event_row(clue, "clue.counted", by=SYSTEM, at=at, imported=True) for clue in clues])
    RollupMark.objects.get_or_create(pk=1, defaults={"at": at})


class FiguresBehind(Conflict):
    """The roll-ups have much to take in first, as after a large import."""

    code = "figures_behind"


def untold() -> int:
    """How many events the roll-ups have not taken in; of those that wait for a seal it counts a few."""
    with connection.cursor() as cursor:
        cursor.execute(UNTOLD, [IN_PASSING + 1])
        return int(cursor.fetchone()[0])


def settle(*, at: datetime) -> int:
    """Take in what was told and hold the roll-ups still until the transaction ends; says how far they came."""
    if untold() > IN_PASSING:
        raise FiguresBehind(_("系统正在汇总新导入的数据，请几分钟后再试"))
    _begin(at)
    RollupMark.objects.select_for_update().get(pk=1)
    while seal_events():
        pass
    while follow_log(at=at):
        pass
    return RollupMark.objects.get(pk=1).position


def catch_up(*, at: datetime) -> None:
    """Take in all that was told, however much and however long it takes."""
    while untold():
        if not (seal_events() or follow_log(at=at, patient=True)):
            time.sleep(A_MOMENT)


def forget_rollups(*, at: datetime) -> None:
    """Begin again from the first event; until the log is read once more, figures are counted from the clues."""
    with transaction.atomic(), connection.cursor() as cursor:
        RollupMark.objects.select_for_update().filter(pk=1).update(position=0, at=at)
        cursor.execute("TRUNCATE reports_cell, reports_countedclue")


def _head() -> int:
    with connection.cursor() as cursor:
        cursor.execute(HEAD)
        return int(cursor.fetchone()[0])


def _told_between(after: int, until: int) -> list[tuple[UUID, datetime, str]]:
    """What these events tell of each clue, in their order, wherever it is something new."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [after, until])
        return list(cursor.fetchall())


class Counting(NamedTuple):
    """A clue's steps as they are kept, one attribute for each column of `CountedClue`."""

    clue: UUID
    place: int
    first: datetime
    scopes: Sequence[str]
    keys: Sequence[str]
    instants: Sequence[datetime]
    masks: Sequence[int]
    dues: Sequence[int]
    days: Sequence[int]


def _take_in(told: Sequence[tuple[UUID, datetime, str]]) -> None:
    zone = get_default_timezone()
    turns: Turns = defaultdict(Counter)
    known = CountedClue.objects.filter(clue__in={pk for pk, _at, _text in told}).order_by("clue", "place")
    rows = [Counting(*row) for row in known.values_list(*Counting._fields)]
    courses = {pk: _course(list(mine)) for pk, mine in groupby(rows, key=attrgetter("clue"))}
    for pk, at, text in told:
        courses[pk] = extended(courses.get(pk), Telling(at, orjson.loads(text)), zone)
    fresh = [counting for pk, course in courses.items() for counting in _countings(pk, course, zone)]
    for counting, sign in (*((row, -1) for row in rows), *((row, 1) for row in fresh)):
        _count(turns, counting, sign)
    known.delete()
    copy_into(CountedClue, fresh)
    _step_cells(turns)


def _course(rows: Sequence[Counting]) -> Course:
    """A clue's course as its rows keep it."""
    return Course(rows[0].first, tuple(_steps(row) for row in rows))


def _steps(row: Counting) -> Steps:
    profile = Profile(tuple(row.scopes), tuple(row.keys))
    return Steps(profile, tuple(row.instants), tuple(row.masks), tuple(row.dues))


def _countings(pk: UUID, course: Course, zone: tzinfo) -> Iterator[Counting]:
    for place, steps in enumerate(course.steps):
        days = [instant.astimezone(zone).toordinal() for instant in steps.instants]
        yield Counting(pk, place, course.first, *steps.profile, steps.instants, steps.masks, steps.dues, days)


def _count(turns: Turns, clue: Counting, sign: int) -> None:
    """Note each step under each key, from which mask to which, so many times more or fewer."""
    dues = map(sub, clue.dues, (0, *clue.dues))
    steps = list(zip(clue.days, (0, *clue.masks), clue.masks, dues, strict=False))
    scopes = tuple(clue.scopes)
    for key in clue.keys:
        turned = turns[scopes, key]
        for step in steps:
            turned[step] += sign


def _step_cells(turns: Turns) -> None:
    """Add up the steps by day, by month, by year and by scope, and move the cells that they touch."""
    moved: dict[CellKey, Vector] = {}
    for (scopes, key), turned in turns.items():
        dimension, name = key.split("=", 1)
        for (grain, bucket), vector in _by_bucket(turned).items():
            for scope in scopes:
                cell = (scope, dimension, grain, bucket, name)
                moved[cell] = _sum(moved.get(cell), vector)
    _move([(cell, vector) for cell, vector in sorted(moved.items()) if any(vector)])


def _by_bucket(turned: Mapping[Turn, int]) -> dict[tuple[str, date], Vector]:
    """What these steps come to in each day, each month and each year."""
    days: dict[int, Vector] = {}
    for (day, before, after, due), count in turned.items():
        vector = tuple([count * step for step in (*moved_by(before, after), due)])
        days[day] = _sum(days.get(day), vector)
    found = {("d", date.fromordinal(day)): vector for day, vector in days.items()}
    for (_day, on), vector in list(found.items()):
        for bucket in (("m", on.replace(day=1)), ("y", on.replace(month=1, day=1))):
            found[bucket] = _sum(found.get(bucket), vector)
    return found


def _sum(known: Vector | None, more: Vector) -> Vector:
    return tuple(map(add, known, more)) if known else more


def _move(moved: Sequence[tuple[CellKey, Vector]]) -> None:
    if moved:
        columns = [list(column) for column in zip(*((*cell, *vector) for cell, vector in moved), strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(MERGE, columns)
