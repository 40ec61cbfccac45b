"""Checklist schemes, and the lists that cities have published; what they did not print stays undefined."""

from datetime import UTC, datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

import kernel.ids

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
UNDEFINED = ""
# name, source, on, and its items as (heading, text)
SCHEMES = [
    (
        "456标准",
        "苍溪县，2017-11-02；五个办结条件和六个不放过未列明",
        False,
        [
            *[("办理原则", text) for text in ("组织领导到位", "责任落实到位", "督察督办到位", "追责问责到位")],
            *[("办结条件", UNDEFINED)] * 5,
            *[("督办标准（不放过）", UNDEFINED)] * 6,
        ],
    ),
    (
        "六个一",
        "苍溪县信访办理制度，2017-11-02",
        True,
        [("第一时间", text) for text in ("签批", "赶赴现场", "核实问题", "启动整改", "查明责任", "处理")],
    ),
    (
        "五个一",
        "苍溪县，2017-11-02",
        False,
        [("", text) for text in ("一个问题", "一套方案", "一本台账", "一名责任人", "一抓到底")],
    ),
    (
        "三不放过",
        "苍溪县，2017-11-02",
        False,
        [("", text) for text in ("排查不彻底不放过", "查处不到位不放过", "制度不健全不放过")],
    ),
]


def seed_schemes(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    scheme_of, item_of = apps.get_model("cases", "ChecklistScheme"), apps.get_model("cases", "ChecklistItem")
    for name, source, is_on, items in SCHEMES:
        scheme = scheme_of.objects.create(name=name, source=source, status="on" if is_on else "off", created_at=SINCE)
        for place, (heading, text) in enumerate(items, 1):
            item_of.objects.create(scheme=scheme, position=place, heading=heading, text=text)


def remove_schemes(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name in ("FirstTime", "ChecklistItem", "ChecklistScheme"):
        apps.get_model("cases", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0012_what_is_expunged_by_two_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChecklistScheme",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("version", models.IntegerField(default=1)),
                ("status", models.CharField(choices=[("off", "未启用"), ("on", "已启用")], max_length=4)),
                ("name", models.CharField(max_length=64)),
                ("edition", models.SmallIntegerField(default=1)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("name", "-edition"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["off", "on"])), name="scheme_status_is_known"
                    ),
                    models.UniqueConstraint(fields=("name", "edition"), name="one_scheme_per_name_and_edition"),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "on")), fields=("name",), name="one_edition_of_a_scheme_is_on"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChecklistItem",
            fields=[
                ("id", models.UUIDField(default=kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ("position", models.SmallIntegerField()),
                ("heading", models.CharField(blank=True, max_length=64)),
                ("text", models.CharField(blank=True, max_length=300)),
                (
                    "scheme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="cases.checklistscheme"
                    ),
                ),
            ],
            options={
                "ordering": ("scheme", "position"),
            },
        ),
        migrations.CreateModel(
            name="FirstTime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_type", models.CharField(max_length=16)),
                ("subject_id", models.UUIDField()),
                ("done_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.checklistitem"
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
                "ordering": ("done_at", "id"),
            },
        ),
        migrations.AddConstraint(
            model_name="checklistitem",
            constraint=models.UniqueConstraint(fields=("scheme", "position"), name="one_item_per_place_in_a_scheme"),
        ),
        migrations.AddConstraint(
            model_name="firsttime",
            constraint=models.UniqueConstraint(fields=("subject_id", "item"), name="one_first_time_per_item"),
        ),
        migrations.RunPython(seed_schemes, remove_schemes),
    ]
