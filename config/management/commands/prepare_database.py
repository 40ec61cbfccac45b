"""Migrate as the owner and give the application's and the compartment's roles their rights."""

import os
from typing import Any
from urllib.parse import urlsplit

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from config import env

RIGHTS = """
GRANT USAGE ON SCHEMA public TO "{app}";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{app}";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{app}";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{app}";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO "{app}";
REVOKE UPDATE, DELETE, TRUNCATE ON kernel_event, kernel_knownkey FROM "{app}";
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON kernel_eventseal, kernel_unsealed, kernel_erasedremark FROM "{app}";
REVOKE UPDATE, TRUNCATE ON kernel_remark FROM "{app}";
GRANT EXECUTE ON FUNCTION kernel_seal_events(integer), supervision_seal_referral_events(integer),
    supervision_seal_readings(integer) TO "{app}";
GRANT TRUNCATE ON reports_cell, reports_countedclue TO "{app}";
"""
# The compartment: its log is added to and never changed, and what its organ read is for its own role alone to read.
COMPARTMENT_RIGHTS = """
REVOKE UPDATE, DELETE, TRUNCATE ON supervision_referralevent, supervision_reading FROM "{app}";
REVOKE UPDATE, DELETE, TRUNCATE ON supervision_referralremark FROM "{app}";
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON supervision_referraleventseal, supervision_readingseal,
    supervision_referraleventunsealed, supervision_readingunsealed FROM "{app}";
REVOKE UPDATE, DELETE, TRUNCATE ON supervision_referralpaper, supervision_letterfile FROM "{app}";
REVOKE DELETE, TRUNCATE ON supervision_referral, supervision_referralmaterial, supervision_referralreceipt FROM "{app}";
REVOKE SELECT ON supervision_reading FROM "{app}";
GRANT USAGE ON SCHEMA public TO "{compartment}";
GRANT SELECT ON supervision_reading, supervision_readingseal, supervision_readingunsealed TO "{compartment}";
"""
PARTITIONS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'kernel_event'::regclass"


class Command(BaseCommand):
    """Brings the database to the program's version; safe to repeat."""

    help = "Migrate with DATABASE_OWNER_URL (if given) and grant the application's role its rights."

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then grant."""
        with connections["default"].cursor() as cursor:
            cursor.execute("ALTER ROLE CURRENT_USER SET jit = off")  # it costs seconds on what takes milliseconds
        if "DATABASE_OWNER_URL" in os.environ:
            connections["default"].close()
            connections["default"].settings_dict.update(env.database("DATABASE_OWNER_URL"))
        call_command("migrate", interactive=False, verbosity=0)
        grant_rights()
        self.stdout.write("database is ready")


def grant_rights() -> None:
    """As the owner, give the application's role all it needs and nothing on the event log but to read and add."""
    if "DATABASE_OWNER_URL" not in os.environ:
        return
    connection = connections["default"]
    connection.close()
    connection.settings_dict.update(env.database("DATABASE_OWNER_URL"))
    app = (urlsplit(env.text("DATABASE_URL")).username or "").replace('"', "")
    if app == connection.settings_dict["USER"]:
        return
    compartment = (urlsplit(env.text("DATABASE_COMPARTMENT_URL", "")).username or "").replace('"', "")
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS.format(app=app))
        if compartment:
            cursor.execute(COMPARTMENT_RIGHTS.format(app=app, compartment=compartment))
        cursor.execute(PARTITIONS)
        for (partition,) in cursor.fetchall():
            cursor.execute(f'REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {partition} FROM "{app}"')
