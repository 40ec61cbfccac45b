"""Tasks, diaries, satchels and batches keep files as clues do; a batch's own columns for one were never filled."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0018_first_times_of_clues"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="attachment",
            name="attachment_is_a_picture_or_a_document",
        ),
        migrations.RemoveField(
            model_name="batch",
            name="scan_path",
        ),
        migrations.RemoveField(
            model_name="batch",
            name="scan_sha256",
        ),
        migrations.AddField(
            model_name="attachment",
            name="acceptance",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="files", to="cases.acceptance"
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="batch",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="scans", to="cases.batch"
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="entry",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="cases.diaryentry"
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="part",
            field=models.CharField(blank=True, choices=[("before", "整改前"), ("after", "整改后")], max_length=8),
        ),
        migrations.AddField(
            model_name="attachment",
            name="satchel",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="cases.satchel"
            ),
        ),
        migrations.AddField(
            model_name="satchel",
            name="asks_for_place",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="satchel",
            name="rests_on_days_off",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="attachment",
            name="clue",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="cases.clue"
            ),
        ),
        migrations.AlterField(
            model_name="attachment",
            name="media_type",
            field=models.CharField(max_length=80),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("acceptance__isnull", True),
                        ("batch__isnull", True),
                        ("clue__isnull", False),
                        ("entry__isnull", True),
                        ("satchel__isnull", True),
                    ),
                    models.Q(
                        ("acceptance__isnull", False),
                        ("batch__isnull", True),
                        ("clue__isnull", True),
                        ("entry__isnull", True),
                        ("satchel__isnull", True),
                    ),
                    models.Q(
                        ("acceptance__isnull", True),
                        ("batch__isnull", True),
                        ("clue__isnull", True),
                        ("entry__isnull", False),
                        ("satchel__isnull", True),
                    ),
                    models.Q(
                        ("acceptance__isnull", True),
                        ("batch__isnull", True),
                        ("clue__isnull", True),
                        ("entry__isnull", True),
                        ("satchel__isnull", False),
                    ),
                    models.Q(
                        ("acceptance__isnull", True),
                        ("batch__isnull", False),
                        ("clue__isnull", True),
                        ("entry__isnull", True),
                        ("satchel__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="attachment_belongs_to_one_record",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("media_type__in", ["image/jpeg", "image/png", "application/pdf"]),
                    models.Q(
                        ("acceptance__isnull", False),
                        (
                            "media_type__in",
                            (
                                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                            ),
                        ),
                    ),
                    _connector="OR",
                ),
                name="attachment_is_a_picture_or_a_document",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entry__isnull", True), ("part", "")),
                    ("media_type__in", ("image/jpeg", "image/png")),
                    _connector="OR",
                ),
                name="attachment_of_a_diary_or_a_part_is_a_picture",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("part", ""), ("acceptance__isnull", False), _connector="OR"),
                name="attachment_shows_a_part_of_evidence_alone",
            ),
        ),
    ]
