"""The nouns of supervision, as both doors serve them."""

from kernel.nouns import Noun
from supervision.actions.compartment_log import did_apart
from supervision.models import Interview, Letter, Proposal, Referral
from supervision.queries.letters import letter_verbs_open_to, letters_visible_to, may_letter
from supervision.queries.mechanism import interview_verbs_open_to, interviews_visible_to, may_interview
from supervision.queries.proposals import may_proposal, proposal_verbs_open_to, proposals_visible_to
from supervision.queries.referrals import may, referrals_visible_to, verbs_open_to
from supervision.rules import PERSON_ONLY
from supervision.verbs import INTERVIEW_VERBS, LETTER_VERBS, PROPOSAL_VERBS, REFERRAL_VERBS
from supervision.workflow import INTERVIEW, LETTER, PROPOSAL, REFERRAL

REFERRALS: Noun[Referral] = Noun(
    Referral,
    "referral",
    "referrals",
    REFERRAL_VERBS,
    referrals_visible_to,
    may,
    verbs_open_to,
    PERSON_ONLY,
    workflow=REFERRAL,
    did=did_apart,
    apart=True,
)
LETTERS: Noun[Letter] = Noun(
    Letter,
    "letter",
    "letters",
    LETTER_VERBS,
    letters_visible_to,
    may_letter,
    letter_verbs_open_to,
    PERSON_ONLY,
    workflow=LETTER,
)
PROPOSALS: Noun[Proposal] = Noun(
    Proposal,
    "proposal",
    "proposals",
    PROPOSAL_VERBS,
    proposals_visible_to,
    may_proposal,
    proposal_verbs_open_to,
    PERSON_ONLY,
    workflow=PROPOSAL,
    did=did_apart,
    apart=True,
)
INTERVIEWS: Noun[Interview] = Noun(
    Interview,
    "interview",
    "interviews",
    INTERVIEW_VERBS,
    interviews_visible_to,
    may_interview,
    interview_verbs_open_to,
    PERSON_ONLY,
    workflow=INTERVIEW,
    did=did_apart,
    apart=True,
)
