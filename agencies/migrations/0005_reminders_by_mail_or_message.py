"""An address for mail, and one row for each reminder that went out."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agencies", "0004_the_door_counts_and_administrators_stand_apart")]
    operations = [
        migrations.AddField("person", "email", models.EmailField(blank=True, max_length=254, verbose_name="电子邮箱")),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("count", models.IntegerField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": (
                    models.UniqueConstraint(fields=("person", "day"), name="one_reminder_a_day_per_person"),
                    models.CheckConstraint(condition=models.Q(("count__gte", 1)), name="reminder_is_about_something"),
                )
            },
        ),
    ]
