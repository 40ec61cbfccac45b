"""Satchels opened by a decision, with their items by day and their diaries."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0004_the_door_counts_and_administrators_stand_apart"),
        ("cases", "0010_enforcement_cases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DiaryEntry",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("site", models.CharField(max_length=64)),
                ("day", models.DateField()),
                ("findings", models.TextField()),
                ("deviations", models.TextField(blank=True)),
                ("instruction", models.TextField(blank=True)),
                ("next_step", models.TextField(blank=True)),
                ("is_late", models.BooleanField(default=False)),
                ("written_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-day", "site", "id"),
            },
        ),
        migrations.CreateModel(
            name="DiaryCorrection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="cases.diaryentry"
                    ),
                ),
            ],
            options={
                "ordering": ("written_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Satchel",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.IntegerField(default=1)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "已开包"),
                            ("active", "进行中"),
                            ("cleared", "已清零"),
                            ("archived", "已归档"),
                        ],
                        max_length=12,
                    ),
                ),
                ("signed_by", models.CharField(max_length=64)),
                ("decision_number", models.CharField(max_length=64)),
                ("decided_on", models.DateField()),
                ("opens_on", models.DateField()),
                ("ends_on", models.DateField()),
                (
                    "sites",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), size=None),
                ),
                ("cleared_on", models.DateField(null=True)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="satchels", to="cases.task"
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-id"),
            },
        ),
        migrations.AddField(
            model_name="diaryentry",
            name="satchel",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="cases.satchel"
            ),
        ),
        migrations.CreateModel(
            name="DiaryDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.JSONField(default=dict)),
                ("updated_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "satchel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.satchel"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SatchelItem",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("due_on", models.DateField()),
                ("text", models.CharField(max_length=300)),
                ("accepted_on", models.DateField(null=True)),
                (
                    "satchel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="cases.satchel"
                    ),
                ),
            ],
            options={
                "ordering": ("due_on", "id"),
            },
        ),
        migrations.AddConstraint(
            model_name="satchel",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "active", "cleared", "archived"])),
                name="satchel_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="satchel",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("opens_on"))), name="satchel_ends_after_it_opens"
            ),
        ),
        migrations.AddConstraint(
            model_name="satchel",
            constraint=models.CheckConstraint(
                condition=models.Q(("opens_on__gte", models.F("decided_on"))), name="satchel_opens_after_the_decision"
            ),
        ),
        migrations.AddConstraint(
            model_name="satchel",
            constraint=models.CheckConstraint(condition=models.Q(("sites__len__gt", 0)), name="satchel_has_a_site"),
        ),
        migrations.AddConstraint(
            model_name="satchel",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cleared_on__isnull", False), ("status__in", ["cleared", "archived"])),
                    models.Q(("cleared_on__isnull", True), ("status__in", ["open", "active"])),
                    _connector="OR",
                ),
                name="satchel_cleared_on_iff_cleared",
            ),
        ),
        migrations.AddConstraint(
            model_name="satchel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["open", "active"])),
                fields=("task",),
                name="one_running_satchel_per_task",
            ),
        ),
        migrations.AddConstraint(
            model_name="diaryentry",
            constraint=models.UniqueConstraint(
                fields=("satchel", "site", "day"), name="one_diary_entry_per_site_and_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="diaryentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("findings__regex", "\\S")), name="diary_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="diarydraft",
            constraint=models.UniqueConstraint(fields=("satchel", "person"), name="one_diary_draft_per_person"),
        ),
        migrations.AddIndex(
            model_name="satchelitem",
            index=models.Index(fields=["satchel", "due_on"], name="satchel_item_by_day"),
        ),
    ]
