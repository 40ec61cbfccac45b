"""Approvals: what one person asks for and another, who has no part in it, agrees to or refuses."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models.person import Person
from kernel.ids import new_id


class Approval(models.Model):
    """A request for an act that nobody performs alone; `facts` say exactly what was asked for, and nothing personal."""

    class Act(models.TextChoices):
        """What takes two people."""

        OPEN_SEAL = "open_seal", _("查看举报人")
        WITHDRAW_IMPORT = "withdraw_import", _("撤回台账导入")
        ISSUE_TOKEN = "issue_token", _("签发可读移送的令牌")
        CHANGE_POST = "change_post", _("任职调整")
        GIVE_PASSWORD = "give_password", _("生成一次性密码")
        ROTATE_KEYS = "rotate_keys", _("更换密钥")
        RESTORE = "restore", _("以备份替换现有数据")
        REMOVE_FACTOR = "remove_factor", _("解除二次验证")

    class Status(models.TextChoices):
        """How far it is; approved acts that the asker performs themselves are done once they have."""

        REQUESTED = "requested", _("待复核")
        APPROVED = "approved", _("已同意")
        REFUSED = "refused", _("不同意")
        DONE = "done", _("已办理")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.IntegerField(default=1)
    status = models.CharField(max_length=9, choices=Status)
    act = models.CharField(max_length=16, choices=Act)
    subject_id = models.UUIDField()
    subject = models.TextField()
    facts = models.JSONField(default=dict)
    reason = models.TextField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_post = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = [
            models.CheckConstraint(
                name="approval_status_is_known", condition=Q(status__in=["requested", "approved", "refused", "done"])
            ),
            models.CheckConstraint(
                name="approval_is_decided_by_somebody_else",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="approval_is_decided_iff_no_longer_requested",
                condition=Q(status="requested", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(status="requested") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.UniqueConstraint(
                name="one_open_approval_of_an_act_per_subject_and_asker",
                fields=["act", "subject_id", "asked_by"],
                condition=Q(status="requested"),
            ),
        ]
        indexes = [models.Index(name="approval_waiting", fields=["act", "asked_at"], condition=Q(status="requested"))]

    def __str__(self) -> str:
        return f"{self.act} {self.subject}"

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How events name it."""
        return "approval", self.id, self.version
