"""Acceptance in time and the days overdue are rolled up as well: the roll-ups begin again with the first event."""

import django.contrib.postgres.fields
from django.db import migrations, models

AGAIN = "TRUNCATE reports_cell, reports_countedclue; UPDATE reports_rollupmark SET position = 0;"


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_texts_templates_and_deliveries")]
    operations = [
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
        migrations.RemoveConstraint(
            model_name="cell",
            name="cell_that_counts_nothing_is_no_cell",
        ),
        migrations.RemoveConstraint(
            model_name="countedclue",
            name="counted_clue_has_a_mask_for_each_instant",
        ),
        migrations.AddField(
            model_name="cell",
            name="acceptances_due",
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name="cell",
            name="accepted_in_time",
            field=models.IntegerField(default=0),
        ),
        migrations.AddField(
            model_name="cell",
            name="dues",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="countedclue",
            name="dues",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), default=list, size=None),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="cell",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("acceptances_due", 0),
                    ("accepted_in_time", 0),
                    ("closed", 0),
                    ("closed_on_time", 0),
                    ("determined", 0),
                    ("dues", 0),
                    ("fell_due", 0),
                    ("fell_due_on_time", 0),
                    ("interim_closed", 0),
                    ("not_accepted", 0),
                    ("orders", 0),
                    ("orders_in_time", 0),
                    ("overdue", 0),
                    ("received", 0),
                    ("substantiated", 0),
                    _negated=True,
                ),
                name="cell_that_counts_nothing_is_no_cell",
            ),
        ),
        migrations.AddConstraint(
            model_name="countedclue",
            constraint=models.CheckConstraint(
                condition=models.Q(("instants__len", models.F("masks__len")), ("instants__len", models.F("dues__len"))),
                name="counted_clue_has_a_mask_for_each_instant",
            ),
        ),
    ]
