"""Letters about a clue: 转办单, 提示函, 预警函 and 督办函, drafted from what a unit may read of it."""

from datetime import date, datetime
from uuid import UUID

from agencies.queries.agencies import office_of
from cases.models import Clue
from kernel.actor import Actor
from kernel.days import local_day
from supervision.actions.letters import Draft, draft_letter
from supervision.letters.wording import Matter
from supervision.models import Letter, LetterKind

SUMMARY = 200


def draft_about_clue(
    clue: Clue,
    kind: LetterKind,
    *,
    by: Actor,
    at: datetime,
    trigger: UUID | None = None,
    reply_due: date | None = None,
) -> Letter | None:
    """The draft to the lead agency; None where nobody leads, or no office of the city could issue it."""
    issuer = office_of(clue.region_id)
    if clue.lead_agency is None or issuer is None:
        return None
    matter = Matter(
        name="环境问题线索",
        number=clue.number,
        facts=clue.handling_summary[:SUMMARY],
        due=local_day(clue.due_at) if clue.due_at else None,
        reply_due=reply_due,
    )
    subject = ("clue", clue.id)
    return draft_letter(Draft(kind, matter, issuer, clue.lead_agency, subject=subject, trigger=trigger), by=by, at=at)
