"""What higher floors lend to those below: verbs, doorways and queues that lower floors cannot know."""

from django.utils.translation import gettext_lazy as _

from cases.nouns import CLUES, TASKS
from cases.queries.desk import QUEUES
from cases.web.inspections import BATCH_DOORWAYS
from kernel.nouns import Doorway, Lent
from reports.rules import writes
from supervision.actions.referrals import may_refer, may_refer_task
from supervision.queries.waiting import waiting_for
from supervision.verbs import REFER_CLUE, REFER_TASK

CLUES.lent["refer"] = Lent(REFER_CLUE, may_refer)
TASKS.lent["refer"] = Lent(REFER_TASK, may_refer_task)
QUEUES.append(waiting_for)
BATCH_DOORWAYS["disclosure"] = Doorway(
    _("起草公开"),
    lambda batch: f"/disclosures/new?inspection={batch.inspection_id}&batch={batch.pk}",
    lambda actor, _batch: writes(actor, None),
)
