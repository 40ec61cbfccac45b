"""Police and procuratorates are kinds of agency of their own: what is referred to them goes to no other."""

from typing import ClassVar

from django.db import migrations, models

KINDS = (
    ("command_office", "攻坚办"), ("discipline", "纪委监委"), ("stationed_group", "派驻纪检监察组"),
    ("government", "人民政府"), ("bureau", "职能部门"), ("branch", "派出机构"), ("town", "乡镇街道"),
    ("police", "公安机关"), ("procuratorate", "检察机关"), ("other", "其他"),
)  # fmt: skip


class Migration(migrations.Migration):
    """Two choices more, and the constraint that names them all."""

    dependencies: ClassVar = [("agencies", "0007_posts_in_force_at_the_same_time")]
    operations: ClassVar = [
        migrations.AlterField("agency", "kind", models.CharField(choices=KINDS, max_length=16, verbose_name="类别")),
        migrations.RemoveConstraint("agency", "agency_kind_is_known"),
        migrations.AddConstraint(
            "agency",
            models.CheckConstraint(
                name="agency_kind_is_known", condition=models.Q(("kind__in", [kind for kind, _label in KINDS]))
            ),
        ),
    ]
