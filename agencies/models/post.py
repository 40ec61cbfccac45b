"""Posts: one role at one agency, held by somebody or vacant."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from agencies.models.agency import Agency
from agencies.models.person import Person
from agencies.models.validity import Validity


class Role(models.TextChoices):
    """What the holder of a post is there for."""

    INTAKE = "intake", _("受理员")
    DISPATCHER = "dispatcher", _("分办员")
    DIRECTOR = "director", _("攻坚办负责人")
    RECTIFICATION = "rectification", _("整改管理员")
    PUBLICITY = "publicity", _("信息公开员")
    HANDLER = "handler", _("承办人")
    UNITHEAD = "unithead", _("单位负责人")
    INSPECTOR = "inspector", _("现场检查员")
    LEADER = "leader", _("市领导")
    DISCIPLINE = "discipline", _("案件管理员")
    SYSADMIN = "sysadmin", _("系统管理员")
    SECADMIN = "secadmin", _("安全管理员")
    AUDITOR = "auditor", _("审计员")


class Days(Func):
    """From one day to another; an open end means until further notice."""

    function = "DATERANGE"
    output_field = DateRangeField()


class Post(Validity):
    """A role at an agency; several people may hold the same one, and one person several posts."""

    person = models.ForeignKey(
        Person, verbose_name=_("任职人"), null=True, blank=True, on_delete=models.PROTECT, related_name="posts"
    )
    agency = models.ForeignKey(Agency, verbose_name=_("机构"), on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(_("岗位"), max_length=16, choices=Role)
    substitute = models.ForeignKey(
        Person, verbose_name=_("代理人"), null=True, blank=True, on_delete=models.PROTECT, related_name="substitutions"
    )
    absent_from = models.DateField(_("离岗日期"), null=True, blank=True)
    absent_to = models.DateField(_("返岗前一日"), null=True, blank=True)

    class Meta(Validity.Meta):
        """Nobody holds one post twice, and nobody stands in for themselves."""

        verbose_name = _("岗位")
        verbose_name_plural = _("岗位")
        ordering = ("agency", "role", "pk")
        indexes = (models.Index(fields=["agency", "role"], name="post_by_agency_and_role"),)
        constraints = (
            *Validity.Meta.constraints,
            ExclusionConstraint(
                name="one_post_of_a_role_per_person_and_agency_at_a_time",
                violation_error_message=_("同一人在同一机构不能重复担任同一岗位"),
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("agency", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Days("valid_from", "valid_to", RangeBoundary(inclusive_upper=True)), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="post_role_is_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="post_absence_ends_after_it_begins",
                violation_error_message=_("返岗前一日不能早于离岗日期"),
                condition=Q(absent_to__isnull=True) | Q(absent_from__isnull=False, absent_to__gte=F("absent_from")),
            ),
            models.CheckConstraint(
                name="post_substitute_is_somebody_else",
                violation_error_message=_("代理人不能是本人"),
                condition=Q(substitute__isnull=True) | Q(person__isnull=True) | ~Q(substitute=F("person")),
            ),
        )

    @property
    def code(self) -> str:
        """`AGENCY:ROLE`, as posts are written everywhere."""
        return f"{self.agency_id}:{self.role}"

    def __str__(self) -> str:
        """The post's code."""
        return self.code
