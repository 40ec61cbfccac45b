"""The terms that clocks run by. Where no rule's text is attached, a term is the office's own (内部时限)."""

from datetime import timedelta

from cases.deadlines import Policy, Unit
from cases.models import Channel, Clue, LegalPath

DISPATCH = Policy("督察转办1小时", 1, Unit.HOURS, rolls=False)
CONTEST = Policy("退办异议5个工作日", 5, Unit.WORKING_DAYS)
LEG = Policy("承办45日", 45, Unit.NATURAL_DAYS)
CLOSING_60_DAYS = Policy("办结60日", 60, Unit.NATURAL_DAYS)
CLOSING_2_MONTHS = Policy("履责2个月", 2, Unit.MONTHS)
AS_PRINTED = "原台账时限"
RECTIFICATION = "整改时限"
ANSWER = "督办回复时限"
REPLY = "函件回复时限"
LONGEST_EXTENSION = 30

# Terms that end on a day somebody set: how long before it they turn blue and yellow.
SET_DAYS = {
    RECTIFICATION: (timedelta(days=30), timedelta(days=7)),
    ANSWER: (timedelta(days=2), timedelta(days=1)),
    REPLY: (timedelta(days=2), timedelta(days=1)),
}
BY_NAME = {policy.name: policy for policy in (DISPATCH, CONTEST, LEG, CLOSING_60_DAYS, CLOSING_2_MONTHS)}
# Terms whose end depends on which days offices work: counted in such days, or moved on from a day of rest.
BY_THE_CALENDAR = frozenset(
    policy.name for policy in BY_NAME.values() if policy.rolls or policy.unit == Unit.WORKING_DAYS
)


def closing_policy(clue: Clue) -> Policy:
    """60 days (extendable by 30) for petitions and 12369, two months for the duty to act otherwise."""
    sixty = clue.legal_path == LegalPath.PETITION or clue.channel == Channel.PLATFORM_12369
    return CLOSING_60_DAYS if sixty else CLOSING_2_MONTHS
