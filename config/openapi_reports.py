"""Reports in the OpenAPI document: their texts, templates, delivery, and the figure guard."""

from drf_spectacular.types import OpenApiTypes

from cases.api import outputs
from config.openapi_parts import ID, KEY, Told, taken, told
from reports.actions.deliveries import ChooseRecipients
from reports.actions.templates import WriteTemplate
from reports.api import outputs as shapes
from reports.api import reports, texts
from reports.queries.checks import CheckText


def reports_told() -> Told:
    """What stands beside the frozen figures."""
    return {
        reports.ReportDetail: {
            "get": told("show_report", shapes.ReportOut, ID),
            "patch": told("edit_report", shapes.ReportOut, ID, takes=OpenApiTypes.OBJECT),
        },
        texts.TextActions: {"get": told("list_report_actions", outputs.ActionsOut, ID)},
        texts.TextDetail: {"get": told("show_report_text", shapes.TextDetailOut, ID)},
        texts.TextCheck: {"post": told("check_figures", shapes.CheckOut, takes=taken(CheckText))},
        texts.TextTemplates: {
            "get": told("list_text_templates", shapes.TemplateListOut),
            "post": told("write_text_template", shapes.TemplateOut, KEY, takes=taken(WriteTemplate), status=201),
        },
        texts.Recipients: {
            "get": told("list_report_recipients", shapes.RecipientsListOut),
            "post": told("choose_report_recipients", shapes.RecipientsOut, KEY, takes=taken(ChooseRecipients)),
        },
        texts.Receipts: {"get": told("list_report_receipts", shapes.ReceiptListOut, ID)},
    }
