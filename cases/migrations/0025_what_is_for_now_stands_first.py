"""A notice says how urgent its event is, and an inbox shows what is for now first."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column, and the index of the unread in the new order."""

    dependencies: ClassVar = [("cases", "0024_open_clues_with_a_place")]
    operations: ClassVar = [
        migrations.AddField("notice", "urgency", models.PositiveSmallIntegerField(default=1)),
        migrations.RemoveIndex("notice", "notice_unread"),
        migrations.AddIndex(
            "notice",
            models.Index(
                name="notice_unread",
                fields=["post", "-urgency", "-at"],
                condition=models.Q(("read_at__isnull", True)),
            ),
        ),
    ]
