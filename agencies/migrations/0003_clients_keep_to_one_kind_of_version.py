"""Whole numbers and instants do not compare: a client keeps to the kind of version it used first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0002_seed_the_published_calendar")]
    operations = [
        migrations.AddField(
            "apiclient",
            "version_kind",
            models.CharField(
                blank=True,
                choices=[("integer", "整数"), ("instant", "时间")],
                default="",
                max_length=8,
                verbose_name="版本写法",
            ),
        )
    ]
