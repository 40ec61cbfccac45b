"""The nouns of cases, as both doors serve them."""

from cases.models import Clue
from cases.queries.clues import clues_visible_to, may, verbs_open_to
from cases.rules import PERSON_ONLY
from cases.verbs import CLUE_VERBS
from kernel.nouns import Noun

CLUES: Noun[Clue] = Noun(Clue, "clue", "clues", CLUE_VERBS, clues_visible_to, may, verbs_open_to, PERSON_ONLY)
