"""Years of records, made of one year's: every row again under a new id, moved back in time, whole tables at once."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

from bench.speed.stage import Stage

if TYPE_CHECKING:
    import psycopg2

DATABASE = "qingyuan"
# One year's ledger is laid behind the other so that a hundred of them cover ten years.
APART = timedelta(days=33)
CLUES = "{}.ledger_import_id IS NOT NULL AND {}.number NOT LIKE '%~%'"
TASKS = "{}.title LIKE '第%项整改任务' AND {}.number NOT LIKE '%~%'"
OF_OWNER = "scale.id(base.{}, {{copy}}, base.owned_at - {{back}})"
FUNCTIONS = """
CREATE SCHEMA IF NOT EXISTS scale;
CREATE OR REPLACE FUNCTION scale.id(old uuid, n int, at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5(old::text || n), 1, 3)
            || '8' || substr(md5(old::text || n), 4, 15))::uuid
$$;
CREATE OR REPLACE FUNCTION scale.instant(told jsonb, name text, back interval) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN told ? name THEN jsonb_build_object(name, to_char(
        ((told ->> name)::timestamptz - back) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS+00:00')) ELSE '{}' END
$$;
CREATE OR REPLACE FUNCTION scale.counted(told jsonb, back interval) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT told || scale.instant(told, 'received', back) || scale.instant(told, 'due', back)
                || scale.instant(told, 'closed', back) || scale.instant(told, 'interim', back)
$$;
CREATE TABLE IF NOT EXISTS scale.index (name text PRIMARY KEY, made_by text);
"""
MONTHS = "SELECT kernel_make_event_months(now() - make_interval(months => n), 0) FROM generate_series(1, 125) AS n"
OWNERS = f"""
SELECT id, received_at AS owned_at FROM cases_clue AS clue WHERE {CLUES.format("clue", "clue")}
UNION ALL SELECT id, created_at FROM cases_task AS task WHERE {TASKS.format("task", "task")}
"""
# Which column names the clue or the task that a row belongs to.
OWNED_BY = {
    "cases_clue": "id",
    "cases_task": "id",
    "cases_clock": "subject_id",
    "cases_cohandling": "clue_id",
    "cases_responsibility": "task_id",
    "cases_standing": "task_id",
    "kernel_event": "subject_id",
}
# What of a copied row is not simply its own value moved back in time.
OWN = {
    "cases_clue": {
        "number": "base.number || '~' || {copy}",
        "source_external_id": "base.source_external_id || '~' || {copy}",
    },
    # Tasks of the past were written off, and clocks were warned of, long ago.
    "cases_task": {
        "number": "base.number || '~' || {copy}",
        "status": "'written_off'",
        **dict.fromkeys(("verified_at", "disclosed_at", "written_off_at"), "base.created_at - {back}"),
    },
    "cases_standing": {"state": "CASE WHEN base.until IS NULL THEN 'written_off' ELSE base.state END"},
    "cases_clock": {"id": "scale.id(base.id, {copy}, base.started_at - {back})", "next_at": "NULL"},
    "kernel_event": {
        "id": "scale.id(base.id, {copy}, base.occurred_at - {back})",
        "recorded_at": "base.occurred_at - {back}",
        "counted": "scale.counted(base.counted, {back})",
    },
}
COLUMNS = """
SELECT column_name, data_type, column_name = 'id' AND data_type = 'bigint' FROM information_schema.columns
WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position
"""
# These seals hold no hash of a chain: the copies are for counting, and go with their database.
SEAL = """
INSERT INTO kernel_eventseal (position, event_id, hash)
SELECT (SELECT max(position) FROM kernel_eventseal) + row_number() OVER (ORDER BY base.occurred_at), {id},
       sha256(base.id::text::bytea) FROM scale_kernel_event AS base
"""
# Indexes that no constraint needs are quicker made at once; which there were is kept until they are there again.
LOOSE = """
SELECT index.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i
JOIN pg_class index ON index.oid = i.indexrelid JOIN pg_class owner ON owner.oid = i.indrelid
WHERE owner.relname = ANY(%s) AND NOT i.indisunique
"""
UNCHECKED = "SET session_replication_role = replica"


def make_years(stage: Stage, copies: int) -> Iterator[int]:
    """Lay so many years behind the present one; says after each how many there are, and goes on after a stop."""
    with closing(stage.connect(DATABASE)) as connection, connection.cursor() as cursor:
        for statement in (FUNCTIONS, MONTHS, UNCHECKED, *_bases()):
            cursor.execute(statement)
        columns = {table: _columns(cursor, table) for table in OWNED_BY}
        cursor.execute("SELECT coalesce(max(split_part(number, '~', 2)::int), 0) FROM cases_task WHERE number ~ '~'")
        made = cursor.fetchone()[0]
        _drop_loose_indexes(cursor)
        for copy in range(made + 1, copies):
            back = f"interval '{APART.days * copy} days'"
            cursor.execute("BEGIN")
            for table in OWNED_BY:
                cursor.execute(_copied(table, columns[table]).format(copy=copy, back=back))
            cursor.execute(SEAL.format(id=OWN["kernel_event"]["id"]).format(copy=copy, back=back))
            cursor.execute("COMMIT")
            yield copy + 1
        _make_loose_indexes(cursor)


def remove_years(stage: Stage) -> None:
    """Take away every copy, and leave the year that they were made of."""
    with closing(stage.connect(DATABASE)) as connection, connection.cursor() as cursor:
        cursor.execute(UNCHECKED)
        cursor.execute(
            "CREATE TEMP TABLE gone AS SELECT id FROM cases_clue WHERE number ~ '~' "
            "UNION ALL SELECT id FROM cases_task WHERE number ~ '~'"
        )
        cursor.execute("ANALYZE gone")
        cursor.execute(
            "DELETE FROM kernel_eventseal USING kernel_event AS event, gone "
            "WHERE event_id = event.id AND event.subject_id = gone.id"
        )
        for table, owner in reversed(OWNED_BY.items()):
            cursor.execute(f"DELETE FROM {table} USING gone WHERE {table}.{owner} = gone.id")
        cursor.execute("VACUUM ANALYZE")


def _bases() -> Iterator[str]:
    """The rows that are copied, each with the instant that its owner's id is made of."""
    yield f"CREATE TEMP TABLE scale_owner AS {OWNERS}"
    for table, owner in OWNED_BY.items():
        yield (
            f"CREATE TEMP TABLE scale_{table} AS SELECT row.*, owner.owned_at FROM {table} AS row "
            f"JOIN scale_owner AS owner ON row.{owner} = owner.id"
        )


def _columns(cursor: "psycopg2.extensions.cursor", table: str) -> list[tuple[str, str, bool]]:
    cursor.execute(COLUMNS, [table])
    return list(cursor.fetchall())


def _copied(table: str, columns: list[tuple[str, str, bool]]) -> str:
    own = {OWNED_BY[table]: OF_OWNER.format(OWNED_BY[table]), **OWN.get(table, {})}
    serial = f"nextval(pg_get_serial_sequence('{table}', 'id'))"
    values = [serial if is_serial else own.get(name, _moved(name, kind)) for name, kind, is_serial in columns]
    names = ", ".join(f'"{name}"' for name, _kind, _serial in columns)
    return f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM scale_{table} AS base"


def _moved(name: str, kind: str) -> str:
    value = f'base."{name}"'
    if kind.startswith("timestamp"):
        return f"{value} - {{back}}"
    return f"({value} - {{back}})::date" if kind == "date" else value


def _drop_loose_indexes(cursor: "psycopg2.extensions.cursor") -> None:
    cursor.execute(LOOSE, [[*OWNED_BY, "reports_countedclue"]])
    for name, made_by in cursor.fetchall():
        cursor.execute("INSERT INTO scale.index VALUES (%s, %s) ON CONFLICT DO NOTHING", [name, made_by])
        cursor.execute(f'DROP INDEX "{name}"')


def _make_loose_indexes(cursor: "psycopg2.extensions.cursor") -> None:
    cursor.execute("SET maintenance_work_mem = '1GB'")
    cursor.execute("SELECT name, made_by FROM scale.index ORDER BY name")
    for name, made_by in cursor.fetchall():
        cursor.execute(made_by)
        cursor.execute("DELETE FROM scale.index WHERE name = %s", [name])
    cursor.execute("VACUUM ANALYZE")
