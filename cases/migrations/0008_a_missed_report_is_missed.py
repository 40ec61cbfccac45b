"""A missed report needs no reason beside it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_rectification_tasks"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="missedreport",
            name="without_site_check",
        ),
    ]
