"""The nouns of reports, as both doors serve them."""

from django.utils.translation import gettext_lazy as _

from kernel.nouns import Noun
from reports.actions.texts import EditText, edit_text
from reports.models import DisclosureBatch, ReportText
from reports.queries.disclosures import disclosure_verbs_open_to, disclosures_visible_to, may_disclosure
from reports.queries.texts import may_text, texts_visible_to, verbs_open_to_text
from reports.rules import PERSON_ONLY, TEXT_PERSON_ONLY
from reports.verbs import DISCLOSURE_VERBS, TEXT_VERBS
from reports.workflow import DISCLOSURE, TEXT

DISCLOSURES: Noun[DisclosureBatch] = Noun(
    DisclosureBatch,
    "disclosure",
    "disclosures",
    DISCLOSURE_VERBS,
    disclosures_visible_to,
    may_disclosure,
    disclosure_verbs_open_to,
    PERSON_ONLY,
    workflow=DISCLOSURE,
)
# A report's verbs are those of its text, for its figures are frozen.
TEXTS: Noun[ReportText] = Noun(
    ReportText,
    "report_text",
    "reports",
    TEXT_VERBS,
    texts_visible_to,
    may_text,
    verbs_open_to_text,
    TEXT_PERSON_ONLY,
    workflow=TEXT,
    labels={"/body": _("正文")},
    mend=lambda text, texts, by, at: edit_text(text, EditText(texts["/body"]), by=by, at=at),
)
