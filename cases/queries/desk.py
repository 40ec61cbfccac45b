"""What the office and the units look at first in the morning."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Model, OuterRef, Q, QuerySet, Subquery, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.models import Post, Role
from agencies.queries.calendar import WorkingCalendar
from agencies.queries.posts import recipients_at
from agencies.rules import is_command_office
from cases.models import OPEN, Channel, Clock, Clue, ClueStatus, Notice, RoutingMode
from cases.queries.clues import clues_visible_to
from kernel.actor import Actor
from kernel.apart import ordinary
from kernel.days import local_day
from kernel.listing import Shown, first_of
from kernel.nouns import NOUN_OF

LONGEST = 20
NOTICES = 30
OFFICE_CLOSES = time(17, 30)
# The roles whose posts the news tells.
TOLD_ROLES = (
    Role.INTAKE, Role.DISPATCHER, Role.DIRECTOR, Role.RECTIFICATION, Role.PUBLICITY, Role.HANDLER, Role.UNITHEAD,
    Role.INSPECTOR, Role.LEADER, Role.DISCIPLINE,
)  # fmt: skip
NOW_HERE = Q(status=ClueStatus.REGISTERED)
PROPOSED = NOW_HERE & Q(routing_mode=RoutingMode.PROPOSED)
# What 待转办 is made of: every clue that nobody has dispatched stands in one of these lists, on the desk and on paper.
UNDISPATCHED: Mapping[str, tuple[str | Promise, Q]] = {
    "undispatched": (_("待人工转办"), NOW_HERE & Q(given_back=False) & ~Q(routing_mode=RoutingMode.PROPOSED)),
    "proposed": (_("建议转办，待确认"), PROPOSED),
    "contested": (_("申请退办，待重新转办"), NOW_HERE & Q(given_back=True) & ~Q(routing_mode=RoutingMode.PROPOSED)),
}


@dataclass(frozen=True)
class Section:
    """One list of the desk: `count` is all of it, `clues` the most pressing of them."""

    key: str
    title: str | Promise
    count: int
    clues: Shown[Clue]
    verbs: tuple[str, ...] = ()
    more: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Queue:
    """What waits for this reader elsewhere: how much, and where."""

    title: str | Promise
    count: int
    address: str


# Each noun of a higher floor puts its queues here: what it gives for a reader, or nothing.
QUEUES: list[Callable[[Actor], list[Queue]]] = []


@dataclass(frozen=True)
class Desk:
    """The lists, in the order in which they press, and the inbox."""

    sections: list[Section]
    notices: Shown[Notice]
    told_of: dict[Any, Model] = field(default_factory=dict)
    queues: list[Queue] = field(default_factory=list)


@dataclass(frozen=True)
class _List:
    key: str
    title: str | Promise
    condition: Q
    order: tuple[Any, ...] = ("due_at", "id")
    verbs: tuple[str, ...] = ()
    more: str = ""
    tone: str = ""


HISTORICAL = _List(
    "historical", _("历史逾期（导入）"), Q(status__in=OPEN, historical_overdue=True), more="overdue=true"
)


@dataclass(frozen=True)
class Hours:
    """The instants that divide a desk: when the office closed last, the end of today and of this week."""

    closed: datetime
    today_ends: datetime
    week_ends: datetime


def hours_at(local_now: datetime, calendar: WorkingCalendar) -> Hours:
    """The dividing instants as of a time on the office's wall clock."""
    midnight = local_now.replace(hour=0, minute=0, second=0, microsecond=0)
    day = midnight - timedelta(days=1)
    while not calendar.is_working(local_day(day)):
        day -= timedelta(days=1)
    closed = day.replace(hour=OFFICE_CLOSES.hour, minute=OFFICE_CLOSES.minute)
    return Hours(closed, midnight + timedelta(days=1), midnight + timedelta(days=7 - midnight.weekday()))


def desk_of(actor: Actor, *, at: datetime, hours: Hours) -> Desk:
    """The desk of this reader: the office's, a leader's or a unit's; a fixed number of queries."""
    visible = ordinary(clues_visible_to(actor))
    if is_command_office(actor):
        lists = _office_lists(hours, at)
    elif actor.post is not None and actor.post.role == Role.LEADER:
        lists = _leader_lists(hours, at)
    else:
        visible, lists = visible.filter(lead_agency=actor.agency_id), _unit_lists(hours, at)
    sections = _filled(visible, lists, since=hours.closed)
    notices = inbox_of(actor, on=at)
    queues = [queue for queues_of in QUEUES for queue in queues_of(actor) if queue.count]
    return Desk(sections, notices, _told_of(notices, actor), queues)


def _told_of(notices: list[Notice], actor: Actor) -> dict[Any, Model]:
    """The records that the notices tell about and this reader sees: one query for each kind of record."""
    subjects: dict[str, list[UUID]] = {"clue": []}
    for notice in notices:
        subjects.setdefault(notice.subject_type, []).append(notice.subject_id)
    named: list[Model] = list(_rows(clues_visible_to(actor).filter(pk__in=subjects.pop("clue"))))
    for noun in NOUN_OF.values():
        named += list(noun.visible_to(actor).filter(pk__in=subjects[noun.name])) if noun.name in subjects else []
    return {row.pk: row for row in named}


def _filled(visible: QuerySet[Clue], lists: list[_List], *, since: datetime) -> list[Section]:
    """One query counts all lists, one fetches each that has any; what came late by import waits in its own."""
    lists = [replace(one, condition=one.condition & Q(historical_overdue=False)) for one in lists]
    lists = [*lists, HISTORICAL]
    rows = visible.filter(Q(status__in=OPEN) | Q(received_at__gte=since)).order_by()
    counts = rows.aggregate(**{f"n_{one.key}": Count("pk", filter=one.condition) for one in lists})
    ordered = _with_dispatch_due(visible)
    return [
        Section(
            key=one.key,
            title=one.title,
            count=counts[f"n_{one.key}"],
            clues=_first_of(ordered, one, counts[f"n_{one.key}"]),
            verbs=one.verbs,
            more=one.more,
            tone=one.tone if counts[f"n_{one.key}"] else "",
        )
        for one in lists
    ]


def _first_of(clues: QuerySet[Clue], one: _List, count: int) -> Shown[Clue]:
    """The most pressing; a list that is known to be empty is not asked for."""
    return Shown(_rows(clues.filter(one.condition)).order_by(*one.order)[:LONGEST] if count else [], count)


def _rows(clues: QuerySet[Clue]) -> QuerySet[Clue]:
    return clues.select_related("region", "lead_agency", "proposed_lead").defer("search", "findings", "measures")


def _with_dispatch_due(clues: QuerySet[Clue]) -> QuerySet[Clue]:
    running = Clock.objects.filter(subject_id=OuterRef("pk"), kind=Clock.Kind.DISPATCH, ended_at__isnull=True)
    return clues.annotate(dispatch_due_at=Subquery(running.values("due_at")[:1]))


def _due_lists(hours: Hours, at: datetime) -> list[_List]:
    still_open = Q(status__in=OPEN)
    today = still_open & Q(due_at__gte=at, due_at__lt=hours.today_ends)
    week = still_open & Q(due_at__gte=hours.today_ends, due_at__lt=hours.week_ends)
    late = still_open & Q(due_at__lt=at)
    return [
        _List("overdue", _("办结逾期"), late, verbs=("urge",), more="overdue=true", tone="red"),
        _List("today", _("今日办结到期"), today, verbs=("urge",), tone="amber"),
        _List("week", _("本周办结到期"), week, verbs=("urge",)),
    ]


def _office_lists(hours: Hours, at: datetime) -> list[_List]:
    # An order's hour runs from its receipt: so these are in the order of their clocks, and no clock need be asked.
    by_clock = (Case(When(channel=Channel.INSPECTION, then=0), default=1), "received_at")
    to_check = Q(status=ClueStatus.REPORTED)
    asked = Q(status__in=OPEN, extension_asked_days__isnull=False)
    unsigned = Q(status=ClueStatus.DISPATCHED)
    updated = Q(status__in=OPEN, source_updated_at__isnull=False)
    doubted = Q(status__in=OPEN, outside_region_km__isnull=False)
    overnight = Q(received_at__gte=hours.closed, dates_unknown=False)
    return [
        _List(
            "undispatched",
            *UNDISPATCHED["undispatched"],
            by_clock,
            ("dispatch", "reject", "present"),
            "status=registered",
            "amber",
        ),
        _List("proposed", *UNDISPATCHED["proposed"], by_clock, ("dispatch", "reject"), "status=registered", "teal"),
        _List("source_updated", _("来源已更新，待决定"), updated, verbs=("adopt_source", "keep_source"), tone="amber"),
        _List("place_doubted", _("地点与区划不符，待核对"), doubted, verbs=("confirm_place",), tone="amber"),
        _List("contested", *UNDISPATCHED["contested"], verbs=("dispatch", "reject"), tone="red"),
        _List("reported", _("结果待审核"), to_check, verbs=("close", "send_back"), more="status=reported", tone="teal"),
        _List("extensions", _("延期待审批"), asked, verbs=("approve_extension", "refuse_extension")),
        _List("unsigned", _("未签收"), unsigned, ("dispatched_at", "id"), ("urge", "recall"), "status=dispatched"),
        *_due_lists(hours, at),
        _List("overnight", _("夜间新到"), overnight, ("-received_at", "-id"), ("present",)),
    ]


def _leader_lists(hours: Hours, at: datetime) -> list[_List]:
    to_instruct = Q(status__in=OPEN, presented_at__isnull=False, instructed_at__isnull=True)
    overnight = Q(received_at__gte=hours.closed, dates_unknown=False)
    return [
        _List("presented", _("呈阅待批示"), to_instruct, ("-presented_at",), ("instruct",), tone="amber"),
        *_due_lists(hours, at),
        _List("overnight", _("夜间新到"), overnight, ("-received_at", "-id"), ("instruct",)),
    ]


def _unit_lists(hours: Hours, at: datetime) -> list[_List]:
    under_way = Q(status=ClueStatus.INVESTIGATING)
    return [
        _List("unsigned", _("待签收"), Q(status=ClueStatus.DISPATCHED), verbs=("sign", "contest"), tone="amber"),
        _List("signed", _("待核查"), Q(status=ClueStatus.SIGNED), verbs=("investigate", "assign", "contest")),
        _List("investigating", _("办理中"), under_way, verbs=("report", "request_extension", "comment"), tone="teal"),
        *_due_lists(hours, at),
    ]


def inbox_of(actor: Actor, *, on: datetime) -> Shown[Notice]:
    """The unread notices of the actor's post, and of posts whose duty falls to it."""
    unread = Notice.objects.filter(post__in=_posts_answered_by(actor, on), read_at__isnull=True)
    return first_of(_known_to(actor, unread).order_by("-urgency", "-at", "-id"), NOTICES)


def _known_to(actor: Actor, notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Without those about records of the compartment that this reader does not see: a tie leaves no trace."""
    apart = {noun.name: noun for noun in NOUN_OF.values() if noun.apart}
    found = set(notices.filter(subject_type__in=apart).order_by().values_list("subject_type", flat=True))
    for name in found:
        seen = apart[name].visible_to(actor).order_by().values("pk")
        notices = notices.filter(~Q(subject_type=name) | Q(subject_id__in=seen))
    return notices


def _posts_answered_by(actor: Actor, on: datetime) -> set[str]:
    post = actor.post
    if not isinstance(post, Post):
        return set()
    reached = recipients_at(post.agency_id, TOLD_ROLES, on=local_day(on))
    mine = {role for role, found in reached.items() if any(one.post.pk == post.pk for one in found)}
    return {f"{post.agency_id}:{role}" for role in mine} | {post.code}
