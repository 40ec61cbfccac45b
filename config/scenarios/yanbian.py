"""延边: a river section turns 劣Ⅴ and drafts its pair; the second failing month asks for a special inspection."""

from agencies.models import Agency
from config.scenarios.stage import Scenario, Stage, instant
from config.scenarios.steps import reported
from reports.models import ReportKind
from supervision.actions.sections import read_sections, take_in_sections
from supervision.models import Letter, LetterKind, LetterStatus, MonitoringSection, Proposal, ProposalKind

# The readings are made up for tests; the rule is the article's.
AS_OF = "2020-05-31"
HEAD = "断面编码,断面名称,水体,责任政府,考核目标,月份,水质类别\n"
BRIDGE, FERRY = "YB01,演示大桥,演示河,演示延吉市人民政府,Ⅲ类", "YB02,演示渡口,演示江,演示延吉市人民政府,Ⅲ类"
MARCH = f"{HEAD}{BRIDGE},2020-03,Ⅲ类\n{FERRY},2020-03,Ⅱ类\n"
APRIL = f"{HEAD}{BRIDGE},2020-04,劣Ⅴ类\n{FERRY},2020-04,Ⅱ类\n"
MAY = f"{HEAD}{BRIDGE},2020-05,劣Ⅴ类\n{FERRY},2020-05,Ⅱ类\n"
SECTIONS = ("YB01", "YB02")


def stage() -> Stage:
    """The prefecture's stage."""
    return Stage("yanbian", "222400", "延边州")


def is_played() -> bool:
    """Say whether its sections are in."""
    return MonitoringSection.objects.filter(pk__in=SECTIONS).exists()


def play(on_stage: Stage) -> None:
    """Three months' tables, a few days after each month's end."""
    on_stage.region("222400", "延边朝鲜族自治州", "city")
    on_stage.region("222401", "延吉市", parent="222400")
    on_stage.agency("222400-hq", "延边州生态环境保护督察整改办", Agency.Kind.COMMAND_OFFICE)
    on_stage.agency("222401", "演示延吉市人民政府", Agency.Kind.GOVERNMENT)
    director = on_stage.office()
    for table, day in ((MARCH, "2020-04-08"), (APRIL, "2020-05-08"), (MAY, "2020-06-08")):
        take_in_sections(read_sections(table.encode()), by=director, at=instant(day))
    for month in ("2020-04-30", AS_OF):
        reported(on_stage, ReportKind.MONTHLY, month)
    reported(on_stage, ReportKind.MECHANISM, "2020-06-30")


def figures(on_stage: Stage) -> list[tuple[str, object]]:
    """What lies drafted; nothing of it left."""
    sections = [section.event_subject[1] for section in MonitoringSection.objects.filter(pk__in=SECTIONS)]
    letters = Letter.objects.filter(subject_id__in=sections)
    asked = Proposal.objects.filter(subject_id__in=sections, kind=ProposalKind.SPECIAL_INSPECTION)
    return [
        ("as_of", AS_OF),
        ("sections", len(sections)),
        ("warning_letters_drafted", letters.filter(kind=LetterKind.WARNING_LETTER).count()),
        ("principal_letters_drafted", letters.filter(kind=LetterKind.PRINCIPAL_LETTER).count()),
        ("letter_pairs_with_one_trigger", letters.values("trigger").distinct().count()),
        ("letters_signed", letters.exclude(status=LetterStatus.DRAFTED).count()),
        ("special_inspections_proposed", asked.count()),
    ]


YANBIAN = Scenario("yanbian", is_played, play, figures, stage)
