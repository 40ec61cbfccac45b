"""Letters about a clue: 转办单, 提示函, 预警函 and 督办函, drafted from what a unit may read of it."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from agencies.queries.agencies import office_of
from cases.models import Clue
from kernel.actor import Actor
from kernel.days import local_day
from supervision.actions.letters import Draft, draft_letter
from supervision.letters.wording import Matter
from supervision.models import Letter, LetterKind


def draft_about_clue(  # noqa: PLR0913 -- what it is about, what set it off, and until when it waits
    clue: Clue,
    kind: LetterKind,
    *,
    by: Actor,
    at: datetime,
    trigger: UUID | None = None,
    reply_due: date | None = None,
    due_at: datetime | None = None,
) -> Letter | None:
    """The draft to the lead agency; None where nobody leads, or no office of the city could issue it."""
    draft = about_clue(clue, kind, at=at, reply_due=reply_due, due_at=due_at)
    return draft_letter(replace(draft, trigger=trigger), by=by, at=at) if draft else None


def about_clue(
    clue: Clue, kind: LetterKind, *, at: datetime, reply_due: date | None = None, due_at: datetime | None = None
) -> Draft | None:
    """What the letter is to be: its words follow how late the clue is by `due_at`, or by its own closing."""
    issuer = office_of(clue.region_id)
    if clue.lead_agency is None or issuer is None:
        return None
    ends = due_at or clue.due_at
    matter = Matter(
        name="环境问题线索",
        number=clue.number,
        facts=clue.handling_summary,
        due=local_day(ends) if ends else None,
        reply_due=reply_due,
        today=local_day(at),
    )
    return Draft(kind, matter, issuer, clue.lead_agency, subject=("clue", clue.id))
