"""The nouns of cases, as both doors serve them."""

from cases.actions.clues import SENT_LABELS, mend_clue
from cases.models import ChecklistScheme, Clue, EnforcementCase, Satchel, Task
from cases.queries.clues import clues_visible_to, may, verbs_open_to
from cases.queries.enforcement import enforcement_visible_to, may_enforcement, verbs_open_to_enforcement
from cases.queries.identities import identities_of
from cases.queries.satchels import may_satchel, satchels_visible_to, verbs_open_to_satchel
from cases.queries.schemes import may_scheme, schemes_visible_to, verbs_open_to_scheme
from cases.queries.tasks import may_task, tasks_visible_to, verbs_open_to_task
from cases.rules import PERSON_ONLY
from cases.task_rules import TASK_PERSON_ONLY
from cases.verbs import CLUE_VERBS, ENFORCEMENT_VERBS, SATCHEL_VERBS, SCHEME_VERBS, TASK_VERBS
from cases.workflow import CLUE, ENFORCEMENT, SATCHEL, SCHEME, TASK
from kernel.nouns import Noun

CLUES: Noun[Clue] = Noun(
    Clue,
    "clue",
    "clues",
    CLUE_VERBS,
    clues_visible_to,
    may,
    verbs_open_to,
    PERSON_ONLY,
    workflow=CLUE,
    identities=lambda actor, clue, _what: identities_of(actor, clue),
    labels=SENT_LABELS,
    mend=lambda clue, texts, by, at: mend_clue(clue, texts, by=by, at=at),
)
TASKS: Noun[Task] = Noun(
    Task,
    "task",
    "tasks",
    TASK_VERBS,
    tasks_visible_to,
    may_task,
    verbs_open_to_task,
    TASK_PERSON_ONLY,
    workflow=TASK,
    identities=lambda actor, task, _what: identities_of(actor, task.clue),
)
SATCHELS: Noun[Satchel] = Noun(
    Satchel,
    "satchel",
    "satchels",
    SATCHEL_VERBS,
    satchels_visible_to,
    may_satchel,
    verbs_open_to_satchel,
    workflow=SATCHEL,
    identities=lambda actor, satchel, _what: identities_of(actor, satchel.task.clue),
)
SCHEMES: Noun[ChecklistScheme] = Noun(
    ChecklistScheme,
    "scheme",
    "schemes",
    SCHEME_VERBS,
    schemes_visible_to,
    may_scheme,
    verbs_open_to_scheme,
    workflow=SCHEME,
)
ENFORCEMENT_CASES: Noun[EnforcementCase] = Noun(
    EnforcementCase,
    "enforcement_case",
    "enforcement",
    ENFORCEMENT_VERBS,
    enforcement_visible_to,
    may_enforcement,
    verbs_open_to_enforcement,
    workflow=ENFORCEMENT,
)
