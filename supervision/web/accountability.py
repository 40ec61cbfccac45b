"""Accountability as it was published: totals by outcome, rank and body, and the notices that they come from."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from rest_framework.request import Request

from kernel.actor import Actor
from kernel.api import page_of
from kernel.errors import BadInput, FieldError, NotFound, Words
from kernel.page_request import PageRequest
from kernel.web import page, page_or_partial
from supervision.actions.accountability import KeepNotice, keep_notice
from supervision.models import AccountabilityNotice, Body, Outcome, Rank
from supervision.queries.accountability import (
    outcomes_by,
    outcomes_in,
    persons_by,
    persons_in,
    published_by,
    reads_accountability,
)
from supervision.rules import of_two_organs
from supervision.web.record_forms import RecordPage

DIMENSIONS: dict[str, tuple[Words, type[Outcome] | type[Rank] | type[Body]]] = {
    "outcome": (_("按处理方式"), Outcome),
    "rank": (_("按级别"), Rank),
    "body": (_("按单位类型"), Body),
}


# What narrows the page, besides its day and its source.
ONLY = tuple(DIMENSIONS)
KNOWN = frozenset({"as_of", "from", "source", "cursor", "page_size", *ONLY})


def _refuse_strangers(actor: Actor) -> None:
    """To whoever is of neither organ and leads nothing there is no such page."""
    if not reads_accountability(actor):
        raise NotFound


@page
@require_safe
def accountability(request: PageRequest) -> HttpResponse:
    """The totals as of a day, and the notices behind them, the newest first."""
    actor = request.actor
    _refuse_strangers(actor)
    only = _only(request)
    as_of, since = _day(request, "as_of") or timezone.localdate(), _day(request, "from")
    source = request.GET.get("source", "")
    notices = published_by(actor, on=as_of, source=source, since=since)
    told = notices.filter(pk__in=outcomes_in(notices, only).values("person__notice")) if only else notices
    found, addresses = page_of(told, Request(request), by="kept_at")
    # One rank by every outcome would be a table of single persons: what is narrowed stands alone.
    tables = [_table(name, notices, only) for name in only or DIMENSIONS]
    context = {
        "as_of": as_of,
        "since": since,
        "source": source,
        "choices": [
            (name, title, choices.choices, only.get(name, "")) for name, (title, choices) in DIMENSIONS.items()
        ],
        "published": told.count(),
        "tables": tables,
        "persons": persons_in(notices, only).count(),
        "outcomes": outcomes_in(notices, only).count(),
        "notices": found,
        "addresses": addresses,
        "keeps": of_two_organs(actor),
    }
    return page_or_partial(request, "supervision/accountability/accountability.html", context)


def _only(request: PageRequest) -> dict[str, str]:
    """The outcome, rank or body alone that is asked for; what nobody knows is refused by name."""
    faults = [FieldError(f"/{name}", "unknown_filter", name) for name in sorted(set(request.GET) - KNOWN)]
    only = {name: request.GET[name] for name in ONLY if request.GET.get(name)}
    unknown = [name for name, value in only.items() if value not in DIMENSIONS[name][1].values]
    faults += [
        FieldError(f"/{name}", "unknown", _("没有这个取值：%(value)s") % {"value": only[name]}) for name in unknown
    ]
    faults += [
        FieldError(f"/{name}", "one_at_a_time", _("处理方式、级别、单位类型只能选一项")) for name in list(only)[1:]
    ]
    if faults:
        raise BadInput(errors=faults)
    return only


def _day(request: PageRequest, name: str) -> date | None:
    told = request.GET.get(name, "")
    try:
        day = parse_date(told) if told else None
    except ValueError:
        day = None
    if told and (day is None or day > timezone.localdate()):
        raise BadInput(errors=[FieldError(f"/{name}", "invalid", _("须为不晚于今天的日期"))])
    return day


def _table(dimension: str, notices: QuerySet[AccountabilityNotice], only: Mapping[str, str]) -> dict[str, Any]:
    """Persons once beside 人次, for every key that occurs."""
    title, choices = DIMENSIONS[dimension]
    persons, outcomes = persons_by(notices, dimension, only), outcomes_by(notices, dimension, only)
    return {
        "title": title,
        "rows": [
            (label, persons[key], outcomes[key]) for key, label in choices.choices if outcomes[key] or persons[key]
        ],
    }


def _led_to(_notice: AccountabilityNotice) -> str:
    return "/accountability/"


new_notice = RecordPage(
    title=_("登记问责通报"),
    hint=_("人员表每行一人，列为序号、级别、单位类型、处理方式（多种处理用顿号分开）；不录姓名"),
    takes=KeepNotice,
    do=keep_notice,
    allowed=of_two_organs,
    hidden=_refuse_strangers,
    back="/accountability/",
    leads_to=_led_to,
).view()
