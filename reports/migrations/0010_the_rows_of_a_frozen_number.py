"""A frozen number keeps which records it counted, as the report keeps the number."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

FREEZE = """
CREATE TRIGGER report_rows_are_frozen BEFORE UPDATE OR DELETE ON reports_reportrows
    FOR EACH ROW EXECUTE FUNCTION reports_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0009_a_clue_counts_as_it_was_known")]
    operations = [
        migrations.CreateModel(
            name="ReportRows",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=200)),
                ("ids", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="reports.report"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("report", "number"), name="rows_of_a_number_are_kept_once")
                ],
            },
        ),
        migrations.RunSQL(FREEZE, "DROP TRIGGER report_rows_are_frozen ON reports_reportrows"),
    ]
