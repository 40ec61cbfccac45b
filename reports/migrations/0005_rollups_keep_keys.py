"""A counted clue keeps its keys in one place, and years add up: the roll-ups begin again with the first event."""

import django.contrib.postgres.fields
from django.db import migrations, models

AGAIN = "TRUNCATE reports_cell, reports_countedclue; UPDATE reports_rollupmark SET position = 0;"
KEPT_APART = ("region", "agency", "channel", "types", "month")


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_the_position_a_report_froze_at")]
    operations = [
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
        *(migrations.RemoveField("countedclue", name) for name in KEPT_APART),
        migrations.AddField(
            "countedclue",
            "keys",
            django.contrib.postgres.fields.ArrayField(models.TextField(), size=None, default=list),
            preserve_default=False,
        ),
        migrations.AlterField(
            "cell", "grain", models.CharField(choices=[("d", "Day"), ("m", "Month"), ("y", "Year")], max_length=1)
        ),
    ]
