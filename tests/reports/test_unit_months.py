"""The office's figures for one unit, as the discipline organ reads them, without a trace that the office can see."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from cases.actions.clues import Reason
from cases.actions.investigations import close_clue, reopen_clue
from cases.models import Clue
from kernel.events import record
from kernel.models import Event
from kernel.verbs import Nothing
from reports.actions.reports import office_reader
from reports.queries.figures import Wanted
from reports.queries.rollups import counts_in
from reports.queries.unit_months import months_of_unit
from supervision.models import Reading
from tests.cases.situations import clue_in
from tests.cast import NOON, City
from tests.reports.city import on, tell
from tests.web.readers import reader

ZONE = ZoneInfo("Asia/Shanghai")


def test_each_month_has_what_was_overdue_at_its_end_and_what_happened_in_it(city: City) -> None:
    clue = clue_in(city, "investigating", due_at=datetime(2026, 10, 31, 16, tzinfo=UTC))
    Clue.objects.update(received_at=datetime(2026, 10, 1, tzinfo=UTC))
    clue = tell(Clue.objects.filter(pk=clue.pk))[0]
    for name in ("clue.sent_back", "clue.reopened"):
        record(clue, name, by=city.actor("dispatcher"), at=NOON)

    months = months_of_unit(city.agencies["321181-hb"], reader=office_reader(), as_of=date(2026, 11, 20), zone=ZONE)

    assert len(months) == 12
    assert [(one.upto, one.overdue, one.returned, one.rebounds, one.fakes) for one in months[:2]] == [
        (date(2026, 11, 20), 1, 1, 1, 0),
        (date(2026, 10, 31), 0, 0, 0, 0),
    ]


def test_parts_that_a_unit_leads_are_told_beside_its_months_and_in_no_number(city: City) -> None:
    whole = clue_in(city, "investigating", due_at=on("10-20"))
    parts = [clue_in(city, "investigating", due_at=on("10-20"), split_from=whole) for _part in range(2)]
    Clue.objects.update(received_at=on("10-01"))
    parts = tell(Clue.objects.filter(pk__in=[part.pk for part in parts]))
    tell(Clue.objects.filter(pk=whole.pk))
    for name in ("clue.sent_back", "clue.reopened"):
        record(parts[0], name, by=city.actor("dispatcher"), at=NOON)

    unit = city.agencies["321181-hb"]
    months = months_of_unit(unit, reader=office_reader(), as_of=date(2026, 11, 20), zone=ZONE)
    with transaction.atomic():
        Clue.objects.filter(pk=parts[1].pk).update(status="reported", verdict="unsubstantiated", findings="已查")
        close_clue(Clue.objects.get(pk=parts[1].pk), Nothing(), by=city.actor("director2"), at=on("11-20"))
    later = months_of_unit(unit, reader=office_reader(), as_of=date(2026, 11, 20), zone=ZONE)

    assert [(one.overdue, one.returned, one.rebounds) for one in months[:2]] == [(1, 0, 0), (1, 0, 0)]
    assert [(one.beside.overdue, one.beside.returned, one.beside.rebounds) for one in months[:2]] == [
        (2, 1, 1), (2, 0, 0),
    ]  # fmt: skip
    assert [one.beside.overdue for one in later[:2]] == [1, 2]


def test_the_organ_reads_them_and_its_own_log_alone_knows(city: City) -> None:
    clue_in(city, "investigating")
    events = Event.objects.count()

    answer = reader("discipline").get("/referrals/figures?agency=321181-hb&as_of=2026-11-20")

    assert answer.status_code == 200
    reading = Reading.objects.get()
    assert (reading.what, reading.data) == ("figures", {"agency": "321181-hb", "as_of": "2026-11-20"})
    assert Event.objects.count() == events


def test_outside_its_sphere_an_organ_reads_no_unit(city: City) -> None:
    client = reader("discipline2")

    assert client.get("/referrals/figures?agency=321112-hb").status_code == 200
    assert client.get("/referrals/figures?agency=321181-hb").status_code == 404


def test_nobody_else_has_that_page(city: City) -> None:
    assert {reader(name).get("/referrals/figures").status_code for name in ("director2", "handler", "leader")} == {404}


def test_a_reopening_leaves_an_earlier_month_as_the_registry_has_it(city: City) -> None:
    clue = clue_in(city, "reported", due_at=on("10-20"))
    Clue.objects.update(received_at=on("10-01"))
    director = city.actor("director2")
    with transaction.atomic():
        closed = close_clue(
            Clue.objects.select_for_update(of=("self",)).get(pk=clue.pk), Nothing(), by=director, at=on("11-18")
        )
        before = months_of_unit(city.agencies["321181-hb"], reader=office_reader(), as_of=date(2026, 11, 20), zone=ZONE)
        reopen_clue(closed, Reason("反弹"), by=director, at=on("11-19"))
    after = months_of_unit(city.agencies["321181-hb"], reader=office_reader(), as_of=date(2026, 11, 20), zone=ZONE)
    told = counts_in(Wanted(), ["agency"], as_of=on("10-31", "23:59:59"), actor=director).by["agency"]

    assert before[1].overdue == after[1].overdue == told["321181-hb"].overdue == 1
