"""Sample enforcement cases of the demo city: filed, decided and transferred by the actions that people use."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from agencies.models import Agency
from cases.actions.enforcement import (
    Decide,
    FiledCase,
    ToPolice,
    decide_enforcement,
    file_case,
    transfer_enforcement,
)
from cases.models import EnforcementCase
from kernel.actor import Actor
from kernel.days import local_day

SOURCE, UNIT = "demo", "321181-hb"
# Whom, filed how many days ago, and the fine in yuan where it was decided.
SAMPLES = (
    ("演示化工企业一", 52, "86000.00"),
    ("演示印染企业二", 45, "120500.50"),
    ("演示搅拌站三", 38, "20000.00"),
    ("演示废品回收点四", 30, "5000.00"),
    ("演示电镀作坊五", 24, None),
    ("演示养殖场六", 9, None),
)
DECIDED_AFTER, TO_POLICE = timedelta(days=18), "演示电镀作坊五"


def load_demo_cases(people: Mapping[str, Actor], *, now: datetime) -> int:
    """Make the sample cases once; says how many it made."""
    if EnforcementCase.objects.filter(source=SOURCE).exists():
        return 0
    unit, handler, head = Agency.objects.get(pk=UNIT), people["handler"], people["unithead"]
    for index, (party, days, fine) in enumerate(SAMPLES, 1):
        filed_at = now - timedelta(days=days)
        number = f"演环罚立〔{filed_at.year}〕{index}号"
        case = file_case(FiledCase(number, unit, party, local_day(filed_at), source=SOURCE), by=handler, at=filed_at)
        decided_at = filed_at + DECIDED_AFTER
        if fine is not None:
            decide_enforcement(case, Decide(local_day(decided_at), Decimal(fine)), by=head, at=decided_at)
        if party == TO_POLICE:
            transfer_enforcement(case, ToPolice(local_day(decided_at)), by=head, at=decided_at)
    return len(SAMPLES)
