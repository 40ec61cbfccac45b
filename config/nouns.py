"""What higher floors lend to nouns below them: verbs that lower floors cannot know."""

from cases.nouns import CLUES
from kernel.nouns import Lent
from supervision.actions.referrals import may_refer
from supervision.verbs import REFER_CLUE

CLUES.lent["refer"] = Lent(REFER_CLUE, may_refer)
