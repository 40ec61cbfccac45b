"""The compartment's own log: what was done to referrals, and who of the organ read what."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class ReferralEvent(models.Model):
    """What was done, by whom; never in the public log. The table refuses UPDATE, DELETE and TRUNCATE by trigger."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    type = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=16)
    subject_id = models.UUIDField()
    version = models.IntegerField(default=0)
    from_status = models.CharField(max_length=16, blank=True)
    to_status = models.CharField(max_length=16, blank=True)
    occurred_at = models.DateTimeField()
    person_id = models.BigIntegerField(null=True)
    agency_id = models.CharField(max_length=32, blank=True)
    post = models.CharField(max_length=64, blank=True)
    client_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(name="referral_event_by_subject", fields=["subject_id", "occurred_at"])]

    def __str__(self) -> str:
        return self.type


class ReferralRemark(models.Model):
    """Words a person wrote beside an event of the compartment, which keeps only their hash."""

    event_id = models.UUIDField()
    name = models.CharField(max_length=40)
    text = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_referral_remark_of_a_name", fields=["event_id", "name"])]

    def __str__(self) -> str:
        return self.name


class Reading(models.Model):
    """That somebody of the organ read something; for its own auditor alone, and appended only."""

    class What(models.TextChoices):
        """What was read."""

        LIST = "list", _("移送清单")
        REFERRAL = "referral", _("移送件")
        PACKAGE = "package", _("整包下载")
        RECEIPT = "receipt", _("回执")
        FIGURES = "figures", _("单位数据")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    at = models.DateTimeField()
    what = models.CharField(max_length=10, choices=What)
    person_id = models.BigIntegerField(null=True)
    client_id = models.BigIntegerField(null=True)
    agency_id = models.CharField(max_length=32)
    post = models.CharField(max_length=64, blank=True)
    subject_ids = ArrayField(models.UUIDField(), default=list)
    data = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(name="reading_by_organ", fields=["agency_id", "-at", "-id"])]

    def __str__(self) -> str:
        return f"{self.what} {self.agency_id}"
