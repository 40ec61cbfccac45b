"""People who sign in."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.apart import OfACase


class Person(OfACase, AbstractBaseUser):
    """Somebody who may sign in; what they may do comes from the posts they hold, never from the person."""

    reference: ClassVar[str] = "username"
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    username = models.CharField(_("用户名"), max_length=64, unique=True)
    name = models.CharField(_("姓名"), max_length=64)
    phone = models.CharField(_("电话"), max_length=32, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    pinyin = models.CharField(_("拼音"), max_length=128, blank=True, db_index=True)
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(_("首次登录须改密码"), default=False)

    # AbstractBaseUser asks for its own manager to find a person by username.
    objects = BaseUserManager["Person"]()

    class Meta:
        """Usernames are lower case, so that nobody is there twice."""

        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        ordering = ("pinyin", "username")
        constraints = (
            models.CheckConstraint(
                name="person_username_is_lower_case_letters_and_digits",
                violation_error_message=_("用户名只能用小写字母、数字、点和横线"),
                condition=Q(username__regex=r"^[a-z0-9][a-z0-9._-]*$"),
            ),
        )

    def __str__(self) -> str:
        """The name people know them by."""
        return self.name
