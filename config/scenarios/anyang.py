"""安阳: 38 tasks of a provincial inspection, 114 complaints, three referrals, and one task only said to be done."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from agencies.models import Agency, Role
from cases.actions.inspections import NewBatch, NewInspection, open_inspection, receive_batch
from cases.actions.investigations import close_clue
from cases.actions.milestones import AddMilestone
from cases.actions.rebounds import MarkFake, mark_fake_task
from cases.actions.registration import Entry
from cases.actions.tasks import DraftTask
from cases.models import Inspection, Task
from config.scenarios.stage import Scenario, Stage, instant, spread
from config.scenarios.steps import (
    NOTHING,
    Handled,
    begun_task,
    completed_task,
    end_of,
    figure,
    on,
    planned_task,
    progressed_task,
    quiet_clocks,
    reported,
    reported_clue,
    source_of,
    value,
)
from kernel.actor import Actor
from kernel.days import local_day
from kernel.models import Event
from reports.models import ReportKind
from supervision.actions.handovers import Receive, Send, receive_referral, send_referral
from supervision.actions.referrals import Approve, NewReferral, approve_referral, draft_referral
from supervision.models import Referral, ReferralReceipt
from supervision.tasks import propose_referral

INSPECTION = "河南省委第四生态环境保护督察组督察安阳市（2021—2022年）"
# The article says 截至目前 and no date; these two days are chosen for tests.
AS_OF, AFTER = "2022-11-30", "2022-12-06"
TASKS, COMPLETED, COMPLAINTS = 38, 27, 114
HALF = 50
FOUND_FAKE = instant("2022-12-05", "10:00")
COUNTIES = (("410502", "文峰区"), ("410505", "殷都区"), ("410522", "安阳县"), ("410581", "林州市"))


def stage() -> Stage:
    """Anyang's stage."""
    return Stage("anyang", "410500", "安阳市")


def is_played() -> bool:
    """Say whether the inspection is in the book."""
    return Inspection.objects.filter(name=INSPECTION).exists()


def play(on_stage: Stage) -> None:
    """Build the case through the actions people use."""
    on_stage.region("410500", "安阳市", "city")
    leads = [_county(on_stage, code, name) for code, name in COUNTIES]
    judge = on_stage.agency("410500-zgb", "安阳市生态环境保护督察整改办公室", Agency.Kind.OTHER)
    inspection = open_inspection(
        NewInspection(
            INSPECTION, "provincial", date(2021, 12, 29), leave_date=date(2022, 3, 9), feedback_date=date(2022, 5, 20),
            groups="信息宣传组、绿色发展和绿色生活组、追责问责组、整改推进组",
        ),
        by=on_stage.office(Role.INTAKE),
        at=instant("2021-12-29", "09:00"),
    )  # fmt: skip
    records = [*_complaints(on_stage, inspection, leads), *_tasks(on_stage, inspection, leads, judge)]
    _refer(on_stage, leads)
    quiet_clocks(records)
    for kind in (ReportKind.MONTHLY, ReportKind.MECHANISM):
        reported(on_stage, kind, AS_OF)


def _county(on_stage: Stage, code: str, name: str) -> Agency:
    on_stage.region(code, name, parent="410500")
    return on_stage.agency(f"{code}-hb", f"安阳市{name}生态环境分局", Agency.Kind.BRANCH)


def _complaints(on_stage: Stage, inspection: Inspection, leads: list[Agency]) -> list[UUID]:
    """114 complaints transferred while the team was in place, all closed."""
    arrived = instant("2021-12-30", "09:00")
    new = NewBatch(inspection, "群众举报件", arrived, COMPLAINTS)
    batch = receive_batch(new, by=on_stage.office(Role.INTAKE), at=arrived)
    made = []
    for number, received in enumerate(spread(arrived, instant("2022-03-08", "18:00"), COMPLAINTS), 1):
        lead = leads[number % len(leads)]
        entry = Entry(
            description=f"群众反映{lead.name}辖区第{number}件环境问题（内容为演示）。",
            channel="inspection",
            region=lead.region,
            pollution_types=(("air", "water", "noise", "dust")[number % 4],),
            received_at=received,
            batch=batch,
            source=source_of(on_stage, f"AY{number:04d}"),
        )
        how = Handled(lead, received + timedelta(minutes=30), "substantiated" if number % 3 else "unsubstantiated")
        clue = reported_clue(on_stage, entry, how)
        close_clue(clue, NOTHING, by=on_stage.office(), at=received + timedelta(days=9))
        made.append(clue.pk)
    return made


def _tasks(on_stage: Stage, inspection: Inspection, leads: list[Agency], judge: Agency) -> list[UUID]:
    """38 tasks with all seven plan fields; 27 put right and made public, 11 on schedule."""
    made = []
    done = spread(instant("2022-08-01"), instant("2022-11-20"), COMPLETED)
    for number in range(1, TASKS + 1):
        finished = number <= COMPLETED
        plan = _plan(number, leads[number % len(leads)], judge, inspection, finished=finished)
        task = begun_task(
            on_stage, plan, at=instant("2022-06-10") + timedelta(minutes=number), number=f"AYZG{number:03d}"
        )
        made.append(task.pk)
        _plan_days(on_stage, task, begun=instant("2022-06-12") + timedelta(minutes=number))
        if not finished:
            progressed_task(on_stage, task, HALF, at=instant("2022-11-10") + timedelta(minutes=number))
        else:
            completed_task(on_stage, task, at=done[number - 1], outlet="安阳市人民政府网站")
    return made


def _plan_days(on_stage: Stage, task: Task, *, begun: datetime) -> None:
    """Half by the middle of November, all by the deadline: whoever had less accepted by then would be behind."""
    for name, day in (("完成过半", on("2022-11-15")), ("整改到位", task.deadline or on("2022-12-31"))):
        planned_task(on_stage, task, AddMilestone(name, day), at=begun)


def _plan(number: int, lead: Agency, judge: Agency, inspection: Inspection, *, finished: bool) -> DraftTask:
    return DraftTask(
        title=f"第{number}项整改任务",
        origin="inspection_feedback",
        kind="individual" if number % 2 else "common",
        problem="督察反馈问题（内容为演示）",
        goal="问题整改到位并长期坚持",
        measures=("制定方案，倒排工期", "落实工程和管理措施", "举一反三排查同类问题"),
        starts_on=on("2022-06-10"),
        deadline=on("2022-12-31") if finished else on("2023-12-31"),
        lead_agency=lead,
        responsible_agencies=(lead,),
        responsible_leader="演示责任领导",
        responsible_person="演示责任人",
        acceptance_agency=judge,
        inspection=inspection,
    )


def _refer(on_stage: Stage, leads: list[Agency]) -> None:
    """Three liability issues, referred in writing and received with a receipt each."""
    organ = on_stage.agency("410500-jw", "安阳市纪委监委", Agency.Kind.DISCIPLINE)
    drafter = on_stage.office(Role.DISPATCHER)
    director, keeper = on_stage.office(), on_stage.actor(organ, Role.DISCIPLINE)
    for number in range(3):
        moment = instant("2022-07-01") + timedelta(days=number)
        paper = NewReferral(
            ground="duty_neglected",
            subject_summary=f"生态环境损害责任追究问题之{number + 1}",
            facts="督察移交的责任追究问题（内容为演示）。",
            excuses="已听取当事单位的陈述和申辩。",
            concerned_agency=leads[number],
            addressee=organ,
            source=on_stage.name,
        )
        _hand_over(paper, number, drafter, director, keeper, at=moment)


def _hand_over(
    paper: NewReferral, number: int, drafter: Actor, director: Actor, keeper: Actor, *, at: datetime
) -> None:
    referral = draft_referral(paper, by=drafter, at=at)
    approve_referral(referral, Approve(local_day(at)), by=director, at=at + timedelta(hours=1))
    send_referral(referral, Send(f"演示〔2022〕{number + 1}号"), by=drafter, at=at + timedelta(hours=2))
    receive_referral(referral, Receive(f"安纪收〔2022〕{number + 1}号"), by=keeper, at=at + timedelta(hours=5))


def find_fake(on_stage: Stage) -> None:
    """One task turns out to be 虚假整改: it begins again, and a referral is proposed."""
    with transaction.atomic():
        mine = Task.objects.select_for_update(of=("self",)).filter(source_system=on_stage.name)
        task = mine.get(source_external_id="AYZG001")
        mark_fake_task(task, MarkFake("fake", "复核发现治理设施未实际运行"), by=on_stage.office(), at=FOUND_FAKE)
        quiet_clocks([task.pk])
        # The worker hears of it too, and finds it done: the week's reports are to print it.
        propose_referral(Event.objects.get(type="task.referral_proposed", subject_id=task.pk))
        for kind in (ReportKind.WEEKLY, ReportKind.MECHANISM):
            reported(on_stage, kind, AFTER)


def figures(on_stage: Stage) -> list[tuple[str, object]]:
    """The article's figures, and the same after one task began again."""
    then, later = end_of(AS_OF), end_of(AFTER)
    complaints = figure(on_stage, "platform_closure_rate", then)
    schedule = figure(on_stage, "on_schedule_rate", then)
    mine = Referral.objects.filter(source=on_stage.name)
    reopened = Task.objects.filter(source_system=on_stage.name).values("pk")
    return [
        ("as_of", AS_OF),
        ("tasks_total", value(on_stage, "tasks_total", then)),
        ("tasks_completed", value(on_stage, "tasks_completed", then)),
        ("tasks_on_schedule", schedule.numerator),
        ("completion_rate", value(on_stage, "completion_rate", then)),
        ("on_schedule_rate", schedule.value),
        ("tasks_overdue", figure(on_stage, "overdue_rate", then).numerator),
        ("complaints_received", complaints.denominator),
        ("complaints_closed", complaints.numerator),
        ("complaint_closure_rate", complaints.value),
        ("referrals", mine.count()),
        ("receipts", ReferralReceipt.objects.filter(referral__in=mine).count()),
        ("as_of_after_reopening", AFTER),
        ("tasks_completed_after_reopening", value(on_stage, "tasks_completed", later)),
        ("completion_rate_after_reopening", value(on_stage, "completion_rate", later)),
        ("referral_proposals", Event.objects.filter(type="task.referral_proposed", subject_id__in=reopened).count()),
    ]


ANYANG = Scenario("anyang", is_played, play, figures, stage, find_fake)
