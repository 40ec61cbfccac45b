"""Figures as of an instant ask which clues changed since; a part of a split order is told apart in the same index."""

from django.db import migrations, models

FIGURED = [
    "due_at", "closed_at", "interim_closed_at", "not_accepted_at", "dispatched_at", "status", "cycle", "verdict",
    "channel", "region", "lead_agency", "concerns_agency", "pollution_types", "source_system", "batch", "ledger_import",
]  # fmt: skip


def figures(*more: str) -> models.Index:
    """The index that holds what figures are counted from."""
    return models.Index(name="clue_for_figures", fields=["received_at"], include=[*FIGURED, *more])


class Migration(migrations.Migration):
    dependencies = [("cases", "0025_what_is_for_now_stands_first")]
    operations = [
        migrations.RemoveIndex("clue", "clue_for_figures"),
        migrations.AddIndex("clue", figures("split_from")),
        migrations.AddIndex("clue", models.Index(name="clue_changed_last", fields=["updated_at"])),
    ]
