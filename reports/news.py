"""The news of reports and disclosures: what each event is called, who hears of it, and in which words."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.models import Role
from cases.audiences import of_office, posts_of_the_office
from kernel.models import Event
from kernel.news import NewsLine, Urgency, heard, unheard
from reports.models import ReportReceipt

READ, ACT, _NOW = Urgency
LATELY = timedelta(days=7)
AT_THE_RECORD = "read at the record by whoever opens it; nobody has to do anything"
READERS_OVER = of_office(Role.PUBLICITY, Role.DIRECTOR)


def receivers(event: Event) -> list[str]:
    """The posts to which the report was delivered."""
    return list(ReportReceipt.objects.filter(report=event.subject_id).values_list("post", flat=True))


def directors_unless_long_past(event: Event) -> list[str]:
    """The office's directors, but of a period that ended more than a week before: a first start takes years of them."""
    as_of = event.data.get("as_of")
    long_past = as_of is not None and event.recorded_at - datetime.fromisoformat(str(as_of)) > LATELY
    return [] if long_past else posts_of_the_office(Role.DIRECTOR)


REPORTS_NEWS: dict[str, NewsLine] = {
    "report.taken": heard(_("生成报告"), directors_unless_long_past, _("新报告已生成，待印发"), ACT),
    "report.restated": heard(_("更正报告"), of_office(Role.DIRECTOR), _("报告已更正，待印发"), ACT),
    "report_text.edited": unheard(_("修改正文"), AT_THE_RECORD),
    "report_text.issued": heard(_("印发"), receivers, _("新印发的报告，请查阅"), READ),
    "report_receipt.opened": unheard(_("查阅报告"), AT_THE_RECORD),
    "report_recipients.chosen": unheard(_("选定接收岗位"), AT_THE_RECORD),
    "text_template.written": unheard(_("修改模板"), AT_THE_RECORD),
    "disclosure.drafted": unheard(_("起草公开"), "its author goes on with it"),
    "disclosure.edited": unheard(_("修改标题和说明"), AT_THE_RECORD),
    "disclosure.row_edited": unheard(_("修改一行"), AT_THE_RECORD),
    "disclosure.row_removed": unheard(_("暂不公开一行"), AT_THE_RECORD),
    "disclosure.rows_taken_anew": unheard(_("更新各行"), AT_THE_RECORD),
    "disclosure.submitted": heard(_("提交保密审查"), READERS_OVER, _("公开稿待保密审查"), ACT),
    "disclosure.sent_back": heard(_("退回修改"), of_office(Role.PUBLICITY), _("公开稿被退回修改"), ACT),
    "disclosure.reviewed": heard(_("审查通过"), READERS_OVER, _("公开稿审查通过，待公开"), ACT),
    "disclosure.published": heard(
        pgettext_lazy("verb", "公开"), of_office(Role.DIRECTOR), _("已公开一批办理情况"), READ
    ),
    "disclosure.put_out": unheard(_("登记刊载"), AT_THE_RECORD),
    "disclosure.withdrawn": heard(
        pgettext_lazy("disclosure", "撤回公开"), of_office(Role.PUBLICITY), _("一批公开已撤回，请在下次说明"), ACT
    ),
    "disclosure.discarded": unheard(_("弃用草稿"), AT_THE_RECORD),
}
REPORTS_PLACES = {"report": "/reports/{id}"}
REPORTS_SUBJECTS = {
    "report": pgettext_lazy("subject", "报告"),
    "report_text": pgettext_lazy("subject", "报告正文"),
    "report_receipt": pgettext_lazy("subject", "报告回执"),
    "report_recipients": pgettext_lazy("subject", "报告送达对象"),
    "text_template": pgettext_lazy("subject", "报告模板"),
    "disclosure": pgettext_lazy("subject", "信息公开"),
}
