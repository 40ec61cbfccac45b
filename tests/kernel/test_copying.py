"""COPY and save leave the same row, field by field, whatever the texts hold."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Model
from django.utils import timezone

from agencies.models import Region
from cases.actions.registration import Entry, PrintedFacts, ReporterEntry, Rows, clue_rows, next_numbers, present_office
from cases.actions.source_names import Source
from cases.models import Clock, Clue, CoHandling, LedgerImport, Reporter
from kernel.actor import SYSTEM
from kernel.copying import copy_rows
from kernel.events import Named, event_row
from kernel.ids import new_id
from kernel.models import Event
from kernel.workflow import Move
from tests.cast import NOON, City

NASTY = [
    "tab\there",
    "line\nbreak\r\nand return\r",
    "back\\slash \\N \\. \\t \\x41 \\",
    "quotes \" ' `",
    '{braces,"in",arrays}',
    "NULL",
    "\\N",
    "emoji 💩 ext 𠮷 combining é",
    "\u200b\ufeff zero width",
    "percent %s %% {}",
    "line separator \u2028 paragraph \u2029 next \x85",
    "\x01\x1f\x7f control",
]  # fmt: skip


def values_of(row: Model) -> dict[str, Any]:
    """Every column of the row as the database gives it back, but for its identity."""
    fresh = type(row)._base_manager.get(pk=row.pk)
    own = {"id", "number", "clue_id", "subject_id"}
    columns = {field.attname: getattr(fresh, field.attname) for field in fresh._meta.concrete_fields}
    return {
        name: bytes(value) if isinstance(value, memoryview) else value
        for name, value in columns.items()
        if name not in own
    }


def full_entry(city: City, text: str) -> Entry:
    """An entry in which every field holds something."""
    return Entry(
        description=f"述{text}",
        channel="platform_12369",
        region=Region.objects.get(code="321181"),
        title=text,
        handling_summary=text,
        legal_path="petition",
        priority="key",
        pollution_types=("air", "water"),
        address=text,
        lon=Decimal("119.600000"),
        lat=Decimal("32.010000"),
        coord_sys="bd09",
        occurred_at=datetime(2026, 1, 2, 3, 4, 5, 678_901, tzinfo=UTC),
        received_at=datetime(2026, 1, 3, tzinfo=UTC),
        concerns_agency=city.agencies["321112-hb"],
        subject_name=text,
        subject_uscc="91321181MA1234567X",
        source=Source(new_id().hex, text, "7"),
        reporter=ReporterEntry("王老五", "13912345678", is_named=True, wants_reply=True),
    )


def built_twice(city: City, entry: Entry) -> tuple[Rows, Rows]:
    """The same entry's rows, built twice by the one builder."""
    office, by = present_office(), city.actor("intake")
    first, second = (
        clue_rows(entry, serial=serial, by=by, at=NOON, office=office) for serial in next_numbers(2)
    )  # fmt: skip
    second.clue.source_system = ""
    first.clue.source_system = ""
    second.clue.search = first.clue.search
    return first, second


def all_rows(rows: Rows) -> list[Model]:
    """The clue, its clocks and its reporter."""
    return [rows.clue, *rows.clocks, *([rows.reporter] if rows.reporter else [])]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_a_clue_its_clocks_and_its_reporter_are_the_same_by_either_way(city: City, text: str) -> None:
    saved, copied = built_twice(city, full_entry(city, text))
    assert saved.reporter
    assert copied.reporter
    copied.reporter.identity = saved.reporter.identity
    for row in all_rows(saved):
        row.save(force_insert=True)

    for table in ([copied.clue], copied.clocks, [copied.reporter]):
        copy_rows(table)

    pairs = zip(all_rows(saved), all_rows(copied), strict=True)
    assert all(values_of(one) == values_of(other) for one, other in pairs)
    assert Clue.objects.get(pk=copied.clue.pk).title == text


def test_what_is_empty_is_empty_by_either_way(city: City) -> None:
    entry = Entry(description="x", channel="letter", region=Region.objects.get(code="321181"))
    saved, copied = built_twice(city, entry)
    saved.clue.save(force_insert=True)

    copy_rows([copied.clue])

    assert values_of(saved.clue) == values_of(copied.clue)
    assert copied.reporter is None


def test_a_printed_clue_is_the_same_by_either_way(city: City) -> None:
    printed = PrintedFacts("closed", due_at=NOON, ended_at=NOON, verdict="substantiated", findings="已\t办\\结")
    entry = Entry(description="x", channel="letter", region=Region.objects.get(code="321181"), printed=printed)
    saved, copied = built_twice(city, entry)
    for rows, write in ((saved, save_all), (copied, copy_all)):
        rows.clue.ledger_import = a_run()
        write(rows)

    ignored = {"ledger_import_id"}
    one, other = ({k: v for k, v in values_of(rows.clue).items() if k not in ignored} for rows in (saved, copied))
    assert one == other
    assert values_of(saved.clocks[0]) == values_of(copied.clocks[0])


def a_run() -> Any:
    """An import that rows may belong to."""
    return LedgerImport.objects.create(source="s", file_name="f", file_sha256="0", started_at=NOON)


def save_all(rows: Rows) -> None:
    """The single path."""
    for row in all_rows(rows):
        row.save(force_insert=True)


def copy_all(rows: Rows) -> None:
    """The bulk path."""
    copy_rows([rows.clue])
    copy_rows(rows.clocks)


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_an_event_is_the_same_by_either_way(city: City, text: str) -> None:
    data = {"text": text, "list": [1, None, True, 1.5, {"deep": text}], text: "as a key", "none": None}
    move, about = Move("thing.happened", "a", "b"), Named("thing", new_id())
    at = timezone.now()
    saved, copied = (
        event_row(about, move, by=city.actor("intake"), at=at, happened=NOON, data=data, imported=True)
        for _way in range(2)
    )
    saved.save(force_insert=True)

    copy_rows([copied])

    assert values_of(saved) == values_of(copied)
    assert Event.objects.get(pk=copied.pk).data == data


def test_a_row_with_a_serial_gets_one(city: City) -> None:
    rows = clue_rows(
        full_entry(city, "x"), serial=next_numbers(1)[0], by=SYSTEM, at=NOON, office=present_office()
    )  # fmt: skip
    copy_rows([rows.clue])

    copy_rows([CoHandling(clue=rows.clue, agency=city.agencies[code]) for code in ("321100-hb", "321181-hb")])

    assert len(set(CoHandling.objects.values_list("pk", flat=True))) == 2


def test_no_rows_are_no_work(db: None) -> None:
    copy_rows([])

    assert not Reporter.objects.exists()
    assert not Clock.objects.exists()


@pytest.mark.django_db
def test_what_figures_do_not_count_is_null_and_no_json_that_says_so() -> None:
    event = event_row(Named("clue", new_id()), "clue.clock_warned", by=SYSTEM, at=NOON, happened=NOON, data={})

    copy_rows([event])

    assert event.counted is None
    assert Event.objects.filter(pk=event.pk, counted__isnull=True).exists()
