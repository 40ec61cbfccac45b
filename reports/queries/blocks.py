"""Blocks: what a report prints beside its figures, a title over lines of label and text; left out where it is empty."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cases.models import Batch, DocumentRequest, Inspection, Meeting, Pace, Satchel, Verdict
from cases.queries.enforcement import enforcement_counts, enforcement_visible_to
from cases.queries.inspections import counts_of_support
from cases.queries.satchels import DiaryFigures, days_early, diary_figures, satchels_visible_to
from kernel.actor import Actor
from kernel.apart import ordinary
from kernel.days import local_day
from kernel.models import Event
from reports.metrics import Family, percent
from reports.queries.figures import Wanted
from reports.queries.keys import NOBODY
from reports.queries.populations import population
from reports.queries.tallies import tally
from reports.queries.task_figures import task_population
from supervision.models import Letter, LetterKind, LetterStatus, SectionReading

Line = tuple[str, str]


@dataclass(frozen=True)
class Fact:
    """A number beside the figures of the registry, which a text may cite by its name; None was not published."""

    label: str
    value: int | str | None
    numerator: int | None = None
    denominator: int | None = None
    # How it is said, where that is not the number alone: money, or why there is none.
    text: str = ""


@dataclass(frozen=True)
class Way:
    """Where the rows of a printed number are: behind a figure of the registry, or among those that the report keeps."""

    metric: str = ""
    part: str = "numerator"
    by: str = ""
    key: str = ""
    # Of the period alone, by its first instant.
    in_period: bool = False
    kept: str = ""
    family: str = ""
    # Where the number behind a stroke has its own.
    of: "Way | None" = None

    def shown(self) -> dict[str, Any]:
        """The same as plain JSON, without what is empty."""
        told = {name: value for name, value in vars(self).items() if value and name != "of"}
        return told | ({"of": self.of.shown()} if self.of else {})


@dataclass(frozen=True)
class Block:
    """A title and its lines, as they are printed, the facts among them by name, and the ways to their rows."""

    title: str
    lines: list[Line] = field(default_factory=list)
    facts: dict[str, Fact] = field(default_factory=dict)
    # By the place of the line.
    ways: dict[int, Way] = field(default_factory=dict)
    # The records behind numbers that no figure of the registry opens, by the name of the number.
    kept: dict[str, list[UUID]] = field(default_factory=dict)

    def say(self, label: str, text: str, way: Way | None = None) -> None:
        """Print a line, with the way to the rows of its number."""
        if way is not None:
            self.ways[len(self.lines)] = way
        self.lines.append((label, text))

    def keep(self, name: str, rows: "QuerySet[Any]", family: Family, path: str = "pk") -> Way:
        """Let the report keep these records, each once, and give the way to them."""
        return self.keep_ids(name, rows.order_by(path).values_list(path, flat=True), family)

    def keep_ids(self, name: str, ids: Iterable[UUID], family: Family) -> Way:
        """The same of records that were found already."""
        self.kept[name] = list(dict.fromkeys(ids))
        return Way(kept=name, family=family.value)

    def number_of(self, name: str) -> int:
        """How many records are kept under a name: a number and its rows are counted once."""
        return len(self.kept[name])

    def count(self, name: str, label: str, number: int | None, way: Way | None = None) -> None:
        """Tell a count."""
        self.say(label, _("未公布") if number is None else _n(number), way)
        self.facts[name] = Fact(label, number)

    def count_rows(self, name: str, label: str, rows: "QuerySet[Any]", family: Family, path: str = "pk") -> None:
        """Tell how many these are, and keep them."""
        way = self.keep(name, rows, family, path)
        self.count(name, label, self.number_of(name), way)

    def told(self, name: str, label: str, number: int | Decimal | None, way: Way | None = None) -> None:
        """Tell what units enter: a sum, money with two places; nobody's count is unknown and not nought."""
        money = f"{number:,.2f}" if isinstance(number, Decimal) else ""
        said = _("未统计") if number is None else money or _n(int(number))
        self.say(label, said, way)
        whole = None if number is None or number % 1 else int(number)
        self.facts[name] = Fact(label, whole, text=said if number is None or money else "")

    def unprinted(self) -> "Block":
        """Its facts alone: there is nothing to print, but words may still cite that there was nothing."""
        return Block(self.title, [], self.facts)

    def rate(self, name: str, label: str, numerator: int, denominator: int, way: Way | None = None) -> None:
        """Tell a rate with what it was made from."""
        value = percent(numerator, denominator)
        self.say(label, f"{value}%（{_n(numerator)}/{_n(denominator)}）" if value else "—", way)
        self.facts[name] = Fact(label, value, numerator, denominator)


@dataclass(frozen=True)
class Scope:
    """What a report is about: which records, from when to when, who reads, and whether the roll-ups hold still."""

    wanted: Wanted
    begins: datetime
    as_of: datetime
    reader: Actor
    settled: bool = False
    # What its blocks keep of records, by the name of the number.
    kept: dict[str, list[UUID]] = field(default_factory=dict, compare=False)

    @property
    def day(self) -> date:
        """The day of the instant on the office's calendar."""
        return local_day(self.as_of)

    @property
    def first_day(self) -> date:
        """The day on which its period begins."""
        return local_day(self.begins)


def verdicts(scope: Scope) -> Block:
    """What was found to be so."""
    found = tally(population(scope.reader, scope.wanted, as_of=scope.as_of), ["verdict"]).by["verdict"]
    counts = {key: one.received for key, one in found.items()}
    if not any(counts.get(verdict) for verdict in Verdict.values):
        return Block(_("核查结论"))
    none = counts.get(NOBODY, 0)
    told = [v for v in Verdict if v != Verdict.UNDETERMINED]
    block = Block(_("核查结论"))
    for verdict in told:
        block.say(str(verdict.label), _n(counts.get(verdict.value, 0)), _of_verdict(verdict.value))
    block.say(_("未核定"), _n(none), _of_verdict(NOBODY))
    return block


def _of_verdict(key: str) -> Way:
    return Way("clues_received", by="verdict", key=key)


def plans(scope: Scope) -> Block:
    """How the tasks stood, and what each of them has."""
    labels = {"plans": _("有整改方案"), "persons": _("有责任人")}
    having = {"plans": ~Q(task__goal="") & Q(task__measures__len__gte=1), "persons": ~Q(task__responsible_person="")}
    standings: QuerySet[Any] = task_population(scope.reader, scope.wanted, as_of=scope.as_of)
    rows = list(standings.order_by("task").annotate(**having).values("task", "pace", *having))
    block, total = Block(_("整改任务")), len(rows)
    if not rows:
        return block
    every = block.keep_ids("tasks_counted", [row["task"] for row in rows], Family.TASKS)
    found = Event.objects.filter(type="task.found_fake", occurred_at__lte=scope.as_of)
    fakes = found.filter(subject_id__in=standings.values("task"))
    for pace in Pace:
        way = block.keep_ids(f"tasks_{pace}", [row["task"] for row in rows if row["pace"] == pace], Family.TASKS)
        block.say(str(pace.label), f"{_n(block.number_of(way.kept))}/{_n(total)}", replace(way, of=every))
    for name, label in labels.items():
        way = block.keep_ids(f"tasks_with_{name}", [row["task"] for row in rows if row[name]], Family.TASKS)
        block.facts[way.kept] = Fact(label, block.number_of(way.kept))
        block.say(label, f"{_n(block.number_of(way.kept))}/{_n(total)}", replace(way, of=every))
    block.count_rows("tasks_found_fake", _("认定虚假整改"), fakes, Family.TASKS, "subject_id")
    return block


def diaries(scope: Scope) -> Block:
    """How complete each satchel's diary is."""
    satchels = satchels_visible_to(scope.reader).filter(opens_on__lte=scope.day).select_related("task")
    if not scope.wanted.is_one_order:
        satchels = ordinary(satchels, source=scope.wanted.source, path="task__")
    if scope.wanted.source:
        satchels = satchels.filter(task__source_system=scope.wanted.source)
    if scope.wanted.inspection:
        satchels = satchels.filter(task__inspection=scope.wanted.inspection)
    told = [(one, diary_figures(one, on=scope.day)) for one in satchels.prefetch_related("entries")]
    block = Block(_("绿书包日记"), [(one.task.title, _diary(one, figures, scope.day)) for one, figures in told])
    if told:
        written, due = (sum(getattr(figures, name) for _one, figures in told) for name in ("written", "due"))
        every = Way("diary_completeness", "denominator")
        block.rate("diary_completeness", _("日记完整率"), written, due, Way("diary_completeness", of=every))
    return block


def _diary(satchel: Satchel, told: DiaryFigures, on: date) -> str:
    facts = {"due": told.due, "written": told.written, "missing": told.missing}
    early = days_early(satchel) if satchel.cleared_on and satchel.cleared_on <= on else None
    state = _("；提前%s天完成") % early if early else ""
    return _("应记%(due)s天，已记%(written)s天，缺%(missing)s天") % facts + state


def enforcement(scope: Scope) -> Block:
    """Cases filed and decided; they know no inspection."""
    cases = ordinary(enforcement_visible_to(scope.reader), source=scope.wanted.source)
    if scope.wanted.source:
        cases = cases.filter(source=scope.wanted.source)
    told = enforcement_counts(cases, on=scope.day)
    block = Block(_("查处情况"))
    if scope.wanted.inspection:
        return block
    block.count("cases_filed", _("立案"), told.filed, Way("cases_filed"))
    block.say(_("处罚决定"), f"{_n(told.decided)}（{percent(told.decided, told.filed)}%）", Way("cases_decided"))
    block.facts["cases_decided"] = Fact(_("处罚决定"), told.decided)
    block.say(_("罚款（元）"), f"{told.fines:,.2f}", Way("fines"))
    block.count("cases_to_police", _("移送公安机关"), told.to_police, Way("cases_to_police"))
    return block if told.filed else block.unprinted()


def support(scope: Scope) -> Block:
    """What the team in place was given, and whom it met."""
    inspections = _inspections(scope.wanted)
    batches = Batch.objects.filter(inspection__in=inspections, received_at__lte=scope.as_of).count()
    if not batches:
        return Block(_("督察支撑"))
    asked = DocumentRequest.objects.filter(inspection__in=inspections, asked_at__lte=scope.as_of)
    told = counts_of_support(asked, Meeting.objects.filter(inspection__in=inspections).exclude(held_on__gt=scope.day))
    block = Block(_("督察支撑"))
    block.count("batches", _("交办批次"), batches)
    papers = block.keep("document_requests", asked, Family.SUPPORT)
    block.say(_("调阅资料"), _("%(requests)s批 %(items)s项 %(copies)s份") % vars(told), papers)
    for name in ("requests", "items", "copies"):
        block.facts[f"document_{name}"] = Fact(_("调阅资料"), getattr(told, name))
    block.count("talks", _("谈话"), told.talks)
    block.count("visits", _("走访"), told.visits)
    return block


def _inspections(wanted: Wanted) -> QuerySet[Inspection]:
    if wanted.inspection:
        return Inspection.objects.filter(pk=wanted.inspection)
    if wanted.source:
        return Inspection.objects.filter(batches__clues__source_system=wanted.source).distinct()
    return ordinary(Inspection.objects.all())


def sections(scope: Scope) -> Block:
    """The month's readings, which come in after its end and know no source, and the letters they set off."""
    if scope.wanted.inspection:
        return Block(_("水质断面"))
    month = scope.day.replace(day=1)
    measured = ordinary(SectionReading.objects.filter(month=month), source=scope.wanted.source, path="section__")
    readings = list(measured.select_related("section"))
    if not readings:
        return Block(_("水质断面"))
    sections = {reading.section.event_subject[1] for reading in readings}
    letters = Letter.objects.filter(subject_id__in=sections)
    judged = [reading.target_met for reading in readings if reading.target_met is not None]
    block = Block(_("水质断面"), [(reading.section.name, _class(reading)) for reading in readings])
    every = block.keep("sections_judged", measured.filter(target_met__isnull=False), Family.SECTIONS)
    met = block.keep("sections_met", measured.filter(target_met=True), Family.SECTIONS)
    block.say(_("达标断面"), f"{sum(judged)}/{len(judged)}", replace(met, of=every))
    block.say(_("预警函"), _letters(letters, LetterKind.WARNING_LETTER))
    block.say(_("函告"), _letters(letters, LetterKind.PRINCIPAL_LETTER))
    block.facts.update({"sections_met": Fact(_("达标断面"), sum(judged)), **_measured(readings)})
    return block


def _measured(readings: Sequence[SectionReading]) -> dict[str, Fact]:
    worst = sum(reading.is_worst for reading in readings)
    return {"sections": Fact(_("监测断面"), len(readings)), "sections_worst": Fact(_("劣Ⅴ类断面"), worst)}


def _class(reading: SectionReading) -> str:
    judged = {True: _("达标"), False: _("不达标"), None: _("无考核目标")}[reading.target_met]
    return f"{reading.get_water_class_display()}，{judged}"


def _letters(letters: QuerySet[Letter], kind: str) -> str:
    mine = letters.filter(kind=kind)
    facts = {"drafted": mine.count(), "signed": mine.exclude(status=LetterStatus.DRAFTED).count()}
    return _("起草%(drafted)s份，签发%(signed)s份") % facts


def _n(count: int) -> str:
    return f"{count:,}"
