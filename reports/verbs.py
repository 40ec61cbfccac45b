"""The verbs of reports' nouns: one line each ties the name to its button, its action and its input."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.actions.clues import Reason
from kernel.verbs import Nothing, Verb
from reports.actions.disclosed_rows import EditRow, RemoveRow, edit_row_disclosure, remove_row_disclosure
from reports.actions.disclosures import EditDisclosure, edit_disclosure, refresh_disclosure
from reports.actions.publication import (
    Publish,
    PutOut,
    TakeBack,
    discard_disclosure,
    publish_disclosure,
    record_outlet_disclosure,
    review_disclosure,
    send_back_disclosure,
    submit_disclosure,
    withdraw_disclosure,
)
from reports.actions.texts import EditText, IssueText, edit_text, issue_text

# What is published passes a gate of its own (`reports/number_gate.py`), where no reason lets a mark stay.
OWN_GATE = "the gate before publication looks"
STRICTER = dict.fromkeys(
    ("title", "contact", "note", "problem", "findings", "done", "further_areas"), f"{OWN_GATE} when it is handed over"
)
WHY = {"reason": "those who write and review the disclosure alone read it"}

DISCLOSURE_VERBS = {
    "edit": Verb(_("修改标题和说明"), edit_disclosure, EditDisclosure, within=STRICTER),
    "edit_row": Verb(_("修改一行"), edit_row_disclosure, EditRow, within=STRICTER),
    "remove_row": Verb(_("暂不公开一行"), remove_row_disclosure, RemoveRow, within=WHY),
    "refresh": Verb(_("更新各行"), refresh_disclosure, Nothing),
    "submit": Verb(_("提交保密审查"), submit_disclosure, Nothing),
    "send_back": Verb(_("退回修改"), send_back_disclosure, Reason, within=WHY),
    "review": Verb(
        _("审查通过"),
        review_disclosure,
        Nothing,
        not_by=("drafted", "edit", "edit_row", "remove_row", "refresh", "submit"),
    ),
    "publish": Verb(pgettext_lazy("verb", "公开"), publish_disclosure, Publish, within={"outlet": OWN_GATE}),
    "record_outlet": Verb(_("登记刊载"), record_outlet_disclosure, PutOut),
    "withdraw": Verb(
        pgettext_lazy("disclosure", "撤回公开"), withdraw_disclosure, TakeBack, within={"reason": OWN_GATE}
    ),
    "discard": Verb(_("弃用草稿"), discard_disclosure, Reason, within=WHY),
}
TEXT_VERBS = {
    "edit": Verb(_("修改正文"), edit_text, EditText, within={"body": "it leaves once it is issued"}),
    "issue": Verb(_("印发"), issue_text, IssueText, sends=("body",)),
}
