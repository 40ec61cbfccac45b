"""A clue that its unit gave back says so itself: the desk need not search the log for it."""

from typing import Any

from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    """Read from the log which of the clues that wait were given back, and not recalled."""
    clues, events = apps.get_model("cases", "clue"), apps.get_model("kernel", "event")
    for clue in clues.objects.filter(status="registered", rules_off=True).only("pk").iterator():
        returns = events.objects.filter(subject_id=clue.pk, type__in=["clue.contested", "clue.recalled"])
        last = returns.order_by("-id").values_list("type", flat=True).first()
        if last == "clue.contested":
            clues.objects.filter(pk=clue.pk).update(given_back=True)


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_the_cycles_that_a_reopening_ended")]
    operations = [
        migrations.AddField("clue", "given_back", models.BooleanField(default=False)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
