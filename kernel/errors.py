"""Refusals: every one has a code that never changes and a sentence in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field; `pointer` is a JSON pointer such as `/description`."""

    pointer: str
    code: str
    detail: Words


class DomainError(Exception):
    """A refusal with a stable code; `errors` names every field that is at fault."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422
    detail: Words = _("操作被拒绝")
    # The page on which a reader can do what is missing; a browser is led there and back.
    leads_to: ClassVar[str] = ""

    def __init__(self, detail: Words | None = None, *, errors: Sequence[FieldError] = (), **facts: object) -> None:
        if detail is not None:
            self.detail = detail
        self.errors = tuple(errors)
        self.facts = facts
        super().__init__(str(self.code))

    @property
    def said(self) -> str:
        """Its one sentence: that of the first fault, where it names any."""
        return str(self.errors[0].detail if self.errors else self.detail)


class NotFound(DomainError):
    """The row is not there, or not for this reader; nobody can tell which."""

    code = "not_found"
    status = 404
    detail = _("没有找到该记录")


class Forbidden(DomainError):
    """The reader sees the row but may not do this."""

    code = "forbidden"
    status = 403
    detail = _("您的岗位无权办理此操作")


class SamePerson(Forbidden):
    """Whoever took a step that is decided on here does not decide on it."""

    code = "same_person"
    detail = _("须由另一人办理：您已经办理过被审的事项")


class PersonRequired(Forbidden):
    """Only a person may do this, no program."""

    code = "person_required"
    detail = _("此操作须由本人办理，程序接口不得代办")


class BadInput(DomainError):
    """The shape of the input is wrong."""

    code = "invalid"
    status = 400
    detail = _("提交的内容有误")


class TransitionNotAllowed(DomainError):
    """The record's status does not admit the verb; `facts` carry `current_status` and `allowed`."""

    code = "transition_not_allowed"
    status = 409
    detail = _("当前状态不能办理此操作")

    def __init__(self, detail: Words | None = None, *, status: str = "", allowed: Sequence[str] = ()) -> None:
        super().__init__(detail, current_status=status, allowed=list(allowed))


class PreconditionFailed(DomainError):
    """Somebody changed the record since the caller read it; `facts` carry `current`."""

    code = "precondition_failed"
    status = 412
    detail = _("该记录已被他人更新，请刷新后再试")


class PreconditionRequired(DomainError):
    """An If-Match header is needed here."""

    code = "precondition_required"
    status = 428
    detail = _("修改前须提供 If-Match")


class GuardUnmet(DomainError):
    """The status admits the verb, but what it needs is not there; `errors` lists everything missing."""

    code = "guard_unmet"
    detail = _("办理条件未满足")


class Conflict(DomainError):
    """The request meets another one that is still running or already done."""

    code = "conflict"
    status = 409
    detail = _("与正在进行的操作冲突，请稍后再试")


class KeyReused(DomainError):
    """An idempotency key came again with another body."""

    code = "idempotency_key_reused"
    detail = _("同一 Idempotency-Key 不能用于不同内容")
