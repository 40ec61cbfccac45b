"""Rectification tasks with their plans, progress, acceptance and standings; clues closed for the time being."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_clients_keep_to_one_kind_of_version"),
        ("cases", "0006_inspections_batches_and_handovers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Acceptance",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("statement", models.TextField()),
                (
                    "evidence",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list, size=None
                    ),
                ),
                ("requested_at", models.DateTimeField()),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("", "Pending"), ("verified", "Verified"), ("returned", "Returned")],
                        max_length=12,
                    ),
                ),
                ("opinion", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("-requested_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("outlet", models.CharField(max_length=128)),
                ("link", models.CharField(blank=True, max_length=500)),
                ("published_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("published_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="LookBack",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("looked_on", models.DateField()),
                (
                    "result",
                    models.CharField(
                        choices=[("kept", "成效保持"), ("partial", "部分反弹"), ("rebound", "反弹")], max_length=8
                    ),
                ),
                ("findings", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("looked_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("due_on", models.DateField()),
                ("weight", models.SmallIntegerField(default=1)),
            ],
            options={
                "ordering": ("due_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="MissedReport",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("period", models.CharField(max_length=10)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("without_site_check", models.BooleanField(default=False)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("-ends_on", "-id"),
            },
        ),
        migrations.CreateModel(
            name="ProgressReport",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("period", models.CharField(max_length=10)),
                ("text", models.TextField()),
                ("difficulty", models.TextField(blank=True)),
                ("next_step", models.TextField(blank=True)),
                ("site_checked", models.BooleanField(default=False)),
                ("checked_on", models.DateField(null=True)),
                ("claimed_percent", models.SmallIntegerField()),
                ("accepted_percent", models.SmallIntegerField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("is_late", models.BooleanField(default=False)),
                ("submitted_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("-submitted_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="Responsibility",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.CreateModel(
            name="SponsorVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sponsor", models.CharField(max_length=64)),
                ("visited_on", models.DateField()),
                ("findings", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("visited_on", "id"),
            },
        ),
        migrations.CreateModel(
            name="Standing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("state", models.CharField(max_length=24)),
                ("accepted_percent", models.SmallIntegerField()),
                ("deadline", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=64, unique=True)),
                ("version", models.IntegerField(default=1)),
                ("cycle", models.SmallIntegerField(default=1)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "拟定中"),
                            ("approved", "方案已批准"),
                            ("issued", "已下达"),
                            ("in_progress", "整改中"),
                            ("acceptance_requested", "申请验收"),
                            ("verified", "验收通过"),
                            ("publicised", "已公示"),
                            ("post_monitoring", "监测期"),
                            ("written_off", "已销号"),
                            ("reopened", "重启整改"),
                            ("cancelled", "已取消"),
                        ],
                        max_length=24,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("inspection_feedback", "督察反馈"),
                            ("complaint", "信访举报"),
                            ("self_found", "自查发现"),
                            ("warning_film", "警示片披露"),
                            ("other", "其他"),
                        ],
                        max_length=24,
                    ),
                ),
                ("kind", models.CharField(choices=[("individual", "个性任务"), ("common", "共性任务")], max_length=12)),
                ("problem", models.TextField(blank=True)),
                ("goal", models.TextField(blank=True)),
                (
                    "measures",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list, size=None
                    ),
                ),
                ("starts_on", models.DateField()),
                ("deadline", models.DateField(null=True)),
                ("county_leader", models.CharField(blank=True, max_length=64)),
                ("department_leader", models.CharField(blank=True, max_length=64)),
                ("responsible_leader", models.CharField(blank=True, max_length=64)),
                ("responsible_person", models.CharField(blank=True, max_length=64)),
                ("sponsor", models.CharField(blank=True, max_length=64)),
                ("accepted_percent", models.SmallIntegerField(default=0)),
                ("asked_deadline", models.DateField(null=True)),
                (
                    "failure",
                    models.CharField(
                        blank=True,
                        choices=[("superficial", "表面整改"), ("fake", "虚假整改"), ("perfunctory", "敷衍整改")],
                        max_length=16,
                    ),
                ),
                ("monitored_until", models.DateField(null=True)),
                ("verified_at", models.DateTimeField(null=True)),
                ("disclosed_at", models.DateTimeField(null=True)),
                ("written_off_at", models.DateTimeField(null=True)),
                ("issued_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("source_system", models.CharField(blank=True, max_length=64)),
                ("source_external_id", models.CharField(blank=True, max_length=128)),
            ],
            options={
                "ordering": ("-created_at", "-id"),
            },
        ),
        migrations.AddField(
            model_name="clue",
            name="planned_finish",
            field=models.DateField(null=True),
        ),
        migrations.AddConstraint(
            model_name="clue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "interim_closed"), _negated=True),
                    ("planned_finish__isnull", False),
                    ("ledger_import__isnull", False),
                    _connector="OR",
                ),
                name="clue_interim_close_names_its_finish",
            ),
        ),
        migrations.AddField(
            model_name="acceptance",
            name="decided_agency",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="acceptance",
            name="decided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="acceptance",
            name="requested_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="lookback",
            name="agency",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="missedreport",
            name="agency",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="progressreport",
            name="agency",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="progressreport",
            name="person",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="responsibility",
            name="agency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="acceptance_agency",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="clue",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="cases.clue"
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="inspection",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="tasks", to="cases.inspection"
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="lead_agency",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="responsible_agencies",
            field=models.ManyToManyField(related_name="+", through="cases.Responsibility", to="agencies.agency"),
        ),
        migrations.AddField(
            model_name="task",
            name="write_off_asked_agency",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
            ),
        ),
        migrations.AddField(
            model_name="task",
            name="write_off_asked_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="standing",
            name="task",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="standings", to="cases.task"
            ),
        ),
        migrations.AddField(
            model_name="sponsorvisit",
            name="task",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="cases.task"
            ),
        ),
        migrations.AddField(
            model_name="responsibility",
            name="task",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="responsibilities", to="cases.task"
            ),
        ),
        migrations.AddField(
            model_name="progressreport",
            name="task",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="cases.task"
            ),
        ),
        migrations.AddField(
            model_name="missedreport",
            name="task",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="missed", to="cases.task"
            ),
        ),
        migrations.AddField(
            model_name="milestone",
            name="task",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="milestones", to="cases.task"
            ),
        ),
        migrations.AddField(
            model_name="lookback",
            name="task",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="look_backs", to="cases.task"
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="task",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="disclosures", to="cases.task"
            ),
        ),
        migrations.AddField(
            model_name="acceptance",
            name="task",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="acceptances", to="cases.task"
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["-created_at", "-id"], name="task_newest_first"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["status", "-created_at", "-id"], name="task_by_status"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["lead_agency", "-created_at", "-id"], name="task_by_lead"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["inspection", "-created_at", "-id"], name="task_by_inspection"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["acceptance_agency", "-created_at", "-id"], name="task_by_acceptance"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(
                    ("status__in", ["approved", "issued", "in_progress", "acceptance_requested", "reopened"])
                ),
                fields=["deadline"],
                name="task_unfinished_by_deadline",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "draft",
                            "approved",
                            "issued",
                            "in_progress",
                            "acceptance_requested",
                            "verified",
                            "publicised",
                            "post_monitoring",
                            "written_off",
                            "reopened",
                            "cancelled",
                        ],
                    )
                ),
                name="task_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("origin__in", ["inspection_feedback", "complaint", "self_found", "warning_film", "other"])
                ),
                name="task_origin_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["individual", "common"])), name="task_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("title__regex", "\\S")), name="task_title_is_not_blank"
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("deadline__isnull", True), ("deadline__gte", models.F("starts_on")), _connector="OR"
                ),
                name="task_deadline_is_not_before_its_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "status__in",
                            (
                                "approved",
                                "issued",
                                "in_progress",
                                "acceptance_requested",
                                "reopened",
                                "verified",
                                "publicised",
                                "post_monitoring",
                                "written_off",
                            ),
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        models.Q(("goal", ""), _negated=True),
                        ("measures__len__gt", 0),
                        ("acceptance_agency__isnull", False),
                        ("deadline__isnull", False),
                        ("lead_agency__isnull", False),
                        models.Q(("responsible_leader", ""), _negated=True),
                        models.Q(("responsible_person", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="task_approved_has_its_plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lead_agency__isnull", True),
                    ("acceptance_agency__isnull", True),
                    models.Q(("acceptance_agency", models.F("lead_agency")), _negated=True),
                    _connector="OR",
                ),
                name="task_is_not_accepted_by_its_lead",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("accepted_percent__range", (0, 100))), name="task_percent_is_a_percent"
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status__in", ("verified", "publicised", "post_monitoring", "written_off")), _negated=True
                    ),
                    ("verified_at__isnull", False),
                    _connector="OR",
                ),
                name="task_completed_has_its_verification",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("disclosed_at__isnull", False), ("status", "written_off"), ("written_off_at__isnull", False)
                    ),
                    models.Q(models.Q(("status", "written_off"), _negated=True), ("written_off_at__isnull", True)),
                    _connector="OR",
                ),
                name="task_written_off_at_iff_written_off",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source_system", ""), _negated=True),
                fields=("source_system", "source_external_id"),
                name="one_task_per_source_and_external_id",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["since"], include=("until", "task"), name="standing_by_instant"),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)), fields=("task",), name="one_present_standing_per_task"
            ),
        ),
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                name="standing_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="responsibility",
            constraint=models.UniqueConstraint(fields=("task", "agency"), name="an_agency_answers_for_a_task_once"),
        ),
        migrations.AddIndex(
            model_name="progressreport",
            index=models.Index(fields=["task", "period"], name="progress_by_task_and_period"),
        ),
        migrations.AddConstraint(
            model_name="progressreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("claimed_percent__range", (0, 100))), name="progress_claims_a_percent"
            ),
        ),
        migrations.AddConstraint(
            model_name="progressreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_on__isnull", True), ("site_checked", False)),
                    models.Q(("checked_on__isnull", False), ("site_checked", True)),
                    _connector="OR",
                ),
                name="progress_site_check_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="progressreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted_at__isnull", True), ("accepted_percent__isnull", True)),
                    models.Q(("accepted_at__isnull", False), ("accepted_percent__range", (0, 100))),
                    _connector="OR",
                ),
                name="progress_accepted_has_its_instant",
            ),
        ),
        migrations.AddConstraint(
            model_name="missedreport",
            constraint=models.UniqueConstraint(fields=("task", "period"), name="one_missed_report_per_task_and_period"),
        ),
        migrations.AddConstraint(
            model_name="missedreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="missed_period_ends_after_it_begins"
            ),
        ),
        migrations.AddIndex(
            model_name="milestone",
            index=models.Index(fields=["task", "due_on"], name="milestone_by_task_and_day"),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(condition=models.Q(("weight__gt", 0)), name="milestone_weighs_something"),
        ),
        migrations.AddConstraint(
            model_name="acceptance",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decision", "")), fields=("task",), name="one_open_acceptance_per_task"
            ),
        ),
        migrations.AddConstraint(
            model_name="acceptance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decision", "")),
                    models.Q(models.Q(("decision", ""), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="acceptance_decided_has_its_instant",
            ),
        ),
        migrations.RunSQL("CREATE SEQUENCE cases_task_serial", "DROP SEQUENCE cases_task_serial"),
    ]
