"""What a reopening ended stays with the clue: the deadline and the end of each earlier cycle."""

from datetime import UTC
from typing import Any

from django.db import migrations, models

ENDS = {"clue.closed": "closed", "clue.interim_closed": "interim", "clue.not_accepted": "refused"}
CYCLE_AT = """
CREATE FUNCTION cases_cycle_at(earlier jsonb, at timestamptz) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT e.cycle FROM jsonb_array_elements(earlier) WITH ORDINALITY AS e(cycle, place)
    WHERE (e.cycle ->> 'until')::timestamptz > at ORDER BY e.place LIMIT 1
$$
"""


def fill(apps: Any, schema_editor: Any) -> None:
    """Read the earlier cycles of clues that were reopened before from their events and clocks."""
    clues, events, clocks = (
        apps.get_model(app, name) for app, name in (("cases", "clue"), ("kernel", "event"), ("cases", "clock"))
    )
    for clue in clues.objects.filter(cycle__gt=1).iterator():
        cycles: list[dict[str, str]] = []
        cycle: dict[str, str] = {}
        for event in events.objects.filter(subject_id=clue.pk).order_by("id"):
            at = event.occurred_at.astimezone(UTC).isoformat()
            if event.type in ENDS:
                cycle[ENDS[event.type]] = at
            if event.type == "clue.reopened":
                ran = clocks.objects.filter(subject_id=clue.pk, kind="closing", started_at__lt=event.occurred_at)
                last = ran.order_by("-started_at", "-id").first()
                cycles.append(
                    {**({"due": last.due_at.astimezone(UTC).isoformat()} if last else {}), **cycle, "until": at}
                )
                cycle = {}
        clue.earlier = cycles
        clue.save(update_fields=["earlier"])


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_an_enforcement_case_has_a_status"),
        ("kernel", "0005_what_figures_count_stands_in_the_log"),
    ]
    operations = [
        migrations.AddField("clue", "earlier", models.JSONField(blank=True, default=list)),
        migrations.AddIndex(
            model_name="clue",
            index=models.Index(
                condition=models.Q(("concerns_agency__isnull", False)),
                fields=["concerns_agency"],
                name="clue_concerning",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL(CYCLE_AT, "DROP FUNCTION cases_cycle_at"),
    ]
