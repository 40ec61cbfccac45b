"""Other bureaus' programs and the tokens they carry."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models.agency import Agency


class Scope(models.TextChoices):
    """What a token may be used for; visibility still decides which rows."""

    CLUES_READ = "clues:read", _("读取线索")
    CLUES_SUBMIT = "clues:submit", _("报送并跟踪本系统的线索")
    CLUES_WRITE = "clues:write", _("登记和办理线索")
    TASKS_READ = "tasks:read", _("读取整改任务")
    TASKS_WRITE = "tasks:write", _("办理整改任务")
    REFERRALS_READ = "referrals:read", _("读取移送")
    REFERRALS_WRITE = "referrals:write", _("办理移送")
    REPORTS_READ = "reports:read", _("读取报表和指标")
    CHANGES_READ = "changes:read", _("读取变更")
    WEBHOOKS_WRITE = "webhooks:write", _("管理推送")


class VersionKind(models.TextChoices):
    """How a client counts the versions of what it sends; whichever it used first, it keeps."""

    INTEGER = "integer", _("整数")
    INSTANT = "instant", _("时间")


class ApiClient(models.Model):
    """A program that belongs to one agency."""

    name = models.CharField(_("名称"), max_length=64, unique=True)
    agency = models.ForeignKey(Agency, verbose_name=_("机构"), on_delete=models.PROTECT, related_name="api_clients")
    is_active = models.BooleanField(_("启用"), default=True)
    version_kind = models.CharField(_("版本写法"), max_length=8, choices=VersionKind, blank=True, default="")

    class Meta:
        """Listed by name."""

        verbose_name = _("接口客户端")
        verbose_name_plural = _("接口客户端")
        ordering = ("name",)

    def __str__(self) -> str:
        """Its name."""
        return self.name


class SourceSystem(models.Model):
    """The name under which a client's own system sends: it belongs to one client, for good."""

    name = models.CharField(_("来源系统"), max_length=64, primary_key=True)
    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="systems")

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(name="source_system_has_a_name", condition=Q(name__regex=r"^[^\s/\\]{1,64}$")),
        )

    def __str__(self) -> str:
        """Its name."""
        return self.name


# What the compartment alone holds: nobody gives a program the key to it alone.
GRAVE_SCOPES: frozenset[str] = frozenset({Scope.REFERRALS_READ, Scope.REFERRALS_WRITE})


class ApiToken(models.Model):
    """A token as we keep it: its SHA-256 alone, with scopes, term and source networks (none means any)."""

    client = models.ForeignKey(ApiClient, verbose_name=_("接口客户端"), on_delete=models.PROTECT, related_name="tokens")
    digest = models.CharField(_("摘要"), max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=32, choices=Scope), verbose_name=_("权限"))
    networks = ArrayField(models.CharField(max_length=49), verbose_name=_("来源网段"), default=list, blank=True)
    created_at = models.DateTimeField(_("签发时间"))
    expires_at = models.DateTimeField(_("到期时间"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("吊销时间"), null=True, blank=True)

    class Meta:
        """A token is good for something known, and never for less than no time."""

        verbose_name = _("接口令牌")
        verbose_name_plural = _("接口令牌")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(name="api_token_digest_is_sha256", condition=Q(digest__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(
                name="api_token_scopes_are_known",
                condition=Q(scopes__len__gt=0) & Q(scopes__contained_by=list(Scope.values)),
            ),
            models.CheckConstraint(
                name="api_token_expires_after_it_is_made",
                violation_error_message=_("到期时间须晚于签发时间"),
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("created_at")),
            ),
        )

    def __str__(self) -> str:
        """Whose it is, and a handle too short to be of use."""
        return f"{self.client_id}:{self.digest[:8]}"
