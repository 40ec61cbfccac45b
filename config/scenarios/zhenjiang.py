"""镇江: the ledger of 57,116 clues, the joint mechanism, two referrals, and 茂源化工's satchel with its diary."""

import io
import tempfile
from datetime import date, timedelta
from pathlib import Path

from django.core.management import call_command

from agencies.actions.demo import keep_city
from agencies.models import Agency, Role
from cases.actions.acceptances import (
    BeginMonitoring,
    RequestAcceptance,
    Verify,
    begin_monitoring_task,
    request_acceptance_task,
    verify_task,
)
from cases.actions.diaries import WriteEntry, write_entry_satchel
from cases.actions.satchels import AcceptItems, OpenSatchel, accept_items_satchel, open_satchel_task
from cases.actions.tasks import DraftTask
from cases.models import LedgerImport, Satchel, Task
from cases.queries.satchels import diary_figures
from config.scenarios.stage import Scenario, Stage, instant
from config.scenarios.steps import begun_task, end_of, figure, on, quiet_clocks, reported, value
from config.scenarios.zhenjiang_ledger import write_ledger
from kernel.actor import Actor
from kernel.days import local_day
from kernel.verbs import Nothing
from reports.models import ReportKind as Kind
from supervision.actions.handovers import Receive, Release, Send, receive_referral, release_referral, send_referral
from supervision.actions.mechanism import (
    Inspect,
    ProposeInterview,
    Share,
    approve_interview,
    hold_interview,
    inspect_jointly,
    propose_interview,
    share_item,
)
from supervision.actions.referrals import Approve, NewReferral, approve_referral, draft_referral
from supervision.models import Referral, ReferralReceipt
from supervision.queries.mechanism import counts_of

AS_OF = "2021-11-30"
REVIEWED = "2021-12-10"
# The article says 10月下旬; the day is chosen for tests, and so is the one without an entry.
OPENED, WITHOUT_ENTRY = date(2021, 10, 25), date(2021, 11, 14)
DEADLINE = date(2021, 12, 31)
ITEMS, INSPECTIONS = 56, 5
INTERVIEWED = ("321181", "321183", "321112", "321100-zj", "321100-cg")
PERMITS = "用地规划、生产许可证、环境影响评价及验收、排污许可证"
NOTHING = Nothing()


def stage() -> Stage:
    """The city's stage."""
    return Stage("zhenjiang", "321100", "镇江市")


def is_played() -> bool:
    """Say whether the ledger is in."""
    return LedgerImport.objects.filter(source="zhenjiang", state=LedgerImport.State.DONE).exists()


def play(on_stage: Stage) -> None:
    """Build the case through the actions people use."""
    keep_city()
    _import_ledger()
    organ = Agency.objects.get(pk="321100-jw")
    keeper = on_stage.actor(organ, Role.DISCIPLINE)
    permits = _permit_transfer(on_stage, keeper, organ)
    straw = _straw_case(on_stage, keeper, organ)
    _mechanism(on_stage, keeper, moved=len((permits, straw)))
    quiet_clocks([_satchel(on_stage).pk])
    for kind, day in ((Kind.MONTHLY, AS_OF), (Kind.MECHANISM, AS_OF), (Kind.MONTHLY, "2021-12-31")):
        reported(on_stage, kind, day)


def _import_ledger() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_ledger(Path(folder) / "zhenjiang.csv")
        call_command("import_ledger", str(path), source="zhenjiang", stdout=io.StringIO())


def _permit_transfer(on_stage: Stage, keeper: Actor, organ: Agency) -> Referral:
    """散乱污: firms that could produce none of four permits, referred in writing and received."""
    return _referred(
        on_stage,
        keeper,
        NewReferral(
            ground="duty_neglected",
            subject_summary=f"散乱污企业未能提供{PERMITS}",
            facts="日常检查发现数家散乱污企业，生产环境脏乱差，扬尘污染严重，污水乱排。",
            excuses="已听取属地政府的陈述和申辩。",
            concerned_agency=Agency.objects.get(pk="321112"),
            addressee=organ,
            source=on_stage.name,
        ),
        "2021-11-05",
        "镇纪收〔2021〕31号",
    )


def _straw_case(on_stage: Stage, keeper: Actor, organ: Agency) -> Referral:
    """秸秆焚烧: two fires near a national station; the organ released that six were held to account."""
    referral = _referred(
        on_stage,
        keeper,
        NewReferral(
            ground="adverse_effect",
            subject_summary="国控站点周边秸秆焚烧，巡查发现着火点2处",
            facts="丹徒区国控站点周边巡查发现秸秆焚烧点2处，火势较大。",
            excuses="已听取属地的陈述和申辩。",
            concerned_agency=Agency.objects.get(pk="321112"),
            addressee=organ,
            source=on_stage.name,
        ),
        "2021-11-12",
        "镇纪收〔2021〕32号",
    )
    release = Release("disposed", date(2021, 11, 26), persons=6, scope="秸秆焚烧问题")
    return release_referral(referral, release, by=keeper, at=instant("2021-11-26"))


def _referred(on_stage: Stage, keeper: Actor, paper: NewReferral, day: str, receipt: str) -> Referral:
    director = on_stage.office()
    drafter = on_stage.office(Role.DISPATCHER)
    referral = draft_referral(paper, by=drafter, at=instant(day, "09:00"))
    approve_referral(referral, Approve(on(day)), by=director, at=instant(day, "10:00"))
    send_referral(referral, Send(f"演示{receipt}"), by=drafter, at=instant(day, "11:00"))
    return receive_referral(referral, Receive(receipt), by=keeper, at=instant(day, "15:00"))


def _mechanism(on_stage: Stage, keeper: Actor, *, moved: int) -> None:
    """56 items shared or moved, 5 joint inspections, the principals of 5 units interviewed."""
    director = on_stage.office()
    for number in range(ITEMS - moved):
        day = date(2021, 3, 1) + timedelta(days=5 * number)
        item = Share("shared", day, f"共享信息第{number + 1}条", on_stage.name)
        share_item(item, by=director, at=instant(day.isoformat()))
    for number in range(INSPECTIONS):
        day = date(2021, 6, 10) + timedelta(days=30 * number)
        joint = Inspect(day, f"第{number + 1}次联合监督检查", source=on_stage.name)
        inspect_jointly(joint, by=director, at=instant(day.isoformat()))
    units = tuple(Agency.objects.get(pk=code) for code in INTERVIEWED)
    wish = ProposeInterview(date(2021, 10, 20), "key_task_not_done", units, source=on_stage.name)
    interview = propose_interview(wish, by=director, at=instant("2021-10-15"))
    approve_interview(interview, NOTHING, by=director, at=instant("2021-10-16"))
    approve_interview(interview, NOTHING, by=keeper, at=instant("2021-10-17"))
    hold_interview(interview, NOTHING, by=director, at=instant("2021-10-20", "16:00"))


def _satchel(on_stage: Stage) -> Task:
    """茂源化工: a satchel followed day by day, reviewed on 10 December, and monitored from then on."""
    lead, judge = Agency.objects.get(pk="321100-hb"), Agency.objects.get(pk="321100-zj")
    plan = DraftTask(
        title="茂源化工土壤及地下水修复",
        origin="inspection_feedback",
        kind="individual",
        problem="首轮中央环保督察及“回头看”交办问题",
        goal="年底前清零",
        measures=("土壤修复", "地下水修复", "竣工评审"),
        starts_on=on("2021-07-01"),
        deadline=DEADLINE,
        lead_agency=lead,
        responsible_agencies=(lead,),
        responsible_leader="演示责任领导",
        responsible_person="演示责任人",
        acceptance_agency=judge,
    )
    task = begun_task(on_stage, plan, at=instant("2021-07-01"), number="ZJMY001")
    office, worker = on_stage.office(Role.RECTIFICATION), on_stage.actor(lead, Role.UNITHEAD)
    decision = OpenSatchel("演示签发人", "镇污防攻坚办〔2021〕演示1号", OPENED, DEADLINE, OPENED)
    satchel = open_satchel_task(task, decision, by=office, at=instant(OPENED.isoformat(), "09:00"))
    _write_diary(on_stage, satchel, last=on(REVIEWED))
    accept_items_satchel(satchel, AcceptItems(DEADLINE), by=on_stage.office(), at=instant(REVIEWED, "18:00"))
    done = RequestAcceptance("修复完成，申请竣工评审。", ("竣工报告", "监测报告"))
    request_acceptance_task(task, done, by=worker, at=instant(REVIEWED, "09:00"))
    verify_task(task, Verify("通过竣工评审。"), by=on_stage.actor(judge, Role.UNITHEAD), at=instant(REVIEWED, "16:00"))
    watched = BeginMonitoring(date(2022, 12, 10))
    return begin_monitoring_task(task, watched, by=on_stage.office(), at=instant(REVIEWED, "17:00"))


def _write_diary(on_stage: Stage, satchel: Satchel, *, last: date) -> None:
    """An entry each day, weekends included, but for one."""
    writer = on_stage.actor(Agency.objects.get(pk="321100-hq"), Role.INSPECTOR)
    day = OPENED
    while day <= last:
        if day != WITHOUT_ENTRY:
            entry = WriteEntry("对照交办事项现场核查，按序时推进。", day=day)
            write_entry_satchel(satchel, entry, by=writer, at=instant(day.isoformat(), "17:00"))
        day += timedelta(days=1)


def figures(on_stage: Stage) -> list[tuple[str, object]]:
    """What the city's paper printed as of the end of November, the rate put right."""
    then = end_of(AS_OF)
    rate = figure(on_stage, "platform_closure_rate", then)
    counts = counts_of(on_stage.office(), as_of=on(AS_OF), source=on_stage.name)
    mine = Referral.objects.filter(source=on_stage.name)
    receipts = ReferralReceipt.objects.filter(referral__in=mine)
    task = Task.objects.get(source_system=on_stage.name, source_external_id="ZJMY001")
    diary = diary_figures(Satchel.objects.get(task=task), on=on("2021-12-31"))
    verified = task.verified_at or then
    return [
        ("as_of", AS_OF),
        ("clues_received", rate.denominator),
        ("clues_closed", rate.numerator),
        ("clues_open", value(on_stage, "clues_open", then)),
        ("platform_closure_rate", rate.value),
        ("items_shared_or_moved", counts.items),
        ("joint_inspections", counts.inspections),
        ("units_interviewed", counts.units),
        ("persons_released", "未公布" if counts.persons is None else counts.persons),
        ("straw_case_persons_released", mine.get(ground="adverse_effect").persons),
        ("permit_transfer_receipts", receipts.filter(referral__ground="duty_neglected").count()),
        ("diary_days_due", diary.due),
        ("diary_entries", diary.written),
        ("diary_days_missing", diary.missing),
        ("finished_days_early", (DEADLINE - local_day(verified, then.tzinfo)).days),
        ("maoyuan_status", task.status),
    ]


ZHENJIANG = Scenario("zhenjiang", is_played, play, figures, stage)
