"""The register of the city: regions, agencies, people, posts, clients, calendar and routing rules."""

from datetime import date

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from kernel.ids import new_id


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False, verbose_name="日期")),
                ("is_working", models.BooleanField(verbose_name="工作日")),
                ("name", models.CharField(blank=True, max_length=32, verbose_name="名称")),
            ],
            options={
                "verbose_name": "日历日",
                "verbose_name_plural": "日历日",
                "ordering": ("day",),
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=64, unique=True, verbose_name="用户名")),
                ("name", models.CharField(max_length=64, verbose_name="姓名")),
                ("phone", models.CharField(blank=True, max_length=32, verbose_name="电话")),
                ("pinyin", models.CharField(blank=True, db_index=True, max_length=128, verbose_name="拼音")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("must_change_password", models.BooleanField(default=False, verbose_name="首次登录须改密码")),
            ],
            options={
                "verbose_name": "人员",
                "verbose_name_plural": "人员",
                "ordering": ("pinyin", "username"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("username__regex", "^[a-z0-9][a-z0-9._-]*$")),
                        name="person_username_is_lower_case_letters_and_digits",
                        violation_error_message="用户名只能用小写字母、数字、点和横线",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Agency",
            fields=[
                ("valid_from", models.DateField(default=date(1949, 10, 1), verbose_name="生效日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                ("code", models.CharField(max_length=32, primary_key=True, serialize=False, verbose_name="机构代码")),
                ("name", models.CharField(db_index=True, max_length=128, verbose_name="机构名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("command_office", "攻坚办"),
                            ("discipline", "纪委监委"),
                            ("stationed_group", "派驻纪检监察组"),
                            ("government", "人民政府"),
                            ("bureau", "职能部门"),
                            ("branch", "派出机构"),
                            ("town", "乡镇街道"),
                            ("other", "其他"),
                        ],
                        max_length=16,
                        verbose_name="类别",
                    ),
                ),
                ("contact_name", models.CharField(blank=True, max_length=64, verbose_name="联络员")),
                ("contact_phone", models.CharField(blank=True, max_length=32, verbose_name="联络电话")),
                ("duty_number", models.CharField(blank=True, max_length=32, verbose_name="值班电话")),
                (
                    "line_parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="line_children",
                        to="agencies.agency",
                        verbose_name="条线上级",
                    ),
                ),
                (
                    "territory_parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="territory_children",
                        to="agencies.agency",
                        verbose_name="属地上级",
                    ),
                ),
            ],
            options={
                "verbose_name": "机构",
                "verbose_name_plural": "机构",
                "ordering": ("code",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ApiClient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=64, unique=True, verbose_name="名称")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="api_clients",
                        to="agencies.agency",
                        verbose_name="机构",
                    ),
                ),
            ],
            options={
                "verbose_name": "接口客户端",
                "verbose_name_plural": "接口客户端",
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="CalendarYear",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name="年份")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                ("source", models.CharField(max_length=200, verbose_name="来源")),
            ],
            options={
                "verbose_name": "日历年份",
                "verbose_name_plural": "日历年份",
                "ordering": ("year",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="calendar_version_counts_from_one"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                ("valid_from", models.DateField(default=date(1949, 10, 1), verbose_name="生效日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                ("code", models.CharField(max_length=9, primary_key=True, serialize=False, verbose_name="区划代码")),
                ("name", models.CharField(max_length=64, verbose_name="名称")),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("city", "地级市"),
                            ("county", "县市区"),
                            ("township", "乡镇街道"),
                            ("zone", "功能区"),
                        ],
                        max_length=8,
                        verbose_name="级别",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="agencies.region",
                        verbose_name="上级区划",
                    ),
                ),
            ],
            options={
                "verbose_name": "区划",
                "verbose_name_plural": "区划",
                "ordering": ("code",),
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="agency",
            name="region",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agencies",
                to="agencies.region",
                verbose_name="所在区划",
            ),
        ),
        migrations.CreateModel(
            name="RoutingRule",
            fields=[
                ("valid_from", models.DateField(default=date(1949, 10, 1), verbose_name="生效日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                ("id", models.UUIDField(default=new_id, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=128, unique=True, verbose_name="名称")),
                ("position", models.PositiveIntegerField(verbose_name="顺序")),
                (
                    "region_codes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=9),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="区划前缀",
                    ),
                ),
                (
                    "pollution_types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=32),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="污染类型",
                    ),
                ),
                (
                    "channels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=32),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="来源渠道",
                    ),
                ),
                (
                    "keywords",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=32),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="关键词",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[("dispatch", "自动转办"), ("propose", "建议转办")],
                        default="propose",
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                (
                    "co_agencies",
                    models.ManyToManyField(
                        blank=True, related_name="co_handling_rules", to="agencies.agency", verbose_name="配合单位"
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leading_rules",
                        to="agencies.agency",
                        verbose_name="牵头单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "分办规则",
                "verbose_name_plural": "分办规则",
                "ordering": ("position", "name"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True, verbose_name="摘要")),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("clues:read", "读取线索"),
                                ("clues:write", "登记和办理线索"),
                                ("tasks:read", "读取整改任务"),
                                ("tasks:write", "办理整改任务"),
                                ("referrals:read", "读取移送"),
                                ("referrals:write", "办理移送"),
                                ("reports:read", "读取报表和指标"),
                                ("changes:read", "读取变更"),
                                ("webhooks:write", "管理推送"),
                            ],
                            max_length=32,
                        ),
                        size=None,
                        verbose_name="权限",
                    ),
                ),
                (
                    "networks",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=49),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="来源网段",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="签发时间")),
                ("expires_at", models.DateTimeField(blank=True, null=True, verbose_name="到期时间")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="吊销时间")),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tokens",
                        to="agencies.apiclient",
                        verbose_name="接口客户端",
                    ),
                ),
            ],
            options={
                "verbose_name": "接口令牌",
                "verbose_name_plural": "接口令牌",
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="api_token_digest_is_sha256"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("scopes__len__gt", 0),
                            (
                                "scopes__contained_by",
                                [
                                    "clues:read",
                                    "clues:write",
                                    "tasks:read",
                                    "tasks:write",
                                    "referrals:read",
                                    "referrals:write",
                                    "reports:read",
                                    "changes:read",
                                    "webhooks:write",
                                ],
                            ),
                        ),
                        name="api_token_scopes_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_at__isnull", True), ("expires_at__gt", models.F("created_at")), _connector="OR"
                        ),
                        name="api_token_expires_after_it_is_made",
                        violation_error_message="到期时间须晚于签发时间",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(default=date(1949, 10, 1), verbose_name="生效日期")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("intake", "受理员"),
                            ("dispatcher", "分办员"),
                            ("director", "攻坚办负责人"),
                            ("rectification", "整改管理员"),
                            ("publicity", "信息公开员"),
                            ("handler", "承办人"),
                            ("unithead", "单位负责人"),
                            ("inspector", "现场检查员"),
                            ("leader", "市领导"),
                            ("discipline", "案件管理员"),
                            ("sysadmin", "系统管理员"),
                            ("secadmin", "安全管理员"),
                            ("auditor", "审计员"),
                        ],
                        max_length=16,
                        verbose_name="岗位",
                    ),
                ),
                ("absent_from", models.DateField(blank=True, null=True, verbose_name="离岗日期")),
                ("absent_to", models.DateField(blank=True, null=True, verbose_name="返岗前一日")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="agencies.agency",
                        verbose_name="机构",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="agencies.person",
                        verbose_name="任职人",
                    ),
                ),
                (
                    "substitute",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="substitutions",
                        to="agencies.person",
                        verbose_name="代理人",
                    ),
                ),
            ],
            options={
                "verbose_name": "岗位",
                "verbose_name_plural": "岗位",
                "ordering": ("agency", "role", "pk"),
                "abstract": False,
                "indexes": [models.Index(fields=["agency", "role"], name="post_by_agency_and_role")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="post_ends_after_it_begins",
                        violation_error_message="失效日期不能早于生效日期",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("person", "agency", "role"),
                        name="one_current_post_per_person_agency_role",
                        violation_error_message="同一人在同一机构不能重复担任同一岗位",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "intake",
                                    "dispatcher",
                                    "director",
                                    "rectification",
                                    "publicity",
                                    "handler",
                                    "unithead",
                                    "inspector",
                                    "leader",
                                    "discipline",
                                    "sysadmin",
                                    "secadmin",
                                    "auditor",
                                ],
                            )
                        ),
                        name="post_role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("absent_to__isnull", True),
                            models.Q(("absent_from__isnull", False), ("absent_to__gte", models.F("absent_from"))),
                            _connector="OR",
                        ),
                        name="post_absence_ends_after_it_begins",
                        violation_error_message="返岗前一日不能早于离岗日期",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("substitute__isnull", True),
                            ("person__isnull", True),
                            models.Q(("substitute", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="post_substitute_is_somebody_else",
                        violation_error_message="代理人不能是本人",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="region",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="region_ends_after_it_begins",
                violation_error_message="失效日期不能早于生效日期",
            ),
        ),
        migrations.AddConstraint(
            model_name="region",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^[0-9]{6}([0-9]{3})?$")),
                name="region_code_has_six_or_nine_digits",
                violation_error_message="区划代码应为六位或九位数字",
            ),
        ),
        migrations.AddConstraint(
            model_name="region",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("level", "zone"),
                    models.Q(("level", "township"), ("code__regex", "^[0-9]{9}$")),
                    models.Q(("level__in", ["city", "county"]), ("code__regex", "^[0-9]{6}$")),
                    _connector="OR",
                ),
                name="region_township_alone_needs_nine_digits",
                violation_error_message="乡镇街道代码为九位，市县代码为六位",
            ),
        ),
        migrations.AddConstraint(
            model_name="region",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True), models.Q(("parent", models.F("code")), _negated=True), _connector="OR"
                ),
                name="region_is_not_its_own_parent",
                violation_error_message="不能是自己的上级",
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="agency_ends_after_it_begins",
                violation_error_message="失效日期不能早于生效日期",
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^[0-9A-Za-z][0-9A-Za-z-]*$")),
                name="agency_code_is_letters_digits_and_hyphens",
                violation_error_message="机构代码只能用字母、数字和连字符",
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "command_office",
                            "discipline",
                            "stationed_group",
                            "government",
                            "bureau",
                            "branch",
                            "town",
                            "other",
                        ],
                    )
                ),
                name="agency_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("line_parent__isnull", True),
                    models.Q(("line_parent", models.F("code")), _negated=True),
                    _connector="OR",
                ),
                name="agency_is_not_its_own_line_parent",
                violation_error_message="不能是自己的条线上级",
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("territory_parent__isnull", True),
                    models.Q(("territory_parent", models.F("code")), _negated=True),
                    _connector="OR",
                ),
                name="agency_is_not_its_own_territory_parent",
                violation_error_message="不能是自己的属地上级",
            ),
        ),
        migrations.AddConstraint(
            model_name="routingrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                ),
                name="routingrule_ends_after_it_begins",
                violation_error_message="失效日期不能早于生效日期",
            ),
        ),
        migrations.AddConstraint(
            model_name="routingrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("mode__in", ["propose", "dispatch"])), name="routing_rule_proposes_or_dispatches"
            ),
        ),
    ]
