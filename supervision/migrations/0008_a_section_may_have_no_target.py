"""A section may have no target: it is counted apart, and in no rate."""

from django.db import migrations, models

CLASSES = [(1, "Ⅰ类"), (2, "Ⅱ类"), (3, "Ⅲ类"), (4, "Ⅳ类"), (5, "Ⅴ类"), (6, "劣Ⅴ类")]


class Migration(migrations.Migration):
    dependencies = [("supervision", "0007_accountability_as_it_was_published")]
    operations = [
        migrations.AlterField(
            "monitoringsection",
            "target",
            models.PositiveSmallIntegerField(blank=True, choices=CLASSES, null=True, verbose_name="考核目标"),
        ),
        migrations.AlterField("sectionreading", "target_met", models.BooleanField(null=True)),
    ]
