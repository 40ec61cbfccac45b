"""The wall print 挂图作战 as a file: units only; names inside the office, and by choice."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.rules import in_business, is_command_office
from kernel.access import permit
from kernel.language import officially
from kernel.page_request import PageRequest
from kernel.web import download, page
from reports.printing.wall import wall_pdf
from reports.queries.wall import wall_of
from reports.web.dashboard import asked_of

PDF = "application/pdf"


@page
@require_safe
def wall_print(request: PageRequest) -> HttpResponse:
    """The tasks that this reader sees, on A3, as of now."""
    actor, now = request.actor, timezone.now()
    names = request.GET.get("names") == "1"
    permit(in_business(actor) and (is_command_office(actor) or not names))
    asked = asked_of(request.GET, also=("names",))
    with officially():
        wall = wall_of(actor, asked.wanted, at=now, names=names)
        counts = wall.counts
        about = _("截至 %(at)s · 共 %(count)s 项任务：未完成 %(unfinished)s 项，已完成 %(completed)s 项") % {
            "at": f"{timezone.localtime(now):%Y-%m-%d %H:%M}",
            "count": counts.tasks,
            "unfinished": counts.tasks_unfinished,
            "completed": counts.tasks_completed,
        }
        content = wall_pdf(_("整改任务挂图作战"), about, _legend(), wall.regions)
    return download(content, f"{_('挂图作战')}-{timezone.localdate():%Y%m%d}.pdf", PDF)


def _legend() -> list[tuple[str, str]]:
    return [
        ("red", _("整改逾期")),
        ("yellow", _("7天内到期")),
        ("blue", _("30天内到期")),
        ("plain", _("30天以后")),
        ("green", _("已完成")),
        ("grey", _("已销号")),
    ]
