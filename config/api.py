"""The REST door's one voice: every refusal is application/problem+json."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.defaults import server_error
from rest_framework import exceptions
from rest_framework.views import exception_handler

from kernel.api import as_json, field_errors
from kernel.errors import DomainError, FieldError
from kernel.request_ids import request_id
from kernel.shortages import shortage_of

log = logging.getLogger(__name__)
PROBLEM = "application/problem+json"


def problem(
    status: int,
    code: str,
    title: str,
    *,
    errors: tuple[FieldError, ...] | list[FieldError] = (),
    facts: dict[str, object] | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """An RFC 9457 answer."""
    body: dict[str, object] = {
        "type": f"urn:qingyuan:problem:{code}",
        "title": title,
        "status": status,
        "detail": str(errors[0].detail) if errors else title,
        "code": code,
        "request_id": request_id.get(),
    }
    if errors:
        body["errors"] = [{"pointer": e.pointer, "code": e.code, "detail": str(e.detail)} for e in errors]
    body.update(facts or {})
    return HttpResponse(as_json(body), status=status, content_type=PROBLEM, headers=headers or {})


def problem_response(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Turn any refusal into its problem; what is left is a fault of ours and stays one."""
    if isinstance(error, DomainError):
        if [one.code for one in error.errors] == ["too_large"]:
            return problem(413, "too_large", str(error.errors[0].detail), errors=error.errors)
        return problem(error.status, error.code, str(error.detail), errors=error.errors, facts=error.facts)
    if isinstance(error, exceptions.APIException):
        return _of_framework(error, context)
    return _of_django(error)


def _of_django(error: Exception) -> HttpResponse | None:
    if isinstance(error, Http404):
        return problem(404, "not_found", _("没有找到该记录"))
    if isinstance(error, PermissionDenied):
        return problem(403, "forbidden", _("无权访问"))
    return _of_machine(error)


def _of_machine(error: Exception) -> HttpResponse | None:
    """What database or disk did not take, or could not do now."""
    if short := shortage_of(error):
        log.error("out of %s", short.code, exc_info=error)
        return problem(503, short.code, str(short.detail), headers={"Retry-After": "60"})
    if isinstance(error, IntegrityError):
        log.warning("two requests met: %s", type(error.__cause__).__name__)
        return problem(409, "conflict", _("与正在进行的操作冲突，请稍后再试"))
    if isinstance(error, DataError):
        return problem(400, "invalid", _("提交的内容超出范围"))
    if isinstance(error, OperationalError):
        log.warning("database unavailable: %s", type(error).__name__, exc_info=error)
        return problem(503, "unavailable", _("系统繁忙，请稍后重试"), headers={"Retry-After": "5"})
    return None


def _of_framework(error: exceptions.APIException, context: dict[str, Any]) -> HttpResponse:
    plain = exception_handler(error, context)
    headers = {
        name: plain[name]
        for name in ("WWW-Authenticate", "Retry-After", "Allow")
        if plain is not None and name in plain
    }
    if isinstance(error, exceptions.ValidationError):
        return problem(400, "invalid", _("提交的内容有误"), errors=field_errors(error.detail))
    code = {
        401: "not_authenticated",
        403: "forbidden",
        405: "method_not_allowed",
        415: "unsupported_media_type",
        429: "throttled",
    }
    return problem(
        error.status_code, code.get(error.status_code, str(error.default_code)), str(error.detail), headers=headers
    )


def failed(request: HttpRequest) -> HttpResponse:
    """A fault of ours, in the voice of the door; the log has its traceback under the same request id."""
    if request.path.startswith("/api/"):
        return problem(500, "internal_error", _("系统内部错误，已记录，请联系系统管理员并告知请求编号"))
    return server_error(request)


@csrf_exempt
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """An address that nothing answers to, in the voice of the door it was sought at."""
    return problem(404, "not_found", _("没有找到该地址"))


def too_large(request: HttpRequest) -> HttpResponse:
    """A body beyond the limit."""
    return problem(413, "too_large", _("提交的内容过大"))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What cannot even be read, such as a strange host, in the voice of the door it came to."""
    if request.path.startswith("/api/"):
        return problem(400, "invalid", _("请求无法识别，请核对网址和主机名"))
    return HttpResponse(_("请求无法识别，请核对网址和主机名"), status=400, content_type="text/plain; charset=utf-8")
