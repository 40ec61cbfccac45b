"""What figures count stands in one index, and reopened clues in another."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_clue_serial")]

    operations = [
        migrations.AddIndex(
            model_name="clue",
            index=models.Index(
                fields=["received_at"],
                include=(
                    "due_at",
                    "closed_at",
                    "interim_closed_at",
                    "not_accepted_at",
                    "dispatched_at",
                    "status",
                    "cycle",
                    "verdict",
                    "channel",
                    "region",
                    "lead_agency",
                    "concerns_agency",
                    "pollution_types",
                    "source_system",
                    "batch",
                    "ledger_import",
                ),
                name="clue_for_figures",
            ),
        ),
        migrations.AddIndex(
            model_name="clue",
            index=models.Index(condition=models.Q(("cycle__gt", 1)), fields=["received_at"], name="clue_reopened"),
        ),
    ]
