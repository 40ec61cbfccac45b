"""Clues are counted by batch as well: the roll-ups begin again with the first event."""

from django.db import migrations

AGAIN = "TRUNCATE reports_cell, reports_countedclue; UPDATE reports_rollupmark SET position = 0;"


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_the_position_a_report_froze_at")]
    operations = [migrations.RunSQL(AGAIN, migrations.RunSQL.noop)]
