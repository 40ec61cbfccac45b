"""Importing a ledger, against COPY of the same finished rows into the same finished tables of a fresh database."""

import io
import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from bench.chaos.city import ROOT
from bench.speed.stage import Stage

SOURCE = "bench"
TEMPLATE, IMPORTED, COPIED = "bench_template", "bench_imported", "bench_copied"
# What an import writes; the first is what the others refer to.
RUN = "cases_ledgerimport"
TABLES = ("cases_clue", "cases_clock", "cases_reporter", "cases_cohandling", "kernel_event")

OF_RUN = "SELECT id FROM cases_clue WHERE ledger_import_id IS NOT NULL"
MINE = {
    RUN: "",
    "cases_clue": "WHERE ledger_import_id IS NOT NULL",
    "cases_clock": f"WHERE subject_id IN ({OF_RUN})",
    "cases_reporter": f"WHERE clue_id IN ({OF_RUN})",
    "cases_cohandling": f"WHERE clue_id IN ({OF_RUN})",
    "kernel_event": "WHERE imported",
}


@dataclass(frozen=True)
class Loaded:
    """One import beside the COPY of what it wrote."""

    seconds: float
    megabytes: float
    copy_seconds: float
    rows: int

    @property
    def ratio(self) -> float:
        """How many times as long as COPY."""
        return self.seconds / self.copy_seconds


def environment(stage: Stage, database: str) -> dict[str, str]:
    """The city's own settings, on another database."""
    roles = {name: stage.url(database, role=name) for name in ("DATABASE_URL", "DATABASE_COMPARTMENT_URL")}
    roles["DATABASE_OWNER_URL"] = stage.owner_url(database)
    # A home of its own, because another's server keeps this one; the keys are the city's.
    home = {
        "QINGYUAN_HOME": str(stage.folder / "importing"),
        "QINGYUAN_KEY_RING": str(stage.city.home / "keys" / "ring.json"),
    }
    return {**stage.told, **roles, **home}


def prepare_template(stage: Stage) -> None:
    """A migrated database with the demo city, from which every round starts."""
    stage.make_database(TEMPLATE)
    for command in ("prepare_database", "load_demo"):
        told = environment(stage, TEMPLATE)
        subprocess.run([str(ROOT / "script" / "manage"), command], env=told, check=True, stdout=subprocess.DEVNULL)


def load_once(stage: Stage, ledger: Path) -> Loaded:
    """Import into one fresh database, COPY the outcome into another."""
    stage.make_database(IMPORTED, template=TEMPLATE)
    stage.make_database(COPIED, template=TEMPLATE)
    stage.run_sql("CHECKPOINT")
    seconds, megabytes = _import(stage, ledger)
    finished = _finished_rows(stage)
    stage.run_sql("CHECKPOINT")
    copied = _copy(stage, finished)
    rows = sum(text.count(b"\n") for text in finished.values())
    stage.run_sql(f"DROP DATABASE {IMPORTED} (FORCE)", f"DROP DATABASE {COPIED} (FORCE)")
    return Loaded(seconds, megabytes, copied, rows)


def import_into_city(stage: Stage, ledger: Path) -> None:
    """The same import into the running city itself."""
    stage.city.manage("import_ledger", str(ledger), "--source", SOURCE)
    stage.run_sql("VACUUM ANALYZE", database="qingyuan")


def _import(stage: Stage, ledger: Path) -> tuple[float, float]:
    """Seconds and megabytes of the whole command, from its start to its end."""
    command = [str(ROOT / "script" / "manage"), "import_ledger", str(ledger), "--source", SOURCE]
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment(stage, IMPORTED), stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, process.returncode
    return time.perf_counter() - began, used.ru_maxrss / 1024


def _finished_rows(stage: Stage) -> dict[str, bytes]:
    """The text of every row that the import wrote."""
    found: dict[str, bytes] = {}
    with stage.connect(IMPORTED) as connection, connection.cursor() as cursor:
        for table in (RUN, *TABLES):
            buffer = io.BytesIO()
            cursor.copy_expert(f"COPY (SELECT {_columns(cursor, table)} FROM {table} {MINE[table]}) TO STDOUT", buffer)
            found[table] = buffer.getvalue()
    return found


def _columns(cursor: object, table: str) -> str:
    """All but a serial key, which the database counts itself."""
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) FROM information_schema.columns"
        " WHERE table_name = %s AND is_identity = 'NO'",
        [table],
    )
    return str(cursor.fetchone()[0])  # type: ignore[attr-defined]


def _copy(stage: Stage, finished: dict[str, bytes]) -> float:
    """Seconds for COPY of the rows, in one transaction."""
    connection = stage.connect(COPIED)
    connection.autocommit = False
    with connection.cursor() as cursor:
        columns = {table: _columns(cursor, table) for table in finished}
        cursor.copy_expert(f"COPY {RUN} ({columns[RUN]}) FROM STDIN", io.BytesIO(finished[RUN]))
        began = time.perf_counter()
        for table in TABLES:
            cursor.copy_expert(f"COPY {table} ({columns[table]}) FROM STDIN", io.BytesIO(finished[table]))
    connection.commit()
    took = time.perf_counter() - began
    connection.close()
    return took
