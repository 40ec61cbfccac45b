"""A clue counts as it was known at each instant: the roll-ups begin again with the first event."""

from typing import Any

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

AGAIN = "TRUNCATE reports_cell, reports_countedclue; UPDATE reports_rollupmark SET position = 0;"
COUNTS = (
    "received", "closed", "interim_closed", "not_accepted", "overdue", "closed_on_time", "fell_due",
    "fell_due_on_time", "determined", "substantiated", "orders", "orders_in_time", "acceptances_due",
    "accepted_in_time", "parts", "parts_ended", "merged", "dues",
)  # fmt: skip


def listed(field: "models.Field[Any, Any]") -> "django.contrib.postgres.fields.ArrayField[Any, Any]":
    """An array of these."""
    return django.contrib.postgres.fields.ArrayField(base_field=field, size=None)


class Migration(migrations.Migration):
    dependencies = [("reports", "0008_acceptance_and_days_overdue_are_rolled_up")]
    operations = [
        migrations.RunSQL(AGAIN, migrations.RunSQL.noop),
        migrations.DeleteModel("CountedClue"),
        migrations.CreateModel(
            name="CountedClue",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "clue", "place", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("clue", models.UUIDField()),
                ("place", models.SmallIntegerField()),
                ("first", models.DateTimeField()),
                ("scopes", listed(models.TextField(blank=True))),
                ("keys", listed(models.TextField())),
                ("instants", listed(models.DateTimeField())),
                ("masks", listed(models.IntegerField())),
                ("dues", listed(models.IntegerField())),
                ("days", listed(models.IntegerField())),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["days"], name="counted_clue_by_day"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("instants__len", models.F("masks__len")), ("instants__len", models.F("dues__len"))
                        ),
                        name="counted_clue_has_a_mask_for_each_instant",
                    )
                ],
            },
        ),
        migrations.RemoveConstraint("cell", "cell_that_counts_nothing_is_no_cell"),
        migrations.AddField("cell", "parts", models.IntegerField(default=0)),
        migrations.AddField("cell", "parts_ended", models.IntegerField(default=0)),
        migrations.AddField("cell", "merged", models.IntegerField(default=0)),
        migrations.AddConstraint(
            "cell",
            models.CheckConstraint(
                name="cell_that_counts_nothing_is_no_cell", condition=~models.Q(**dict.fromkeys(COUNTS, 0))
            ),
        ),
    ]
