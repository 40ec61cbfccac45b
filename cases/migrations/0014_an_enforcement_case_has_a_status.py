"""A case says how far it came; what was decided before says so by its day."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def say_how_far(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    cases = apps.get_model("cases", "EnforcementCase").objects
    cases.filter(decided_on__isnull=False).update(status="decided")


class Migration(migrations.Migration):
    dependencies = [("cases", "0013_checklist_schemes")]

    operations = [
        migrations.AddField(
            model_name="enforcementcase",
            name="status",
            field=models.CharField(
                choices=[("filed", "已立案"), ("decided", "已作处罚决定")], default="filed", max_length=8
            ),
            preserve_default=False,
        ),
        migrations.RunPython(say_how_far, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="enforcementcase",
            constraint=models.CheckConstraint(
                condition=models.Q(("decided_on__isnull", True), ("status", "filed"))
                | models.Q(("decided_on__isnull", False), ("status", "decided")),
                name="enforcement_status_follows_its_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcementcase",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_police_on__isnull", True))
                | models.Q(("to_police_on__gte", models.F("filed_on"))),
                name="enforcement_goes_to_police_after_it_was_filed",
            ),
        ),
    ]
