"""What higher floors lend to nouns below them: verbs that lower floors cannot know."""

from cases.nouns import CLUES, TASKS
from kernel.nouns import Lent
from supervision.actions.referrals import may_refer, may_refer_task
from supervision.verbs import REFER_CLUE, REFER_TASK

CLUES.lent["refer"] = Lent(REFER_CLUE, may_refer)
TASKS.lent["refer"] = Lent(REFER_TASK, may_refer_task)
