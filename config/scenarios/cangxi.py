"""苍溪: 421 problems, each with its plan, ledger and responsible person on four levels; 405 put right, 16 under way."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from agencies.models import Agency, Role
from cases.actions.enforcement import FiledCase, file_case
from cases.actions.milestones import AddMilestone
from cases.actions.tasks import DraftTask
from cases.models import EnforcementCase, Task
from cases.queries.enforcement import enforcement_counts
from config.scenarios.stage import Scenario, Stage, instant, spread
from config.scenarios.steps import (
    begun_task,
    completed_task,
    end_of,
    on,
    planned_task,
    quiet_clocks,
    reported,
    value,
)
from reports.models import ReportKind

# The article appeared on 2 November 2017; the days within are chosen for tests.
AS_OF = "2017-10-31"
PROBLEMS, DONE = 421, 405
FILED, DECIDED = 82, 42
FINES = Decimal("600500.00")
AREAS = ("饮用水水源保护", "城乡污水处理厂站", "垃圾填埋场", "畜禽养殖", "建筑建材", "医疗废物", "散乱污企业")


def stage() -> Stage:
    """The county's stage."""
    return Stage("cangxi", "510824", "苍溪县")


def is_played() -> bool:
    """Say whether its problems are in the book."""
    return Task.objects.filter(source_system="cangxi").exists()


def play(on_stage: Stage) -> None:
    """Build the case through the actions people use."""
    on_stage.region("510800", "广元市", "city")
    on_stage.region("510824", "苍溪县", parent="510800")
    leads = [
        on_stage.agency(f"510824-{tail}", f"苍溪县{name}")
        for tail, name in (
            ("hb", "环境保护局"),
            ("zj", "住房和城乡建设局"),
            ("ny", "农业局"),
            ("wj", "卫生和计划生育局"),
        )
    ]
    judge = on_stage.agency("510824-dc", "苍溪县委县政府督查室", Agency.Kind.OTHER)
    quiet_clocks(_problems(on_stage, leads, judge))
    _enforcement(on_stage, leads[0])
    reported(on_stage, ReportKind.MONTHLY, AS_OF)


def _problems(on_stage: Stage, leads: list[Agency], judge: Agency) -> list[UUID]:
    made = []
    ends = spread(instant("2017-06-01"), instant("2017-10-25"), DONE)
    for number in range(1, PROBLEMS + 1):
        plan = _plan(number, leads[number % len(leads)], judge)
        begun = instant("2017-05-02") + timedelta(minutes=number)
        task = begun_task(on_stage, plan, at=begun, number=f"CX{number:03d}")
        made.append(task.pk)
        listed = AddMilestone("完成整改并登记销号", on("2017-12-31"))
        planned_task(on_stage, task, listed, at=begun + timedelta(days=2))
        if number <= DONE:
            completed_task(on_stage, task, at=ends[number - 1], outlet="苍溪县人民政府网站")
    return made


def _plan(number: int, lead: Agency, judge: Agency) -> DraftTask:
    """一个问题、一套方案、一本台账、一名责任人，四级联动."""
    area = AREAS[number % len(AREAS)]
    return DraftTask(
        title=f"第{number}个问题：{area}",
        origin="self_found",
        kind="individual",
        problem=f"{area}存在环境问题（内容为演示）",
        goal="彻底整改，一抓到底",
        measures=("一套方案：明确目标措施时限", "一本台账：逐项登记销号"),
        starts_on=on("2017-05-02"),
        deadline=on("2017-12-31"),
        lead_agency=lead,
        responsible_agencies=(lead,),
        county_leader="演示县级领导",
        department_leader="演示部门领导",
        responsible_leader="演示责任领导",
        responsible_person="演示责任人",
        acceptance_agency=judge,
    )


def _enforcement(on_stage: Stage, bureau: Agency) -> None:
    """82 filed, 42 decided with fines of 600,500.00 yuan in all, one handed to the police."""
    each = (FINES / DECIDED).quantize(Decimal("0.01"))
    for number in range(1, FILED + 1):
        filed = date(2017, 5, 2) + timedelta(days=number)
        decided = filed + timedelta(days=40) if number <= DECIDED else None
        fine = (FINES - each * (DECIDED - 1) if number == DECIDED else each) if decided else None
        case = FiledCase(
            f"苍环罚立〔2017〕{number}号", bureau, f"演示企业{number}", filed, decided, fine,
            date(2017, 10, 1) if number == 1 else None, on_stage.name,
        )  # fmt: skip
        file_case(case, by=on_stage.office(Role.DIRECTOR), at=instant(filed.isoformat()))


def figures(on_stage: Stage) -> list[tuple[str, object]]:
    """The article's figures."""
    then = end_of(AS_OF)
    tasks = Task.objects.filter(source_system=on_stage.name)
    told = enforcement_counts(EnforcementCase.objects.filter(source=on_stage.name), on=date.fromisoformat(AS_OF))
    total, done = value(on_stage, "tasks_total", then), value(on_stage, "tasks_completed", then)
    return [
        ("as_of", AS_OF),
        ("problems_total", total),
        ("problems_completed", done),
        ("problems_in_progress", int(str(total)) - int(str(done))),
        ("completion_rate", value(on_stage, "completion_rate", then)),
        ("problems_with_plan", tasks.exclude(goal="").filter(measures__len__gte=1).count()),
        ("problems_with_ledger", tasks.filter(milestones__isnull=False).distinct().count()),
        ("problems_with_responsible_person", tasks.exclude(responsible_person="").exclude(county_leader="").count()),
        ("enforcement_filed", told.filed),
        ("enforcement_decided", told.decided),
        ("fines_yuan", f"{told.fines:.2f}"),
        ("transferred_to_police", told.to_police),
    ]


CANGXI = Scenario("cangxi", is_played, play, figures, stage)
