"""Notices and clocks belong to any record, not to clues alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_clue_figures_by_index")]

    operations = [
        migrations.RenameField("notice", "clue_id", "subject_id"),
        migrations.AddField("notice", "subject_type", models.CharField(default="clue", max_length=16)),
        migrations.AlterField("notice", "kind", models.CharField(max_length=48)),
        migrations.AlterField(
            "clock",
            "kind",
            models.CharField(
                choices=[
                    ("dispatch", "Dispatch"),
                    ("acceptance", "Acceptance"),
                    ("contest", "Contest"),
                    ("closing", "Closing"),
                    ("leg", "Leg"),
                    ("answer", "Answer"),
                    ("rectification", "Rectification"),
                ],
                max_length=16,
            ),
        ),
    ]
