"""Where this installation keeps what a backup holds, and what its database is made of."""

from pathlib import Path

from django.conf import settings
from django.db import connection

from config import env
from config.backups import Origin, Place
from config.database_objects import listing
from config.management.commands.prepare_database import rights_of_roles, role_in
from config.restores import Target
from kernel.models import KnownKey

MIGRATIONS = "SELECT app || '.' || name FROM django_migrations ORDER BY 1"


def backup_place() -> Place:
    """The owner's database, the files, the keys, and PostgreSQL's own programs."""
    return Place(
        database=env.text("DATABASE_OWNER_URL", env.text("DATABASE_URL", "")),
        files=Path(settings.MEDIA_ROOT),
        keys=Path(settings.KEY_RING).parent,
        binaries=env.text("QINGYUAN_POSTGRES_BIN", ""),
    )


def origin() -> Origin:
    """The ring that the database knows, what it is made of, and how far it was migrated."""
    return Origin(
        ring=dict(KnownKey.objects.values_list("name", "fingerprint")),
        objects=_column(_listing()),
        migrations=_column(MIGRATIONS),
        server=_major(),
    )


def target(migrations: list[str]) -> Target:
    """The installation here, for an archive of a database that was migrated so far."""
    same = migrations == _column(MIGRATIONS)
    return Target(backup_place(), rights_of_roles() if same else "", _listing(), _major())


def _listing() -> str:
    return listing(app=role_in("DATABASE_URL"), compartment=role_in("DATABASE_COMPARTMENT_URL"))


def _column(statement: str) -> list[str]:
    with connection.cursor() as cursor:
        # No parameters: a percent sign of the statement is itself.
        cursor.execute(statement, None)
        return [line for (line,) in cursor.fetchall()]


def _major() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        return int(cursor.fetchone()[0])
