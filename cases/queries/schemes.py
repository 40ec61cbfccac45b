"""What is asked of checklist schemes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from agencies.rules import is_command_office
from cases.models import ChecklistItem, ChecklistScheme, FirstTime, SchemeStatus
from cases.task_rules import keeps_schemes
from cases.workflow import SCHEME
from kernel.actor import Actor


@dataclass(frozen=True)
class Stamp:
    """An item of a scheme that is on, and when it was first done for a record, if it was."""

    item: ChecklistItem
    done_at: datetime | None
    elapsed: timedelta | None

    @property
    def hours(self) -> int:
        """Whole hours since the record came."""
        return int(self.elapsed / timedelta(hours=1)) if self.elapsed else 0


def schemes_visible_to(actor: Actor) -> QuerySet[ChecklistScheme]:
    """The office keeps the schemes."""
    return ChecklistScheme.objects.all() if is_command_office(actor) else ChecklistScheme.objects.none()


def may_scheme(actor: Actor, verb: str, scheme: ChecklistScheme) -> bool:
    """The rectification office and the director keep them."""
    return keeps_schemes(actor, scheme)


def verbs_open_to_scheme(actor: Actor, scheme: ChecklistScheme) -> list[str]:
    """What this actor may do to this scheme now."""
    return [verb for verb in SCHEME.open_to(scheme) if may_scheme(actor, verb, scheme)]


def items_in_use() -> QuerySet[ChecklistItem]:
    """The items of every scheme that is on."""
    return ChecklistItem.objects.filter(scheme__status=SchemeStatus.ON).select_related("scheme")


def stamps_of(subject_id: UUID, *, since: datetime) -> list[Stamp]:
    """Every item in use with its first time for a record and the time it took since the record came."""
    done = {row.item_id: row.done_at for row in FirstTime.objects.filter(subject_id=subject_id)}
    return [
        Stamp(item, done.get(item.pk), done[item.pk] - since if item.pk in done else None) for item in items_in_use()
    ]
