"""评价: the reporter of a closed clue is asked by the office what they think of the result."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.clues import keep
from cases.models import Clue, ClueRating
from cases.workflow import CLUE
from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.verbs import given


class Answer(models.TextChoices):
    """What came back."""

    INVITED = "invited", gettext_lazy("已邀请，未答复")
    SATISFIED = "satisfied", gettext_lazy("满意")
    DISSATISFIED = "dissatisfied", gettext_lazy("不满意")


@dataclass(frozen=True)
class Rate:
    """登记评价: that the reporter was invited, or what the reporter answered."""

    answer: str = given(gettext_lazy("评价"), choices=Answer)


def rate_clue(clue: Clue, what: Rate, *, by: Actor, at: datetime) -> Clue:
    """Write down the invitation, or the answer, which counts as invited then if nobody was before; once."""
    move = CLUE.advance(clue, "rate")
    rating = ClueRating.objects.filter(clue=clue).first() or ClueRating(clue=clue, invited_at=at)
    if rating.rated_at is not None:
        raise GuardUnmet(errors=[FieldError("/answer", "already_rated", _("该线索已登记评价"))])
    if what.answer != Answer.INVITED:
        rating.rated_at, rating.satisfied = at, what.answer == Answer.SATISFIED
    rating.save()
    keep(clue, at=at)
    record(clue, move, by=by, at=at, data={"answer": what.answer})
    return clue
