"""转入办理 of many: chosen clues at once, or all of a source a chunk at a time, stopped and resumed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cases.actions.handling_starts import StartHandling, refuse_day_to_come, start_handling_clue
from cases.models import HandlingStart
from cases.queries.clues import clues_visible_to, may
from cases.queries.handling_starts import waiting_for_handling
from kernel.access import claim, permit
from kernel.actor import Actor
from kernel.deadlocks import begun_again
from kernel.errors import Conflict, DomainError, FieldError, GuardUnmet, PersonRequired, PreconditionFailed
from kernel.events import record
from kernel.verb_texts import let_out_input

CHUNK = 100
MOST_AT_ONCE = 200
State = HandlingStart.State


@dataclass(frozen=True)
class Begun:
    """What became of one clue: its number, and why it was refused, or ""."""

    pk: str
    number: str
    refusal: str


def start_chosen(chosen: Sequence[str], wish: StartHandling, *, by: Actor, at: datetime) -> list[Begun]:
    """Start each for itself, given as `id:version`; one that is refused stops no other."""
    refuse_day_to_come(wish.since, at=at)
    wish, by = let_out_input(wish, by=by)
    return [begun_again(partial(_started, ticked, wish, by=by, at=at)) for ticked in chosen]


def _started(ticked: str, wish: StartHandling, *, by: Actor, at: datetime) -> Begun:
    number = ""
    pk, _colon, seen = ticked.partition(":")
    try:
        with transaction.atomic():
            clue = claim(clues_visible_to(by), pk)
            number = clue.number
            permit(may(by, "start_handling", clue))
            if seen != str(clue.version):
                raise PreconditionFailed
            start_handling_clue(clue, wish, by=by, at=at)
    except DomainError as refusal:
        return Begun(pk, number, refusal.said)
    return Begun(pk, number, "")


def start_source(source: str, wish: StartHandling, *, by: Actor, at: datetime) -> HandlingStart:
    """Open a run over all of a source that wait; the worker carries it on.

    Refuses a program (`person_required`), a day to come, a source of which nothing waits (`nothing_waits`), and one
    over which a run is not finished (409).
    """
    wish, by = let_out_input(wish, by=by)
    if by.person is None or by.agency_id is None:
        raise PersonRequired
    refuse_day_to_come(wish.since, at=at)
    total = waiting_for_handling(clues_visible_to(by).filter(source_system=source)).count()
    if not total:
        raise GuardUnmet(errors=[FieldError("", "nothing_waits", _("没有待转入办理的线索"))])
    run = HandlingStart(
        source=source, since=wish.since, reason=wish.reason, requested_by_id=by.person.pk, agency_id=by.agency_id,
        started_at=at, total=total,
    )  # fmt: skip
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("该来源正在转入办理，请等待完成或继续上次的办理")) from None
    facts = {"source": source, "since": wish.since.isoformat(), "clues": total}
    record(run, "handling_start.asked", by=by, at=at, data=facts, remarks={"reason": wish.reason})
    return run


def start_next_chunk(run_id: UUID, *, by: Actor, at: datetime, size: int = CHUNK) -> None:
    """Start the next clues of a run and ask for those after; nothing to do for one that was stopped."""
    run = HandlingStart.objects.select_for_update(of=("self",)).get(pk=run_id)
    if run.state != State.RUNNING:
        return
    waiting = waiting_for_handling(clues_visible_to(by).filter(source_system=run.source)).order_by("pk")
    following = waiting.filter(pk__gt=run.reached) if run.reached else waiting
    chosen = list(following.values_list("pk", "version")[:size])
    wish = StartHandling(run.since, run.reason)
    outcomes = [_started(f"{pk}:{version}", wish, by=by, at=at) for pk, version in chosen]
    run.refused += sum(1 for outcome in outcomes if outcome.refusal)
    run.begun += sum(1 for outcome in outcomes if not outcome.refusal)
    if chosen:
        run.reached = chosen[-1][0]
        run.save()
        record(run, "handling_start.chunk_done", by=by, at=at, data={"begun": run.begun, "refused": run.refused})
        return
    run.state, run.finished_at = State.DONE, at
    run.version += 1
    run.save()
    record(run, "handling_start.done", by=by, at=at, data={"begun": run.begun, "refused": run.refused})


def stop_run(run: HandlingStart, *, by: Actor, at: datetime) -> None:
    """Let the locked run rest after the chunk that is under way."""
    _turn(run, State.RUNNING, State.STOPPED, "handling_start.stopped", by=by, at=at)


def resume_run(run: HandlingStart, *, by: Actor, at: datetime) -> None:
    """Go on with the locked run where it was stopped; it is carried on in the name of whoever resumes it."""
    _turn(run, State.STOPPED, State.RUNNING, "handling_start.resumed", by=by, at=at)


def _turn(run: HandlingStart, before: str, after: str, event: str, *, by: Actor, at: datetime) -> None:
    if run.state != before:
        raise GuardUnmet(errors=[FieldError("", "not_now", _("当前状态不能进行此操作"))])
    run.state, run.version = after, run.version + 1
    run.save()
    record(run, event, by=by, at=at)
