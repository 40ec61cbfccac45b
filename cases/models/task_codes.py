"""The value lists of a rectification task, as api.md's codes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaskOrigin(models.TextChoices):
    """Where a task came from."""

    INSPECTION_FEEDBACK = "inspection_feedback", _("督察反馈")
    COMPLAINT = "complaint", _("信访举报")
    SELF_FOUND = "self_found", _("自查发现")
    WARNING_FILM = "warning_film", _("警示片披露")
    OTHER = "other", _("其他")


class TaskKind(models.TextChoices):
    """Whether one place must be put right, or the same thing everywhere; it sets how often progress is reported."""

    INDIVIDUAL = "individual", _("个性任务")
    COMMON = "common", _("共性任务")


class TaskStatus(models.TextChoices):
    """Where a task stands on its way."""

    DRAFT = "draft", _("拟定中")
    APPROVED = "approved", _("方案已批准")
    ISSUED = "issued", _("已下达")
    IN_PROGRESS = "in_progress", _("整改中")
    ACCEPTANCE_REQUESTED = "acceptance_requested", _("申请验收")
    VERIFIED = "verified", _("验收通过")
    PUBLICISED = "publicised", _("已公示")
    POST_MONITORING = "post_monitoring", _("监测期")
    WRITTEN_OFF = "written_off", _("已销号")
    REOPENED = "reopened", _("重启整改")
    CANCELLED = "cancelled", _("已取消")


T = TaskStatus
# Completed, as every figure counts it.
COMPLETED = (T.VERIFIED, T.PUBLICISED, T.POST_MONITORING, T.WRITTEN_OFF)
# Somebody still has to put something right.
UNFINISHED = (T.APPROVED, T.ISSUED, T.IN_PROGRESS, T.ACCEPTANCE_REQUESTED, T.REOPENED)
# Nothing has begun.
NOT_BEGUN = (T.DRAFT, T.APPROVED, T.ISSUED)


class Pace(models.TextChoices):
    """How the accepted work stands to the planned one."""

    NOT_STARTED = "not_started", _("未开始")
    ON_SCHEDULE = "on_schedule", _("达到序时进度")
    BEHIND = "behind", _("未达序时进度")
    OVERDUE = "overdue", _("逾期")
    DONE = "done", _("完成")


class Failure(models.TextChoices):
    """In what way a rectification was none."""

    SUPERFICIAL = "superficial", _("表面整改")
    FAKE = "fake", _("虚假整改")
    PERFUNCTORY = "perfunctory", _("敷衍整改")


class LookBackResult(models.TextChoices):
    """What a look back found."""

    KEPT = "kept", _("成效保持")
    PARTIAL = "partial", _("部分反弹")
    REBOUND = "rebound", _("反弹")


class ObjectionResult(models.TextChoices):
    """Whether an objection to a public notice stands."""

    REFUTED = "refuted", _("异议不成立")
    UPHELD = "upheld", _("异议成立，重新整改")
