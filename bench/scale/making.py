"""Years of clues, made of one year's: every row again under a new id, moved back in time, whole tables at once."""

from collections.abc import Iterator
from datetime import timedelta

from bench.speed.stage import Stage

DATABASE = "qingyuan"
# One year's ledger is laid behind the other so that a hundred of them cover ten years.
APART = timedelta(days=33)
FUNCTIONS = """
CREATE OR REPLACE FUNCTION scale_id(id uuid, copy int, at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5(id::text || copy), 1, 3)
            || '8' || substr(md5(id::text || copy), 4, 15))::uuid
$$;
CREATE OR REPLACE FUNCTION scale_instant(told jsonb, name text, back interval) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN told ? name THEN jsonb_build_object(name, to_char(
        ((told ->> name)::timestamptz - back) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS+00:00')) ELSE '{}' END
$$;
CREATE OR REPLACE FUNCTION scale_counted(told jsonb, back interval) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT told || scale_instant(told, 'received', back) || scale_instant(told, 'due', back)
                || scale_instant(told, 'closed', back) || scale_instant(told, 'interim', back)
$$;
"""
MONTHS = "SELECT kernel_make_event_months(now() - make_interval(months => n), 0) FROM generate_series(1, 240) AS n"
BASE = "clue.ledger_import_id IS NOT NULL AND clue.source_external_id NOT LIKE '%~%'"
CLUE_ID = "scale_id(clue.id, {copy}, clue.received_at - {back})"
# What of a copied row is not simply its own value moved back in time.
OWN = {
    "cases_clue": {
        "id": CLUE_ID,
        "number": "clue.number || '~' || {copy}",
        "source_external_id": "clue.source_external_id || '~' || {copy}",
    },
    "cases_clock": {
        "id": "scale_id(row.id, {copy}, row.started_at - {back})",
        "subject_id": CLUE_ID,
    },
    "cases_cohandling": {"id": "nextval(pg_get_serial_sequence('cases_cohandling', 'id'))", "clue_id": CLUE_ID},
    "kernel_event": {
        "id": "scale_id(row.id, {copy}, row.occurred_at - {back})",
        "subject_id": CLUE_ID,
        "recorded_at": "row.occurred_at - {back}",
        "counted": "scale_counted(row.counted, {back})",
    },
}
JOINED = {
    "cases_clue": "cases_clue AS clue",
    "cases_clock": "cases_clock AS row JOIN cases_clue AS clue ON row.subject_id = clue.id",
    "cases_cohandling": "cases_cohandling AS row JOIN cases_clue AS clue ON row.clue_id = clue.id",
    "kernel_event": "kernel_event AS row JOIN cases_clue AS clue ON row.subject_id = clue.id",
}
COLUMNS = """
SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'
ORDER BY ordinal_position
"""
# These seals hold no hash of a chain: the copies are for counting, and go with their database.
SEAL = """
WITH waiting AS (DELETE FROM kernel_unsealed RETURNING event_id)
INSERT INTO kernel_eventseal (position, event_id, hash)
SELECT (SELECT coalesce(max(position), 0) FROM kernel_eventseal) + row_number() OVER (ORDER BY event_id), event_id,
       sha256(event_id::text::bytea) FROM waiting
"""
SLOW_INDEXES = ("clue_by_words", "counted_clue_by_day")


def make_years(stage: Stage, copies: int) -> Iterator[int]:
    """Lay so many years behind the imported one; says after each how many there are."""
    stage.run_sql(FUNCTIONS, MONTHS, database=DATABASE)
    columns = {table: _columns(stage, table) for table in OWN}
    made_again = _without_slow_indexes(stage)
    for copy in range(1, copies):
        back = f"interval '{APART.days * copy} days'"
        stage.run_sql(*(_copied(table, columns[table], copy, back) for table in OWN), SEAL, database=DATABASE)
        yield copy + 1
    stage.run_sql(*made_again, "VACUUM ANALYZE", database=DATABASE)


def _columns(stage: Stage, table: str) -> list[tuple[str, str]]:
    connection = stage.connect(DATABASE)
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS, [table])
        found = cursor.fetchall()
    connection.close()
    return found


def _without_slow_indexes(stage: Stage) -> list[str]:
    """Drop the indexes that are quicker made at once, and give the statements that make them."""
    connection = stage.connect(DATABASE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = ANY(%s)", [list(SLOW_INDEXES)])
        statements = [statement for (statement,) in cursor.fetchall()]
        for name in SLOW_INDEXES:
            cursor.execute(f"DROP INDEX IF EXISTS {name}")
    connection.close()
    return statements


def _copied(table: str, columns: list[tuple[str, str]], copy: int, back: str) -> str:
    source = "clue" if table == "cases_clue" else "row"
    values = [
        OWN[table].get(name, _moved(f'{source}."{name}"', kind)).format(copy=copy, back=back) for name, kind in columns
    ]
    names = ", ".join(f'"{name}"' for name, _kind in columns)
    return f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {JOINED[table]} WHERE {BASE}"


def _moved(value: str, kind: str) -> str:
    if kind.startswith("timestamp"):
        return f"{value} - {{back}}"
    return f"({value} - {{back}})::date" if kind == "date" else value
