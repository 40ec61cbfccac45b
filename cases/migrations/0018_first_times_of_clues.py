"""When a clue was first signed, investigated, reported and closed: as far as its events and its ledger know."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, Q

FIRST = {
    "first_signed_at": "clue.signed",
    "first_investigated_at": "clue.investigation_started",
    "first_reported_at": "clue.reported",
    "first_closed_at": "clue.closed",
}
FILL = """
UPDATE cases_clue SET {column} = first.at
FROM (SELECT subject_id, min(occurred_at) AS at FROM kernel_event WHERE type = %s GROUP BY subject_id) AS first
WHERE cases_clue.id = first.subject_id
"""
CLOSED = "UPDATE cases_clue SET first_closed_at = least(first_closed_at, closed_at) WHERE closed_at IS NOT NULL"


def fill_from_events(apps: Any, schema_editor: Any) -> None:
    """The earliest event of each kind; a closing taken over from a ledger is one of them."""
    with schema_editor.connection.cursor() as cursor:
        for column, event in FIRST.items():
            cursor.execute(FILL.format(column=column), [event])
        cursor.execute(CLOSED)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0017_an_enforcement_case_may_be_withdrawn"),
        ("kernel", "0004_feed_marks_and_errors_per_minute"),
    ]
    operations = [
        *(migrations.AddField("clue", name, models.DateTimeField(null=True)) for name in FIRST),
        migrations.RunPython(fill_from_events, migrations.RunPython.noop),
        migrations.AddConstraint(
            "clue",
            models.CheckConstraint(
                name="clue_is_first_closed_no_later_than_closed",
                condition=Q(first_closed_at__isnull=True)
                | Q(closed_at__isnull=True)
                | Q(first_closed_at__lte=F("closed_at")),
            ),
        ),
    ]
