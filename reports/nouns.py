"""The nouns of reports, as both doors serve them."""

from kernel.nouns import Noun
from reports.models import DisclosureBatch
from reports.queries.disclosures import disclosure_verbs_open_to, disclosures_visible_to, may_disclosure
from reports.rules import PERSON_ONLY
from reports.verbs import DISCLOSURE_VERBS

DISCLOSURES: Noun[DisclosureBatch] = Noun(
    DisclosureBatch,
    "disclosure",
    "disclosures",
    DISCLOSURE_VERBS,
    disclosures_visible_to,
    may_disclosure,
    disclosure_verbs_open_to,
    PERSON_ONLY,
)
