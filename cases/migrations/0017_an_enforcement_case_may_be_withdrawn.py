"""A case may be withdrawn on a day, from which it counts nowhere."""

from django.db import migrations, models

FOLLOWS = "enforcement_status_follows_its_decision"
FILED = models.Q(("decided_on__isnull", True), ("status", "filed"))
DECIDED = models.Q(("decided_on__isnull", False), ("status", "decided"))
STATUSES = [("filed", "已立案"), ("decided", "已作处罚决定"), ("withdrawn", "已撤案")]


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_what_a_unit_gave_back")]

    operations = [
        migrations.AddField(model_name="enforcementcase", name="withdrawn_on", field=models.DateField(null=True)),
        migrations.AlterField(
            model_name="enforcementcase",
            name="status",
            field=models.CharField(choices=STATUSES, max_length=10),
        ),
        migrations.RemoveConstraint(model_name="enforcementcase", name=FOLLOWS),
        migrations.AddConstraint(
            model_name="enforcementcase",
            constraint=models.CheckConstraint(
                condition=FILED | DECIDED | models.Q(("status", "withdrawn")), name=FOLLOWS
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcementcase",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "withdrawn"), ("withdrawn_on__isnull", False))
                | models.Q(models.Q(("status", "withdrawn"), _negated=True), ("withdrawn_on__isnull", True)),
                name="enforcement_is_withdrawn_on_a_day",
            ),
        ),
    ]
