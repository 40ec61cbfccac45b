"""Taking back what a test has committed: the log refuses TRUNCATE, so the tests' superuser steps around it."""

from django.db import connection
from psycopg2 import sql

KEPT_ASIDE = "kept_aside"
TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> 'django_migrations'
ORDER BY c.relname
"""
COPIES = "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename"


def keep_seed_rows() -> None:
    """Copy the rows that migrations wrote to where no test touches them; safe to repeat."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {KEPT_ASIDE}")
        cursor.execute(COPIES, [KEPT_ASIDE])
        if cursor.fetchone():
            return
        cursor.execute(TABLES)
        for (table,) in cursor.fetchall():
            names = {"copy": sql.Identifier(KEPT_ASIDE, table), "table": sql.Identifier(table)}
            cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM {table})").format(**names))
            if cursor.fetchone() == (True,):
                cursor.execute(sql.SQL("CREATE TABLE {copy} AS TABLE {table}").format(**names))


def restore_seed_rows() -> None:
    """Leave in every table exactly what the migrations wrote, whatever triggers forbid the application."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [table for (table,) in cursor.fetchall()]
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, tables))))
        cursor.execute(COPIES, [KEPT_ASIDE])
        for (table,) in cursor.fetchall():
            names = {"copy": sql.Identifier(KEPT_ASIDE, table), "table": sql.Identifier(table)}
            cursor.execute(sql.SQL("INSERT INTO {table} OVERRIDING SYSTEM VALUE TABLE {copy}").format(**names))
        cursor.execute("SET session_replication_role = DEFAULT")


def as_superuser(statement: str, *parameters: str | int) -> int:
    """Run a statement with every trigger asleep, as somebody might who owns the machine; says how many rows it hit."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, parameters)
        hit = int(cursor.rowcount)
        cursor.execute("SET session_replication_role = DEFAULT")
    return hit


def analyse() -> None:
    """Tell the planner what stands now: as it knows empty tables, it goes through large ones once for each row."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
