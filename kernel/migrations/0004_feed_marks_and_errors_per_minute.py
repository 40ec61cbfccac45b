"""How far each caller has read the feed, and how many of its requests failed: neither must wait for the disk."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_new_months_open_through_the_log_alone")]
    operations = [
        migrations.AddField("requestcount", "errors", models.IntegerField(db_default=0, default=0)),
        migrations.CreateModel(
            name="FeedMark",
            fields=[
                ("caller", models.TextField(primary_key=True, serialize=False)),
                ("shown", models.BigIntegerField()),
                ("scanned", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("scanned__gte", models.F("shown"))), name="feed_mark_looks_ahead"
                    )
                ]
            },
        ),
        migrations.RunSQL("ALTER TABLE kernel_feedmark SET UNLOGGED", "ALTER TABLE kernel_feedmark SET LOGGED"),
    ]
