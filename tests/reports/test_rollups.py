"""Figures from the roll-ups, from the clues and from the log agree, whatever happened and in whatever order."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings

from agencies.models import Person, Post, Role
from cases.models import Clue
from kernel.actor import Actor
from kernel.models import Event
from kernel.seals import seal_events
from reports.actions import rollups
from reports.actions.rollups import follow_log, forget_rollups
from reports.measures import total
from reports.models import Cell, CountedClue, RollupMark
from reports.queries.figures import Wanted
from reports.queries.groups import DIMENSIONS
from reports.queries.populations import population, population_among
from reports.queries.recount import recount
from reports.queries.rollups import rolled_tally
from reports.queries.rows import rows_behind
from reports.queries.tallies import Tally, tally
from tests.cast import City, make_clue
from tests.reports.city import on
from tests.reports.histories import EDGES, Chronicle, history

History = list[tuple[int, int, int, int]]
LATER = on("11-20", "00:00:00")
INSTANTS = [*EDGES[:9:2], EDGES[3], EDGES[5] - timedelta(microseconds=1), EDGES[8] + timedelta(microseconds=1), LATER]
examples = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
few_examples = settings(examples, max_examples=8)


def follow(limit: int = 20_000) -> None:
    """Seal what waits and take it into the roll-ups."""
    while seal_events():
        pass
    while follow_log(at=LATER, limit=limit):
        pass


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside has not happened afterwards: each example begins in the same city."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def tallies(city: City, who: str, wanted: Wanted = Wanted()) -> tuple[list[Tally | None], list[Tally]]:  # noqa: B008 -- it is frozen
    """By the roll-ups and by the clues themselves, at every instant."""
    actor = city.actor(who)
    rolled = [rolled_tally(wanted, DIMENSIONS, as_of=one, actor=actor) for one in INSTANTS]
    counted = [tally(population(actor, wanted, as_of=one), DIMENSIONS) for one in INSTANTS]
    return rolled, counted


@examples
@given(before=history, after=history)
def test_roll_up_and_recount_and_snapshot_agree_whatever_happens(city: City, before: History, after: History) -> None:
    with undone():
        chronicle = Chronicle(city)
        chronicle.happen(before)
        follow(limit=7)
        frozen = RollupMark.objects.get().position
        snapshot = [rolled_tally(Wanted(), as_of=one, actor=city.actor("director")) for one in INSTANTS]
        chronicle.happen(after)

        untold = tallies(city, "director")
        follow(limit=5)
        told = tallies(city, "director")
        head = RollupMark.objects.get().position

        assert untold[0] == untold[1] == told[0] == told[1]
        assert [recount(as_of=one, position=head) for one in INSTANTS] == [one.whole for one in told[1]]
        assert [recount(as_of=one, position=frozen) for one in INSTANTS] == [one.whole for one in snapshot if one]
        assert len(snapshot) == len(INSTANTS)


@few_examples
@given(before=history, after=history)
def test_what_was_frozen_is_found_again_by_its_instant_and_position_whatever_happened_since(
    city: City, before: History, after: History
) -> None:
    with undone():
        chronicle, actor = Chronicle(city), city.actor("director")
        chronicle.happen(before)
        follow()
        frozen = Wanted(position=RollupMark.objects.get().position)
        snapshot = [rolled_tally(Wanted(), DIMENSIONS, as_of=one, actor=actor) for one in INSTANTS]
        chronicle.happen(after)
        follow()

        for as_of, then in zip(INSTANTS, snapshot, strict=True):
            found = population(actor, frozen, as_of=as_of)
            assert tally(found, DIMENSIONS) == then
            for name in ("received", "open", "overdue", "determined - substantiated", "parts", "merged"):
                assert rows_behind(found, name).count() == total(name, then.whole)
            for key, counts in then.by["agency"].items():
                assert rows_behind(found, "received", "agency", key).count() == counts.received


@few_examples
@given(before=history, after=history)
def test_what_is_told_later_changes_no_figure_of_an_earlier_day_but_by_what_was_registered_late(
    city: City, before: History, after: History
) -> None:
    with undone():
        chronicle, actor = Chronicle(city), city.actor("director")
        chronicle.happen(before)
        chronicle.now += timedelta(days=1)
        past = [chronicle.now - timedelta(seconds=1), chronicle.now - timedelta(hours=20)]
        snapshot = [tally(population(actor, Wanted(), as_of=one), DIMENSIONS) for one in past]
        known = Clue.objects.filter(pk__in=[clue.pk for clue in chronicle.clues])
        chronicle.happen(after)

        for as_of, then in zip(past, snapshot, strict=True):
            assert tally(population_among(known, Wanted(), as_of=as_of, actor=actor), DIMENSIONS) == then


def test_years_add_up_to_the_second_at_which_one_ends(city: City) -> None:
    for text in ("2024-02-29T12:00:00", "2025-12-31T23:59:59", "2026-01-01T00:00:00", "2026-11-01T09:00:00"):
        make_clue(city, at=datetime.fromisoformat(f"{text}+08:00"))
    follow()
    actor = city.actor("director")

    for text in ("2024-12-31T23:59:59", "2025-12-31T23:59:59", "2026-01-01T00:00:00", "2026-11-16T12:00:00"):
        as_of = datetime.fromisoformat(f"{text}+08:00")
        counted = tally(population(actor, Wanted(), as_of=as_of), DIMENSIONS)
        assert rolled_tally(Wanted(), DIMENSIONS, as_of=as_of, actor=actor) == counted
        assert counted.whole.received


@examples
@given(steps=history)
def test_the_log_read_again_gives_the_very_same_rows(city: City, steps: History) -> None:
    with undone():
        Chronicle(city).happen(steps)
        follow(limit=3)
        once = rows()

        forget_rollups(at=LATER)
        unknown = rolled_tally(Wanted(), as_of=LATER, actor=city.actor("director"))
        follow()

        assert rows() == once
        assert unknown is not None


def rows() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Every row of the roll-ups."""
    cells = Cell.objects.order_by("scope", "dimension", "grain", "bucket", "key").values_list()
    return list(cells), list(CountedClue.objects.order_by("clue", "place").values_list())


@pytest.fixture
def territories(city: City) -> City:
    """The city, with the leader of a county as well."""
    person = Person.objects.create(username="county", name="演示county")
    post = Post.objects.create(person=person, agency=city.agencies["321181"], role=Role.LEADER)
    city.actors["county"] = Actor(person=person, post=post)
    return city


@pytest.mark.parametrize("who", ["director", "leader", "county"])
@settings(examples, max_examples=8)
@given(steps=history)
def test_each_reader_and_each_scope_counts_the_same_either_way(territories: City, who: str, steps: History) -> None:
    city = territories
    with undone():
        chronicle = Chronicle(city)
        chronicle.happen(steps)
        follow()

        inspection = Wanted(inspection=chronicle.batch.inspection_id)
        narrower = (Wanted(source="台账"), Wanted(batch=chronicle.batch.pk), inspection)
        for wanted in (Wanted(), Wanted(region_code="321181"), *(narrower if who != "county" else ())):
            rolled, counted = tallies(city, who, wanted)
            assert rolled == counted


def test_a_follower_that_forgets_what_a_clue_was_is_found_out(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    chronicle = Chronicle(city)
    chronicle.happen([(16, 0, 1, 5)])
    follow()
    take_back = rollups._count  # noqa: SLF001 -- the line that is broken on purpose
    monkeypatch.setattr(rollups, "_count", lambda *told: None if told[-1] < 0 else take_back(*told))

    chronicle.happen([(10, 0, 0, 5)])
    rolled, counted = tallies(city, "director")
    follow()
    forgot, _counted = tallies(city, "director")

    assert rolled == counted
    assert forgot != counted


def test_clues_older_than_the_telling_are_told_of_once_and_counted(city: City) -> None:
    clue = make_clue(city, at=on("09-01"))
    with undone():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE kernel_event DISABLE TRIGGER event_is_append_only")
            cursor.execute("UPDATE kernel_event SET counted = NULL")
        follow()
        follow()
        rolled, counted = tallies(city, "director")

        assert rolled == counted
        assert Event.objects.filter(type="clue.counted", subject_id=clue.pk).count() == 1
