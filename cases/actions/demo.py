"""Sample clues of the demo city: made and moved by the same actions that people use."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from agencies.actions.demo import CITY
from agencies.data import known_reaches
from agencies.models import Post, Region
from cases.actions.clues import Present, Reason, Words, present_clue, urge_clue
from cases.actions.dispatches import Dispatch, contest_clue, dispatch_clue, sign_clue
from cases.actions.investigations import Report, close_clue, investigate_clue, report_clue
from cases.actions.registration import Entry, ReporterEntry, register_clue
from cases.actions.routing import route_clue
from cases.actions.source_names import Source
from cases.models import Channel, Clue, ClueStatus, Priority, Verdict
from kernel.actor import Actor
from kernel.verbs import Nothing

SOURCE = "demo"
COUNT = 300
WINDOW = timedelta(days=60)
SIGNS = {
    "air": "夜间排放刺激性气味废气",
    "water": "污水直排河道，水体黑臭",
    "noise": "夜间设备运行噪声扰民",
    "dust": "物料裸露堆放，车辆带泥上路",
    "solid_waste": "露天堆放工业固废",
    "fume": "油烟未经净化直排",
}
SITES = ("化工厂", "印染厂", "混凝土搅拌站", "建筑工地", "生猪养殖场", "废品回收点", "烧烤店", "木材加工厂", "码头堆场")
CHANNELS = (
    Channel.HOTLINE_12345, Channel.HOTLINE_12345, Channel.HOTLINE_12345, Channel.PLATFORM_12369, Channel.GRID,
    Channel.ROUTINE_CHECK, Channel.LETTER, Channel.WECHAT, Channel.INSPECTION, Channel.MONITORING,
)  # fmt: skip
VERDICTS = (Verdict.SUBSTANTIATED, Verdict.SUBSTANTIATED, Verdict.PARTLY_SUBSTANTIATED, Verdict.UNSUBSTANTIATED)


def load_demo_clues(people: Mapping[str, Actor], *, now: datetime, count: int = COUNT) -> int:
    """Make the sample clues once; says how many it made."""
    if Clue.objects.filter(source_system=SOURCE).exists():
        return 0
    rng = random.Random(20211130)  # noqa: S311 -- samples, the same every time
    towns = list(Region.objects.filter(level=Region.Level.TOWNSHIP).select_related("parent").order_by("code"))
    for index in range(1, count + 1):
        received = now - WINDOW * rng.random()
        clue = register_clue(_entry(index, received, rng.choice(towns), rng), by=people["intake"], at=received)
        _live(clue, people, received=received, now=now, rng=rng)
    return count


def _entry(index: int, received: datetime, town: Region, rng: random.Random) -> Entry:
    kind, site = rng.choice(list(SIGNS)), rng.choice(SITES)
    channel = rng.choice(CHANNELS)
    named = rng.random() < 0.3  # noqa: PLR2004 -- a third leaves a name
    lies = known_reaches().get(town.parent_id or "", known_reaches()[CITY])
    return Entry(
        description=f"群众反映{town.name}一{site}{SIGNS[kind]}，请核实处理。",
        channel=channel,
        region=town,
        pollution_types=(kind,),
        priority=Priority.KEY if channel == Channel.INSPECTION and rng.random() < 0.3 else Priority.GENERAL,  # noqa: PLR2004
        address=f"{town.name}{rng.randrange(1, 60)}组附近",
        lon=_about(lies["centre_lon"], rng),
        lat=_about(lies["centre_lat"], rng),
        coord_sys="wgs84",
        received_at=received,
        subject_name=f"演示{site}{rng.randrange(900)}号",
        source=Source(SOURCE, f"DEMO-{index:04d}"),
        reporter=ReporterEntry("演示群众", f"1390000{index:04d}", is_named=True) if named else ReporterEntry(),
    )


def _about(centre: Decimal, rng: random.Random) -> Decimal:
    """A degree in the county: nobody is to be asked about a sample's place."""
    return centre + Decimal(f"{rng.uniform(-0.08, 0.08):.6f}")


def _live(clue: Clue, people: Mapping[str, Actor], *, received: datetime, now: datetime, rng: random.Random) -> None:
    """Take the clue as far as its age and the dice let it go."""
    steps = int((now - received) / timedelta(days=7)) + rng.randrange(3)
    age = now - received
    at_once = min(age * 0.01, timedelta(minutes=rng.randrange(3, 75)))
    by_hand = min(at_once * 1.1, age)
    later = [received + max(age * share, by_hand) for share in (0.08, 0.12, 0.5, 0.7)]
    instants = [received + at_once, received + by_hand, *later]
    if steps < 1 or rng.random() < 0.04:  # noqa: PLR2004 -- a few wait for a person
        return
    route_clue(clue, at=instants[0])
    if clue.status == ClueStatus.REGISTERED:
        _dispatch_by_hand(clue, people, at=instants[1])
    if clue.status != ClueStatus.DISPATCHED or steps < 2:  # noqa: PLR2004 -- the second step
        return
    _handle(clue, people, steps, instants, rng)


def _dispatch_by_hand(clue: Clue, people: Mapping[str, Actor], *, at: datetime) -> None:
    if clue.proposed_lead is None:
        return
    present_clue(clue, Present("321100:leader"), by=people["intake"], at=at)
    order = Dispatch(lead_agency=clue.proposed_lead, handling_summary=clue.handling_summary)
    dispatch_clue(clue, order, by=people["dispatcher"], at=at)


def _handle(clue: Clue, people: Mapping[str, Actor], steps: int, instants: list[datetime], rng: random.Random) -> None:
    handler, head = actors_of_lead(clue)
    if steps == 2 and rng.random() < 0.2:  # noqa: PLR2004 -- a fifth is given back
        contest_clue(clue, Reason("不属于本单位职责，建议转住建部门"), by=handler, at=instants[2])
        return
    sign_clue(clue, Nothing(), by=handler, at=instants[2])
    if steps > 2:  # noqa: PLR2004 -- the third step
        investigate_clue(clue, Nothing(), by=handler, at=instants[3])
    if steps > 6 and rng.random() < 0.3:  # noqa: PLR2004 -- an old one is urged
        urge_clue(clue, Words("请加快办理，按期反馈。"), by=people["dispatcher"], at=instants[4])
    if steps > 3:  # noqa: PLR2004 -- the fourth step
        result = Report(rng.choice(VERDICTS), "经现场核查，情况已核实。", "已责令立即整改并复查到位。")
        report_clue(clue, result, by=head, at=instants[4])
    if steps > 4:  # noqa: PLR2004 -- the fifth step
        close_clue(clue, Nothing(), by=people["director"], at=instants[5])


def actors_of_lead(clue: Clue) -> tuple[Actor, Actor]:
    """The lead agency's handler and head; a sample agency without people acts through its program-like post."""
    posts = Post.objects.filter(agency=clue.lead_agency_id).select_related("person", "agency").order_by("role")
    held = [Actor(person=post.person, post=post) for post in posts if post.person]
    nobody = Actor(post=Post(agency=clue.lead_agency, role="unithead"))
    return (held[0], held[-1]) if held else (nobody, nobody)
