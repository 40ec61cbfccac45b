"""The nouns of supervision, as both doors serve them."""

from cases.queries.identities import identities_of
from kernel.nouns import Noun
from kernel.verb_texts import with_texts
from supervision.actions.compartment_log import did_apart
from supervision.actions.letters import LETTER_LABELS, EditLetter, edit_letter
from supervision.models import Interview, Letter, Proposal, Referral
from supervision.queries.letters import clue_behind, letter_verbs_open_to, letters_visible_to, may_letter
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
    identities=lambda actor, referral, _what: identities_of(actor, referral.clue),
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
    identities=lambda actor, letter, _what: identities_of(actor, clue_behind(letter)),
    labels=LETTER_LABELS,
    mend=lambda letter, texts, by, at: edit_letter(letter, with_texts(EditLetter(), texts), by=by, at=at),
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
