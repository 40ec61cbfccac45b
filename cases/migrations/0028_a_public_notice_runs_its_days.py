"""A public notice runs its days, objections stop them, and no task is written off before: nor with a satchel open."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import kernel.ids

RESULTS = (("refuted", "异议不成立"), ("upheld", "异议成立，重新整改"))
GATED = """
CREATE FUNCTION cases_refuse_early_write_off() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.notice_until IS NULL
        OR EXISTS (SELECT FROM cases_objection WHERE task_id = NEW.id AND answered_at IS NULL)
        OR EXISTS (SELECT FROM cases_satchel WHERE task_id = NEW.id AND status <> 'archived')
    THEN
        RAISE EXCEPTION 'the task is not ready to be written off'
            USING ERRCODE = '23514', CONSTRAINT = 'task_is_written_off_after_notice_and_satchel';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER task_is_written_off_after_notice_and_satchel BEFORE UPDATE OF status ON cases_task
    FOR EACH ROW WHEN (NEW.status = 'written_off' AND OLD.status <> 'written_off')
    EXECUTE FUNCTION cases_refuse_early_write_off();
"""
UNGATED = """
DROP TRIGGER task_is_written_off_after_notice_and_satchel ON cases_task;
DROP FUNCTION cases_refuse_early_write_off();
"""


class Migration(migrations.Migration):
    """Two columns, a table and a trigger."""

    dependencies: ClassVar = [("cases", "0027_files_remember_what_was_received")]
    operations: ClassVar = [
        migrations.AddField("task", "notice_until", models.DateField(null=True)),
        migrations.AddField("task", "notice_left", models.PositiveSmallIntegerField(null=True)),
        migrations.CreateModel(
            "Objection",
            [
                ("id", models.UUIDField(default=kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("raised_on", models.DateField()),
                ("text", models.TextField()),
                ("result", models.CharField(blank=True, choices=RESULTS, max_length=8)),
                ("answer", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="objections", to="cases.task"
                    ),
                ),
            ],
            options={
                "ordering": ("raised_on", "id"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("text__regex", r"\S")), name="objection_says_something"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("result", "")),
                            models.Q(
                                ("answer__regex", r"\S"),
                                ("answered_at__isnull", False),
                                ("result__in", ["refuted", "upheld"]),
                            ),
                            _connector="OR",
                        ),
                        name="objection_answered_says_how",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GATED, UNGATED),
    ]
