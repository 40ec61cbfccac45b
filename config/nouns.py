"""What higher floors lend to those below: verbs, doorways and queues that lower floors cannot know."""

from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Person, Region
from agencies.queries.directory import directory
from agencies.queries.validity import in_force
from agencies.rules import in_business
from cases.actions.inspections import DAILIES_FROZEN
from cases.actions.record_walk import CLUE_PARTS, FROZEN, RECORDS
from cases.models import Attachment, Batch, ChecklistItem, Clue, DiaryEntry, Inspection, Milestone, Objection
from cases.nouns import CLUES, TASKS
from cases.queries.clues import clues_visible_to
from cases.queries.desk import QUEUES
from cases.queries.inspections import batches_visible_to, inspections_visible_to
from cases.queries.satchels import satchels_visible_to
from cases.queries.tasks import tasks_visible_to
from cases.web.inspections import BATCH_DOORWAYS
from kernel.nouns import Doorway, Lent
from kernel.related import KEPT, RELATED
from reports.actions.disclosed_walk import DRAFTED_ROWS, told_rows_naming
from reports.models import Report
from reports.queries.reports import has_frozen_daily, reports_visible_to
from reports.rules import writes
from supervision.actions.letter_walk import LETTERS, signed_files_naming
from supervision.actions.referrals import may_refer, may_refer_task
from supervision.queries.waiting import waiting_for
from supervision.verbs import REFER_CLUE, REFER_TASK

# Whom and what an input may name: what its caller sees. Regions, agencies and people are the city's open register.
RELATED |= {
    Region: lambda _actor: Region.objects.filter(in_force()),
    Agency: lambda _actor: Agency.objects.filter(in_force()),
    Person: lambda _actor: Person.objects.filter(is_active=True),
    Attachment: lambda actor: Attachment.objects.filter(clue__in=clues_visible_to(actor).values("pk")),
    Batch: batches_visible_to,
    ChecklistItem: lambda actor: ChecklistItem.objects.all() if in_business(actor) else ChecklistItem.objects.none(),
    Clue: clues_visible_to,
    DiaryEntry: lambda actor: DiaryEntry.objects.filter(satchel__in=satchels_visible_to(actor).values("pk")),
    Inspection: inspections_visible_to,
    Objection: lambda actor: Objection.objects.filter(task__in=tasks_visible_to(actor).values("pk")),
    Milestone: lambda actor: Milestone.objects.filter(task__in=tasks_visible_to(actor).values("pk")),
    Report: reports_visible_to,
}
KEPT |= {Region: lambda code: directory().region(code), Agency: lambda code: directory().agency(code)}

CLUES.lent["refer"] = Lent(REFER_CLUE, may_refer)
TASKS.lent["refer"] = Lent(REFER_TASK, may_refer_task)
QUEUES.append(waiting_for)
DAILIES_FROZEN.append(has_frozen_daily)
RECORDS.append(LETTERS)
CLUE_PARTS.append(DRAFTED_ROWS)
FROZEN.extend((signed_files_naming, told_rows_naming))
BATCH_DOORWAYS["disclosure"] = Doorway(
    _("起草公开"),
    lambda batch: f"/disclosures/new?inspection={batch.inspection_id}&batch={batch.pk}",
    lambda actor, _batch: writes(actor, None),
)
