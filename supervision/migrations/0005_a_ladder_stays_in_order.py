"""Rungs may change places in one go, are of the ladder's five kinds, and only a reminder comes before the day."""

import django.db.models.constraints
from django.db import migrations, models

KINDS = [
    ("reminder_letter", "提示函"),
    ("warning_letter", "预警函"),
    ("supervision_letter", "督办函"),
    ("interview", "建议约谈"),
    ("referral", "建议移送"),
]


class Migration(migrations.Migration):
    dependencies = [("supervision", "0004_frozen_files_and_the_usual_ladder")]

    operations = [
        migrations.RemoveConstraint(model_name="ladderstep", name="one_rung_per_place"),
        migrations.AlterField(
            model_name="ladderstep",
            name="drafts",
            field=models.CharField(choices=KINDS, max_length=20),
        ),
        migrations.AddConstraint(
            model_name="ladderstep",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("record", "clock", "position"),
                name="one_rung_per_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="ladderstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("drafts__in", [kind for kind, _name in KINDS])), name="rung_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="ladderstep",
            constraint=models.CheckConstraint(
                condition=models.Q(("after_days__gte", 1), ("drafts", "reminder_letter"), _connector="OR"),
                name="only_a_reminder_comes_before_it_is_due",
            ),
        ),
    ]
