"""The nouns of supervision, as both doors serve them."""

from kernel.nouns import Noun
from supervision.models import Referral
from supervision.queries.referrals import may, referrals_visible_to, verbs_open_to
from supervision.rules import PERSON_ONLY
from supervision.verbs import REFERRAL_VERBS

REFERRALS: Noun[Referral] = Noun(
    Referral, "referral", "referrals", REFERRAL_VERBS, referrals_visible_to, may, verbs_open_to, PERSON_ONLY
)
