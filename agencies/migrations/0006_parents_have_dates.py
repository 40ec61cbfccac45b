"""Under whom each agency stood since when; who stands somewhere now has stood there since it holds."""

from datetime import datetime, time
from typing import Any

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models
from django.utils.timezone import get_default_timezone

import agencies.models.parentage


def note_present_parents(apps: Any, _schema_editor: Any) -> None:
    Agency, Parentage = apps.get_model("agencies", "Agency"), apps.get_model("agencies", "Parentage")
    rows = [
        Parentage(
            agency=agency,
            tree=tree,
            parent_id=parent,
            valid_from=datetime.combine(agency.valid_from, time(), tzinfo=get_default_timezone()),
        )
        for agency in Agency.objects.all()
        for tree, parent in (("line", agency.line_parent_id), ("territory", agency.territory_parent_id))
        if parent is not None
    ]
    Parentage.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0005_reminders_by_mail_or_message"),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="Parentage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tree", models.CharField(choices=[("line", "Line"), ("territory", "Territory")], max_length=9)),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parentages", to="agencies.agency"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={
                "ordering": ("agency", "tree", "valid_from"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("tree__in", ["line", "territory"])), name="parentage_tree_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("agency", models.F("parent")), _negated=True),
                        name="agency_is_never_its_own_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="parentage_ends_after_it_begins",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("agency", "="),
                            ("tree", "="),
                            (agencies.models.parentage.Span("valid_from", "valid_to"), "&&"),
                        ],
                        name="agency_has_one_parent_in_a_tree_at_a_time",
                    ),
                ],
            },
        ),
        migrations.RunPython(note_present_parents, migrations.RunPython.noop),
    ]
