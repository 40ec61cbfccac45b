"""Signed files stay as they are; and the rungs that an office begins with."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = ("supervision_letterfile", "supervision_referralpaper")
FORWARD = "".join(
    f"""
CREATE TRIGGER frozen_file_never_changes BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER frozen_file_is_never_truncated BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();
"""
    for table in TABLES
)
BACKWARD = "".join(
    f"DROP TRIGGER frozen_file_never_changes ON {table}; DROP TRIGGER frozen_file_is_never_truncated ON {table};"
    for table in TABLES
)
# Days from the day it is due, and what is drafted then.
RUNGS = ((-3, "reminder_letter"), (1, "warning_letter"), (5, "supervision_letter"), (15, "interview"), (30, "referral"))


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    step = apps.get_model("supervision", "LadderStep")
    step.objects.bulk_create(
        step(record="clue", clock="closing", position=position, after_days=days, drafts=drafts)
        for position, (days, drafts) in enumerate(RUNGS, 1)
    )


def clear(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("supervision", "LadderStep").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("supervision", "0003_letters_mechanism_ladder_and_sections")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD), migrations.RunPython(seed, clear)]
