"""Monitoring sections as pages: the last months, and the monthly table that comes in."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agencies.rules import is_command_office
from kernel.access import permit
from kernel.errors import BadInput, DomainError, FieldError
from kernel.page_request import PageRequest
from kernel.web import go, page, page_or_partial
from supervision.actions.sections import COLUMNS, read_sections, take_in_sections
from supervision.queries.sections import months_of
from supervision.web.proposals import refuse_others

LARGEST = 2 * 1024 * 1024


@page
@require_http_methods(["GET", "HEAD", "POST"])
def sections(request: PageRequest) -> HttpResponse:
    """The sections with their last twelve months, or a table taken in."""
    refuse_others(request.actor)
    if request.method != "POST":
        return _shown(request, [])
    try:
        told = _taken_in(request)
    except DomainError as refusal:
        return _shown(request, [str(error.detail) for error in refusal.errors] or [str(refusal.detail)], status=422)
    messages.success(request, told)
    return go(request, "/sections/")


def _taken_in(request: PageRequest) -> str:
    actor = request.actor
    permit(is_command_office(actor))
    file = request.FILES.get("file")
    if file is None or (file.size or 0) > LARGEST:
        raise BadInput(errors=[FieldError("/file", "required", _("请选择不超过 2 MB 的 CSV 文件"))])
    with transaction.atomic():
        outcome = take_in_sections(read_sections(file.read()), by=actor, at=timezone.now())
    told = {
        "read": outcome.read,
        "created": outcome.created,
        "failing": outcome.failing,
        "corrected": outcome.corrected,
    }
    return (
        _("读取 %(read)d 行，新增 %(created)d 行，更正 %(corrected)d 行，其中未达标 %(failing)d 个，函件草稿已生成")
        % told
    )


def _shown(request: PageRequest, faults: list[str], *, status: int = 200) -> HttpResponse:
    months, lines = months_of(request.GET.get("source", "").strip())
    context = {"months": months, "lines": lines, "faults": faults, "columns": "、".join(COLUMNS)}
    return page_or_partial(request, "supervision/sections/sections.html", context, status=status)
