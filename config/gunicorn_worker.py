"""Gunicorn's worker, which refuses what never reaches the program in the voice of the REST door."""

import json
from typing import Any

from django.utils.translation import gettext as _
from gunicorn import util  # type: ignore[import-untyped]
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

CODES = {
    403: "forbidden",
    414: "uri_too_long",
    417: "expectation_failed",
    431: "headers_too_large",
    501: "not_implemented",
}
ANSWER = (
    "HTTP/1.1 {status} {reason}\r\n"
    "Connection: close\r\n"
    "Content-Type: application/problem+json\r\n"
    "Cache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Content-Length: {length}\r\n\r\n"
)


def problem_bytes(status: int, reason: str) -> bytes:
    """The whole answer: an RFC 9457 problem that repeats nothing of what was sent."""
    failed = status == 500  # noqa: PLR2004 -- ours and not the caller's
    code = "internal_error" if failed else CODES.get(status, "invalid")
    title = _("系统内部错误，已记录") if failed else _("请求无法识别：请求行或请求头过长或有误")
    told = {"type": f"urn:qingyuan:problem:{code}", "title": title, "status": status, "detail": title, "code": code}
    body = json.dumps(told, ensure_ascii=False).encode()
    return ANSWER.format(status=status, reason=reason, length=len(body)).encode() + body


def write_problem(sock: Any, status: int, reason: str, message: str) -> None:
    """What gunicorn calls instead of writing its page."""
    util.write_nonblock(sock, problem_bytes(status, reason))


class ProblemWorker(ThreadWorker):  # type: ignore[misc]
    """A worker with threads; gunicorn has no hook for its own refusals, so its function is put aside."""

    def init_process(self) -> None:
        """As gunicorn does it, with our voice."""
        util.write_error = write_problem
        super().init_process()
