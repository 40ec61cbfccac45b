"""Blocks: what a report prints beside its figures, a title over lines of label and text; left out where it is empty."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Batch, DocumentRequest, Inspection, Meeting, Pace, Satchel, Verdict
from cases.queries.enforcement import enforcement_counts, enforcement_visible_to
from cases.queries.inspections import counts_of_support
from cases.queries.satchels import days_early, diary_figures, satchels_visible_to
from kernel.actor import Actor
from kernel.models import Event
from reports.metrics import percent
from reports.queries.figures import Wanted, population
from reports.queries.task_figures import task_population
from supervision.models import Letter, LetterKind, LetterStatus, SectionReading

Line = tuple[str, str]


@dataclass(frozen=True)
class Block:
    """A title and its lines, as they are printed."""

    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Scope:
    """What a report is about: which records, from when to when, who reads, and whether the roll-ups hold still."""

    wanted: Wanted
    begins: datetime
    as_of: datetime
    reader: Actor
    settled: bool = False

    @property
    def day(self) -> date:
        """The day of the instant on the office's calendar."""
        return timezone.localdate(self.as_of)


def blocks_of(scope: Scope) -> list[Block]:
    """Every block that has something to say, in the order of print."""
    made = (
        Block(_("核查结论"), _verdicts(scope)),
        Block(_("整改任务"), _tasks(scope)),
        Block(_("绿书包日记"), _diaries(scope)),
        Block(_("查处情况"), _enforcement(scope)),
        Block(_("督察支撑"), _support(scope)),
        Block(_("水质断面"), _sections(scope)),
    )
    return [block for block in made if block.lines]


def _verdicts(scope: Scope) -> list[Line]:
    clues = population(scope.reader, scope.wanted, as_of=scope.as_of).order_by()
    found = dict(clues.values_list("verdict").annotate(count=Count("pk")))
    if not any(found.get(verdict) for verdict in Verdict.values):
        return []
    none = found.get("", 0) + found.get(Verdict.UNDETERMINED, 0)
    told = [v for v in Verdict if v != Verdict.UNDETERMINED]
    return [*((str(v.label), _n(found.get(v.value, 0))) for v in told), (_("未核定"), _n(none))]


def _tasks(scope: Scope) -> list[Line]:
    standings = task_population(scope.reader, scope.wanted, as_of=scope.as_of)
    paces = dict(standings.order_by().values_list("pace").annotate(count=Count("pk")))  # type: ignore[misc]  # annotated
    total = sum(paces.values())
    if not total:
        return []
    found = Event.objects.filter(type="task.found_fake", occurred_at__lte=scope.as_of)
    fakes = found.filter(subject_id__in=standings.values("task"))
    told = standings.aggregate(
        plans=Count("pk", filter=~Q(task__goal="") & Q(task__measures__len__gte=1)),
        persons=Count("pk", filter=~Q(task__responsible_person="")),
    )
    return [
        *((str(pace.label), f"{_n(paces.get(pace, 0))}/{_n(total)}") for pace in Pace),
        (_("有整改方案"), f"{_n(told['plans'])}/{_n(total)}"),
        (_("有责任人"), f"{_n(told['persons'])}/{_n(total)}"),
        (_("认定虚假整改"), _n(fakes.values("subject_id").distinct().count())),
    ]


def _diaries(scope: Scope) -> list[Line]:
    satchels = satchels_visible_to(scope.reader).filter(opens_on__lte=scope.day).select_related("task")
    if scope.wanted.source:
        satchels = satchels.filter(task__source_system=scope.wanted.source)
    if scope.wanted.inspection:
        satchels = satchels.filter(task__inspection=scope.wanted.inspection)
    return [(satchel.task.title, _diary(satchel, scope.day)) for satchel in satchels.prefetch_related("entries")]


def _diary(satchel: Satchel, on: date) -> str:
    told = diary_figures(satchel, on=on)
    facts = {"due": told.due, "written": told.written, "missing": told.missing}
    early = days_early(satchel) if satchel.cleared_on and satchel.cleared_on <= on else None
    state = _("；提前%s天完成") % early if early else ""
    return _("应记%(due)s天，已记%(written)s天，缺%(missing)s天") % facts + state


def _enforcement(scope: Scope) -> list[Line]:
    cases = enforcement_visible_to(scope.reader)
    if scope.wanted.source:
        cases = cases.filter(source=scope.wanted.source)
    told = enforcement_counts(cases, on=scope.day)
    if not told.filed or scope.wanted.inspection:
        return []
    return [
        (_("立案"), _n(told.filed)),
        (_("处罚决定"), f"{_n(told.decided)}（{percent(told.decided, told.filed)}%）"),
        (_("罚款（元）"), f"{told.fines:,.2f}"),
        (_("移送公安机关"), _n(told.to_police)),
    ]


def _support(scope: Scope) -> list[Line]:
    inspections = _inspections(scope.wanted)
    batches = Batch.objects.filter(inspection__in=inspections, received_at__lte=scope.as_of).count()
    if not batches:
        return []
    asked = DocumentRequest.objects.filter(inspection__in=inspections, asked_at__lte=scope.as_of)
    told = counts_of_support(asked, Meeting.objects.filter(inspection__in=inspections).exclude(held_on__gt=scope.day))
    return [
        (_("交办批次"), _n(batches)),
        (_("调阅资料"), _("%(requests)s批 %(items)s项 %(copies)s份") % vars(told)),
        (_("谈话"), _n(told.talks)),
        (_("走访"), _n(told.visits)),
    ]


def _inspections(wanted: Wanted) -> QuerySet[Inspection]:
    if wanted.inspection:
        return Inspection.objects.filter(pk=wanted.inspection)
    if wanted.source:
        return Inspection.objects.filter(batches__clues__source_system=wanted.source).distinct()
    return Inspection.objects.all()


def _sections(scope: Scope) -> list[Line]:
    """The month's readings, which come in after its end and know no source, and the letters they set off."""
    if scope.wanted.inspection:
        return []
    month = scope.day.replace(day=1)
    readings = list(SectionReading.objects.filter(month=month).select_related("section"))
    if not readings:
        return []
    sections = {reading.section.event_subject[1] for reading in readings}
    letters = Letter.objects.filter(subject_id__in=sections)
    judged = [reading.target_met for reading in readings if reading.target_met is not None]
    return [
        *((reading.section.name, _class(reading)) for reading in readings),
        (_("达标断面"), f"{sum(judged)}/{len(judged)}"),
        (_("预警函"), _letters(letters, LetterKind.WARNING_LETTER)),
        (_("函告"), _letters(letters, LetterKind.PRINCIPAL_LETTER)),
    ]


def _class(reading: SectionReading) -> str:
    judged = {True: _("达标"), False: _("不达标"), None: _("无考核目标")}[reading.target_met]
    return f"{reading.get_water_class_display()}，{judged}"


def _letters(letters: QuerySet[Letter], kind: str) -> str:
    mine = letters.filter(kind=kind)
    facts = {"drafted": mine.count(), "signed": mine.exclude(status=LetterStatus.DRAFTED).count()}
    return _("起草%(drafted)s份，签发%(signed)s份") % facts


def _n(count: int) -> str:
    return f"{count:,}"
