"""A ledger import is taken back by two people, whole, while nobody has touched a row of it."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agencies.actions.approvals import Asked, ask_approval
from agencies.models import Approval, Role
from agencies.rules import is_command_office
from cases.models import Clock, Clue, ClueStatus, LedgerImport
from cases.workflow import CLUE
from kernel.actor import Actor
from kernel.copying import copy_rows
from kernel.errors import FieldError, GuardUnmet
from kernel.events import event_row, record
from kernel.models import Event


def withdraw_import(run: LedgerImport, *, by: Actor, at: datetime) -> int:
    """Take a whole import back while nobody has touched a row of it; says how many clues went."""
    clues = _refuse_withdrawal(run)
    ids = clues.values("pk")
    Clock.objects.filter(subject_id__in=ids).delete()
    count = clues.count()
    copy_rows(list(_farewells(clues, by, at=at)))
    clues.delete()
    run.state, run.finished_at = LedgerImport.State.WITHDRAWN, at
    run.version += 1
    run.save()
    record(run, "ledger_import.withdrawn", by=by, at=at, data={"clues": count})
    return count


def _refuse_withdrawal(run: LedgerImport) -> QuerySet[Clue]:
    """The clues of an import that may go: nobody has touched one."""
    if run.state == LedgerImport.State.WITHDRAWN:
        raise GuardUnmet(errors=[FieldError("", "already_withdrawn", _("该次导入已经撤回"))])
    clues = Clue.objects.filter(ledger_import=run)
    touched = clues.filter(version__gt=1).count()
    if touched:
        raise GuardUnmet(
            errors=[FieldError("", "rows_touched", _("已有%(count)s件线索被办理，不能撤回") % {"count": touched})]
        )
    return clues


def ask_withdrawal(run: LedgerImport, why: str, *, by: Actor, at: datetime) -> Approval:
    """Ask that an import be taken back: another of the office's directors agrees, and then it goes.

    Refuses at once what could not go anyway.
    """
    _refuse_withdrawal(run)
    facts = {"clues": Clue.objects.filter(ledger_import=run).count(), "source": run.source}
    asked = Asked(Approval.Act.WITHDRAW_IMPORT, run.pk, f"{run.file_name}（{run.source}）", why, facts)
    return ask_approval(asked, by=by, at=at)


def may_agree_to_withdrawal(actor: Actor, approval: Approval) -> bool:
    """A director of the command office."""
    return is_command_office(actor) and actor.post is not None and actor.post.role == Role.DIRECTOR


def withdraw_as_asked(approval: Approval, by: Actor, at: datetime) -> None:
    """What the agreement does."""
    withdraw_import(LedgerImport.objects.select_for_update().get(pk=approval.subject_id), by=by, at=at)


def _farewells(clues: QuerySet[Clue], by: Actor, *, at: datetime) -> Iterator[Event]:
    """An event for each clue that goes, naming all who saw it: their programs must learn that it is gone."""
    for clue in clues.defer("search").prefetch_related("co_handlings"):
        saw = {clue.lead_agency_id, clue.filed_by_agency_id, *(row.agency_id for row in clue.co_handlings.all())}
        clue.version += 1
        CLUE.begin(clue, ClueStatus.VOID)
        facts = {"relieved": sorted(code for code in saw if code)}
        yield event_row(clue, "clue.withdrawn", by=by, at=at, data=facts, imported=True)
