"""Sample referrals of the demo city: one on each shelf of the organ's desk, made by the actions that people use."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from agencies.models import Agency
from cases.actions.clues import Reason
from cases.models import Clue, ClueStatus
from kernel.actor import Actor
from kernel.days import local_day
from supervision.actions.handovers import (
    Receive,
    Release,
    Send,
    receive_referral,
    release_referral,
    return_referral,
    send_referral,
)
from supervision.actions.referrals import Approve, Paper, approve_referral, refer_clue
from supervision.models import Ground, OrganSphere, Referral, Result

GROUP, HOST, UNIT = "321100-jw-hb", "321100-hb", "321181"
SAMPLES = (
    ("散乱污企业四项手续不全，属地长期未处理（演示）", "drafted"),
    ("两处裸土长期未覆盖，多次督促未落实（演示）", "sent"),
    ("整改台账与现场不符（演示）", "returned"),
    ("污水直排问题反复出现（演示）", "received"),
    ("秸秆焚烧处置不力（演示）", "released"),
)


def load_demo_referrals(people: Mapping[str, Actor], *, now: datetime) -> int:
    """Make what the group watches and the sample referrals, once; says how many it made."""
    OrganSphere.objects.get_or_create(organ_id=GROUP, agency_id=HOST)
    if Referral.objects.exists():
        return 0
    clues = Clue.objects.filter(status=ClueStatus.INVESTIGATING, region__code__startswith=UNIT)
    unit = Agency.objects.get(pk=UNIT)
    samples = list(zip(clues.select_related("region").order_by("number"), SAMPLES, strict=False))
    for index, (clue, (summary, goal)) in enumerate(samples):
        _carry(clue, summary, goal, unit=unit, people=people, at=now - timedelta(days=20 - index))
    return len(samples)


def _carry(clue: Clue, summary: str, goal: str, *, unit: Agency, people: Mapping[str, Actor], at: datetime) -> None:
    """Write one and take it as far as it is to go."""
    office, organ = people["director2"], people["discipline"]
    paper = Paper(
        ground=Ground.DUTY_NEGLECTED,
        subject_summary=summary,
        facts="检查组三次到现场核实，问题仍未解决。（演示内容，均为虚构）",
        excuses="属地称已列入年度整治计划，尚在落实资金。（演示内容，均为虚构）",
        concerned_agency=unit,
    )
    referral = refer_clue(clue, paper, by=people["dispatcher"], at=at)
    if goal == "drafted":
        return
    later = at + timedelta(hours=4)
    approve_referral(referral, Approve(local_day(at)), by=office, at=later)
    send_referral(referral, Send(f"演示〔{later:%Y}〕{referral.number[-6:]}号"), by=people["dispatcher"], at=later)
    if goal == "returned":
        return_referral(referral, Reason("请补充现场照片和检查记录"), by=organ, at=at + timedelta(days=1))
    if goal in {"received", "released"}:
        receive_referral(referral, Receive(f"演示回执{referral.number[-6:]}"), by=organ, at=at + timedelta(days=1))
    if goal == "released":
        day = local_day(at + timedelta(days=3))
        released = Release(Result.DISPOSED, day, persons=6, scope="演示个案")
        release_referral(referral, released, by=organ, at=at + timedelta(days=3))
