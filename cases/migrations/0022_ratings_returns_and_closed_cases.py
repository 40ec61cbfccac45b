"""What quality is counted from: ratings, the first return of a result, and the day a case was closed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

QUALITY = ["received_at", "status", "source_system", "region", "lead_agency"]
RETURNED = """
UPDATE cases_clue SET first_returned_at = told.at
FROM (SELECT subject_id, min(occurred_at) AS at FROM kernel_event WHERE type = 'clue.sent_back' GROUP BY subject_id) AS told
WHERE cases_clue.id = told.subject_id
"""
REOPENED = """
UPDATE cases_clue SET first_reopened_at = (earlier->0->>'until')::timestamptz WHERE cycle > 1
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0006_parents_have_dates"),
        ("cases", "0021_what_published_tables_print"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClueRating",
            fields=[
                (
                    "clue",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="rating",
                        serialize=False,
                        to="cases.clue",
                    ),
                ),
                ("invited_at", models.DateTimeField()),
                ("rated_at", models.DateTimeField(null=True)),
                ("satisfied", models.BooleanField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="enforcementcase",
            name="enforcement_status_follows_its_decision",
        ),
        migrations.AddField(
            model_name="clue",
            name="first_returned_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField("clue", "first_reopened_at", models.DateTimeField(null=True)),
        migrations.AddField(
            model_name="enforcementcase",
            name="closed_on",
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name="enforcementcase",
            name="status",
            field=models.CharField(
                choices=[
                    ("filed", "已立案"),
                    ("decided", "已作处罚决定"),
                    ("closed", "已结案"),
                    ("withdrawn", "已撤案"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="clue",
            index=models.Index(
                condition=models.Q(("first_returned_at__isnull", False)),
                fields=["first_returned_at"],
                include=QUALITY,
                name="clue_returned",
            ),
        ),
        migrations.AddIndex(
            model_name="clue",
            index=models.Index(
                condition=models.Q(("first_reopened_at__isnull", False)),
                fields=["first_reopened_at"],
                include=QUALITY,
                name="clue_reopened_first",
            ),
        ),
        migrations.AddIndex(
            model_name="clue",
            index=models.Index(
                condition=models.Q(("due_at__isnull", True)), fields=["received_at"], name="clue_without_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcementcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_on__isnull", True), ("status", "filed")),
                    models.Q(("decided_on__isnull", False), ("status", "decided")),
                    models.Q(("decided_on__isnull", False), ("status", "closed")),
                    ("status", "withdrawn"),
                    _connector="OR",
                ),
                name="enforcement_status_follows_its_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcementcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on__isnull", False), ("status", "closed")),
                    models.Q(models.Q(("status", "closed"), _negated=True), ("closed_on__isnull", True)),
                    _connector="OR",
                ),
                name="enforcement_is_closed_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcementcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_on__isnull", True), ("closed_on__gte", models.F("decided_on")), _connector="OR"
                ),
                name="enforcement_is_closed_after_its_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="cluerating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("rated_at__isnull", True), ("satisfied__isnull", True)),
                    models.Q(("rated_at__isnull", False), ("satisfied__isnull", False)),
                    _connector="OR",
                ),
                name="rating_says_something_once_it_was_given",
            ),
        ),
        migrations.AddConstraint(
            model_name="cluerating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rated_at__isnull", True), ("rated_at__gte", models.F("invited_at")), _connector="OR"
                ),
                name="rating_is_given_after_its_invitation",
            ),
        ),
        migrations.RunSQL([RETURNED, REOPENED], migrations.RunSQL.noop),
    ]
