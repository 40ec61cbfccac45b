"""Migrate as the owner and give the application's and the compartment's roles their rights."""

import os
from typing import Any
from urllib.parse import urlsplit

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from config import env

SEALERS = """
REVOKE ALL ON FUNCTION kernel_seal_events(integer), supervision_seal_referral_events(integer),
    supervision_seal_readings(integer), kernel_probe_disk() FROM PUBLIC;
"""
RIGHTS = """
DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), '{app}'); END $$;
GRANT USAGE ON SCHEMA public TO "{app}";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{app}";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{app}";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{app}";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO "{app}";
REVOKE UPDATE, DELETE, TRUNCATE ON kernel_event, kernel_knownkey FROM "{app}";
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON kernel_eventseal, kernel_unsealed, kernel_erasedremark FROM "{app}";
REVOKE UPDATE, TRUNCATE ON kernel_remark FROM "{app}";
GRANT EXECUTE ON FUNCTION kernel_seal_events(integer), supervision_seal_referral_events(integer),
    supervision_seal_readings(integer), kernel_probe_disk() TO "{app}";
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
DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), '{compartment}'); END $$;
GRANT USAGE ON SCHEMA public TO "{compartment}";
GRANT SELECT ON supervision_reading, supervision_readingseal, supervision_readingunsealed TO "{compartment}";
"""
# The log's months are read and added to through the log alone.
MONTHS = """
DO $$ DECLARE month regclass; BEGIN
    FOR month IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'kernel_event'::regclass LOOP
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON %s FROM %I', month, '{app}');
    END LOOP;
END $$;
"""
PARTITIONS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'kernel_event'::regclass"


class Command(BaseCommand):
    """Brings the database to the program's version; safe to repeat."""

    help = "Migrate with DATABASE_OWNER_URL (if given) and grant the application's role its rights."

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then grant."""
        connection = connections["default"]
        own = dict(connection.settings_dict)
        if "DATABASE_OWNER_URL" in os.environ:
            connection.close()
            connection.settings_dict.update(env.database("DATABASE_OWNER_URL"))
        call_command("migrate", interactive=False, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute(rights_of_roles())
        connection.close()
        connection.settings_dict.update(own)
        with connection.cursor() as cursor:
            cursor.execute("ALTER ROLE CURRENT_USER SET jit = off")  # it costs seconds on what takes milliseconds
        self.stdout.write("database is ready")


def role_in(variable: str) -> str:
    """The role of a database address; empty where it is not given."""
    return (urlsplit(env.text(variable, "")).username or "").replace('"', "")


def rights_of_roles() -> str:
    """What the owner grants: all the application's role needs, and nothing on the event log but to read and add.

    Where the application is the owner, nobody else seals.
    """
    app, compartment = role_in("DATABASE_URL"), role_in("DATABASE_COMPARTMENT_URL")
    if app == role_in("DATABASE_OWNER_URL") or "DATABASE_OWNER_URL" not in os.environ:
        return SEALERS
    parts = [SEALERS, RIGHTS.format(app=app), MONTHS.format(app=app)]
    return "".join([*parts, COMPARTMENT_RIGHTS.format(app=app, compartment=compartment)] if compartment else parts)
