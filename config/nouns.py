"""What higher floors lend to nouns below them: verbs and doorways that lower floors cannot know."""

from django.utils.translation import gettext_lazy as _

from cases.nouns import CLUES, TASKS
from cases.web.inspections import BATCH_DOORWAYS
from kernel.nouns import Doorway, Lent
from reports.rules import writes
from supervision.actions.referrals import may_refer, may_refer_task
from supervision.verbs import REFER_CLUE, REFER_TASK

CLUES.lent["refer"] = Lent(REFER_CLUE, may_refer)
TASKS.lent["refer"] = Lent(REFER_TASK, may_refer_task)
BATCH_DOORWAYS["disclosure"] = Doorway(
    _("起草公开"),
    lambda batch: f"/disclosures/new?inspection={batch.inspection_id}&batch={batch.pk}",
    lambda actor, _batch: writes(actor, None),
)
