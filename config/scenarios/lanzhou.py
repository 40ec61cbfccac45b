"""兰州新区: eleven batches of a provincial inspection, their hour, verdicts and closings, and its counters."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from agencies.models import Agency, Role
from cases.actions.inspections import (
    NewBatch,
    NewDocumentRequest,
    NewInspection,
    NewMeeting,
    open_inspection,
    receive_batch,
    record_document_request,
    record_meeting,
)
from cases.actions.interim import CloseInterim, OrderTask, close_interim_clue, order_task_clue
from cases.actions.investigations import close_clue
from cases.actions.registration import Entry
from cases.models import Batch, Clue, Inspection, Task
from cases.queries.inspections import support_counts
from config.scenarios.stage import Scenario, Stage, instant
from config.scenarios.steps import (
    NOTHING,
    Handled,
    end_of,
    figure,
    investigated_clue,
    quiet_clocks,
    reported,
    reported_clue,
    source_of,
    value,
)
from kernel.days import local_day
from reports.models import ReportKind

INSPECTION = "甘肃省第一生态环境保护督察组督察兰州新区（2024年）"
AS_OF = "2024-11-11"
FINISH = date(2024, 12, 31)
S, P, U = "substantiated", "partly_substantiated", "unsubstantiated"
# The eleven cases: verdict, and how far each was by 11 November 2024 (the order and the instants are chosen for tests).
CASES = (
    (S, "closed"), (U, "closed"), (S, "interim"), (S, "interim"), (S, "interim"), (P, "interim"), (P, "interim"),
    (P, "interim"), (P, "interim"), (U, "interim"), ("", "open"),
)  # fmt: skip
GROUPS = "综合组、资料组、举报办理组、宣传组、保障组、机动组"
VISITED = ("党工委办", "管委会办", "经发局", "自然资源局", "农林水务局", "生态环境局", "", "", "")
# Twelve requests over nine topics: 123 items in 886 copies; how they divide is chosen for tests.
TOPICS = ("规划", "化工园区", "生态修复", "再生水", "节能减排", "建筑垃圾", "黄河流域", "督察反馈整改", "环境质量")
REQUESTS = [(10, 74)] * 9 + [(11, 74)] * 2 + [(11, 72)]


def stage() -> Stage:
    """The New Area's stage."""
    return Stage("lanzhou", "620171", "兰州新区")


def is_played() -> bool:
    """Say whether the inspection is in the book."""
    return Inspection.objects.filter(name=INSPECTION).exists()


def play(on_stage: Stage) -> None:
    """Build the case through the actions people use."""
    on_stage.region("620100", "兰州市", "city")
    region = on_stage.region("620171", "兰州新区", "zone", "620100")
    lead = on_stage.agency("620171-sthj", "兰州新区生态环境局")
    cast = Cast(lead, on_stage.agency("620171-gwh", "兰州新区管委会督查室", Agency.Kind.OTHER))
    inspection = open_inspection(
        NewInspection(
            INSPECTION,
            "provincial",
            date(2024, 10, 28),
            leave_date=date(2024, 11, 16),
            groups=GROUPS,
            phone_hours="8:00–20:00",
        ),
        by=on_stage.office(Role.INTAKE),
        at=instant("2024-10-28", "15:00"),
    )
    made: list[UUID] = []
    for number, (verdict, end) in enumerate(CASES, 1):
        batch = _batch(on_stage, inspection, number)
        entry = Entry(
            description=f"群众反映兰州新区第{number}件环境问题（内容为演示）。",
            channel="inspection",
            region=region,
            pollution_types=("water",) if number % 2 else ("air",),
            received_at=batch.received_at,
            batch=batch,
            source=source_of(on_stage, f"LZ{number:04d}"),
        )
        made += _handle(on_stage, entry, cast, verdict, end)
    _support(on_stage, inspection)
    quiet_clocks(made)
    reported(on_stage, ReportKind.DAILY, AS_OF, inspection)


def _batch(on_stage: Stage, inspection: Inspection, number: int) -> Batch:
    """One order a day from 29 October; the second came on Saturday, 2 November, at 22:10."""
    received = instant("2024-10-29", "09:00") + timedelta(days=number - 1)
    if local_day(received) == date(2024, 11, 2):
        received = instant("2024-11-02", "22:10")
    new = NewBatch(inspection, f"第{number}批", received, 1)
    return receive_batch(new, by=on_stage.office(Role.INTAKE), at=received)


@dataclass(frozen=True)
class Cast:
    """Who handles and who accepts."""

    lead: Agency
    judge: Agency


def _handle(on_stage: Stage, entry: Entry, cast: Cast, verdict: str, end: str) -> list[UUID]:
    """One case as far as it came; the records whose clocks run."""
    received = entry.received_at or instant(AS_OF)
    late = entry.source is not None and entry.source.external_id == "LZ0011"
    how = Handled(cast.lead, received + timedelta(minutes=61 if late else 60), verdict)
    if end == "open":
        return [investigated_clue(on_stage, entry, how).pk]
    clue = reported_clue(on_stage, entry, how)
    ended = min(how.dispatched_at + timedelta(days=2), instant(AS_OF, "20:00"))
    if end == "closed":
        close_clue(clue, NOTHING, by=on_stage.office(), at=ended)
        return [clue.pk]
    return [clue.pk, _close_for_now(on_stage, clue, cast, at=ended).pk]


def _close_for_now(on_stage: Stage, clue: Clue, cast: Cast, *, at: datetime) -> Task:
    """阶段性办结: with a task, its finish date, and a reason of its own where nothing was substantiated."""
    plan = OrderTask(
        title=f"{clue.source_external_id} 长效整改",
        goal="问题整改到位，建立长效机制",
        measures=("落实整改方案", "开展同类问题排查"),
        deadline=FINISH,
        responsible_leader="演示责任领导",
        responsible_person="演示责任人",
        acceptance_agency=cast.judge,
    )
    task = order_task_clue(clue, plan, by=on_stage.office(), at=at)
    despite = "虽不属实，群众诉求合理，仍需完善设施" if clue.verdict == U else ""
    why = CloseInterim("整改周期较长，短期内难以完成", FINISH, despite)
    close_interim_clue(clue, why, by=on_stage.office(), at=at)
    return task


def _support(on_stage: Stage, inspection: Inspection) -> None:
    """资料组 and 走访: the counters that the article prints."""
    office = on_stage.office(Role.INTAKE)
    for number, (items, copies) in enumerate(REQUESTS, 1):
        asked = NewDocumentRequest(
            f"第{number}批", items, copies, TOPICS[(number - 1) % len(TOPICS)], f"回执{number:02d}"
        )
        record_document_request(inspection, asked, by=office, at=instant("2024-10-29") + timedelta(days=number))
    for _talk in range(11):
        record_meeting(inspection, NewMeeting("talk", "管委会领导"), by=office, at=instant("2024-11-05"))
    for whom in VISITED:
        record_meeting(inspection, NewMeeting("visit", whom), by=office, at=instant("2024-11-06"))


def figures(on_stage: Stage) -> list[tuple[str, object]]:
    """What the New Area's paper printed, as of 11 November 2024."""
    then = end_of(AS_OF)
    hour = figure(on_stage, "dispatch_within_hour_rate", then)
    inspection = Inspection.objects.get(name=INSPECTION)
    support = support_counts(inspection)
    verdicts = Counter(Clue.objects.filter(source_system=on_stage.name).values_list("verdict", flat=True))
    return [
        ("as_of", AS_OF),
        ("batches", inspection.batches.count()),
        ("complaints_received", value(on_stage, "clues_received", then)),
        ("complaints_closed", value(on_stage, "clues_closed", then)),
        ("complaints_interim_closed", value(on_stage, "clues_interim_closed", then)),
        ("complaints_open", value(on_stage, "clues_open", then)),
        ("verdict_substantiated", verdicts[S]),
        ("verdict_partly_substantiated", verdicts[P]),
        ("verdict_unsubstantiated", verdicts[U]),
        ("verdict_undetermined", verdicts[""]),
        ("closure_rate_strict", value(on_stage, "closure_rate_strict", then)),
        ("closure_rate_broad", value(on_stage, "closure_rate_broad", then)),
        ("orders_dispatched_in_time", hour.numerator),
        ("orders_dispatched_late", (hour.denominator or 0) - (hour.numerator or 0)),
        ("document_requests", support.requests),
        ("document_items", support.items),
        ("document_copies", support.copies),
        ("talks", support.talks),
        ("visits", support.visits),
    ]


LANZHOU = Scenario("lanzhou", is_played, play, figures, stage)
