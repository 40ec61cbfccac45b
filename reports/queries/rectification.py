"""整改落实情况: what an inspection handed over and what became of it; people write what lies between."""

from django.utils.translation import gettext as _

from cases.models import TaskKind
from reports.metrics import METRICS, Counts, Family
from reports.queries.answers import answer_to
from reports.queries.blocks import Block, Scope, Way
from reports.queries.questions import Question
from reports.queries.task_figures import task_population


def duties(scope: Scope) -> Block:
    """压实责任: who answers for each task, from the leader who sponsors it to the person."""
    standings = task_population(scope.reader, scope.wanted, as_of=scope.as_of)
    led = standings.filter(task__lead_agency__isnull=False)
    leads = set(led.order_by().values_list("task__lead_agency", flat=True))
    block = Block(_("压实责任"))
    block.count("lead_agencies", _("牵头单位"), len(leads), block.keep("tasks_led", led, Family.TASKS, "task"))
    led_by, sponsored = standings.exclude(task__responsible_leader=""), standings.exclude(task__sponsor="")
    block.count_rows("tasks_with_leaders", _("有责任领导的任务"), led_by, Family.TASKS, "task")
    block.count_rows("tasks_sponsored", _("有包案领导的任务"), sponsored, Family.TASKS, "task")
    return block


def routines(scope: Scope) -> Block:
    """制度: looked back at, and reports that did not come."""
    rebounds, missed = METRICS["rebound_rate"], METRICS["reports_missed"]
    told = answer_to(Question(rebounds, scope.wanted, scope.as_of, scope.reader, also=(missed,))).whole
    block = Block(_("制度落实"))
    looked_back = Way("rebound_rate", "denominator")
    block.count("tasks_looked_back", _("开展回头看的任务"), told.tasks_looked_back, looked_back)
    block.count("reports_missed", _("累计未按期填报"), told.reports_missed, Way("reports_missed"))
    return block


def held_to_account(scope: Scope) -> Block:
    """责任追究: what public notices say; what the organ released is its own to print, and here was not published."""
    persons, outcomes = published(scope)
    block = Block(_("责任追究"))
    block.count("matters_referred", _("移送责任追究问题"), None)
    block.count("persons_held_to_account", _("问责人数"), persons)
    block.count("accountability_outcomes", _("处理人次"), outcomes)
    return block


def made_known(scope: Scope) -> Block:
    """责任追究 in the monthly: printed where a public notice said something."""
    persons, outcomes = published(scope)
    block = Block(_("责任追究"))
    block.count("persons_held_to_account", _("问责人数"), persons)
    block.count("accountability_outcomes", _("处理人次"), outcomes)
    return block if persons is not None else block.unprinted()


def kinds(scope: Scope) -> Block:
    """个性任务 and 共性任务: how many of each there are, and how many are completed."""
    question = Question(METRICS["completion_rate"], scope.wanted, scope.as_of, scope.reader, ("kind",))
    tally = answer_to(question)
    block = Block(_("个性任务和共性任务"))
    for kind in TaskKind:
        told = tally.by["kind"].get(kind, Counts())
        every, completed = (Way(name, by="kind", key=kind.value) for name in ("tasks_total", "tasks_completed"))
        block.count(f"tasks_{kind}", str(kind.label), told.tasks, every)
        block.count(f"tasks_{kind}_completed", _("完成%s") % kind.label, told.tasks_completed, completed)
    return block if tally.whole.tasks else block.unprinted()


def published(scope: Scope) -> tuple[int | None, int | None]:
    """Persons and outcomes of the notices; none where there was no notice, and no notice knows an inspection."""
    if scope.wanted.inspection:
        return None, None
    told = answer_to(Question(METRICS["persons_held_to_account"], scope.wanted, scope.as_of, scope.reader)).whole
    return (told.persons_accountable, told.outcomes_published) if told.notices_published else (None, None)
