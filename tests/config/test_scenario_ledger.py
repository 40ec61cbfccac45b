"""The ledger that a scenario and the speed run write for themselves is one that an office could have brought."""

from pathlib import Path

from cases.ledgers.columns import COLUMNS
from cases.ledgers.files import records_of
from config.scenarios.zhenjiang_ledger import write_ledger


def test_it_has_the_columns_of_a_ledger_and_the_same_bytes_every_time(tmp_path: Path) -> None:
    first = write_ledger(tmp_path / "first.csv", rows=40, still_open=4)
    second = write_ledger(tmp_path / "second.csv", rows=40, still_open=4)

    records = list(records_of(first))

    assert first.read_bytes() == second.read_bytes()
    assert (records[0].header, len(records)) == (COLUMNS, 40)
    assert sum(record.cells["办理状态"] != "已办结" for record in records) == 4
