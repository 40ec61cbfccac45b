"""The ladder on pages: its rungs for whoever keeps them, one form for each."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from kernel.access import permit
from kernel.errors import NotFound
from kernel.page_request import PageRequest
from kernel.web import check_seen, page, state_of
from kernel.web_forms import Question, ask
from supervision.actions.ladder_steps import WriteStep, add_step, change_step
from supervision.models import LADDERS, LadderStep
from supervision.queries.ladder import ladder_steps_visible_to, ladders_of
from supervision.rules import keeps_ladder

LIST = "/ladder/"
HINT = gettext_lazy("级次按天数自动排列；由系统起草，经人签发或决定后才进入下一级。")


@page
@require_safe
def ladders(request: PageRequest) -> HttpResponse:
    """Every ladder with its rungs."""
    actor = request.actor
    permit(keeps_ladder(actor))
    return render(request, "supervision/ladder/list.html", {"ladders": ladders_of(actor)})


@page
@require_http_methods(["GET", "HEAD", "POST"])
def new_step(request: PageRequest, record: str, clock: str) -> HttpResponse:
    """A further rung of one ladder."""
    actor = request.actor
    permit(keeps_ladder(actor))
    name = LADDERS.get((record, clock))
    if name is None:
        raise NotFound

    def does(what: WriteStep, now: datetime) -> str:
        add_step((record, clock), what, by=actor, at=now)
        return LIST

    initial = {"is_active": True}
    return ask(request, Question(WriteStep, does, _("新增一级"), f"{name}。{HINT}", LIST, initial=initial))


@page
@require_http_methods(["GET", "HEAD", "POST"])
def edit_step(request: PageRequest, pk: int) -> HttpResponse:
    """One rung, to move, to change or to take out of use."""
    actor = request.actor
    permit(keeps_ladder(actor))
    step = ladder_steps_visible_to(actor).filter(pk=pk).first()
    if step is None:
        raise NotFound

    def does(what: WriteStep, now: datetime) -> str:
        locked = ladder_steps_visible_to(actor).select_for_update().get(pk=pk)
        check_seen(request, state_of(_shown(locked)))
        change_step(locked, what, by=actor, at=now)
        return LIST

    initial = _shown(step)
    title, hint = _("修改第%(place)d级") % {"place": step.position}, f"{LADDERS[step.ladder]}。{HINT}"
    question = Question(WriteStep, does, title, hint, LIST, initial=initial, seen=state_of(initial))
    return ask(request, question)


def _shown(step: LadderStep) -> dict[str, Any]:
    """The rung as its form shows it."""
    return {"after_days": step.after_days, "drafts": step.drafts, "is_active": step.is_active}
