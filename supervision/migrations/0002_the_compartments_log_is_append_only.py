"""What stands in the compartment's log stays as it is."""

from django.db import migrations

TABLES = ("supervision_referralevent", "supervision_reading")
FORWARD = "".join(
    f"""
CREATE TRIGGER compartment_log_is_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER compartment_log_is_never_truncated BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();
"""
    for table in TABLES
)
BACKWARD = "".join(
    f"DROP TRIGGER compartment_log_is_append_only ON {table}; DROP TRIGGER compartment_log_is_never_truncated ON {table};"
    for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [("supervision", "0001_referrals_and_their_own_log"), ("kernel", "0001_event_log_and_relay")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
