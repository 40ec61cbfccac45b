"""Accountability as it was published: totals by outcome, rank and body, and the notices that they come from."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from rest_framework.request import Request

from cases.queries.clues import sees_territory
from kernel.actor import Actor
from kernel.api import page_of
from kernel.errors import BadInput, FieldError, NotFound, Words
from kernel.web import page, page_or_partial
from supervision.actions.accountability import KeepNotice, keep_notice
from supervision.models import AccountabilityNotice, Body, Outcome, Rank
from supervision.queries.accountability import outcomes_by, persons_by, published_by
from supervision.rules import of_two_organs
from supervision.web.record_forms import RecordPage

DIMENSIONS: dict[str, tuple[Words, type[Outcome] | type[Rank] | type[Body]]] = {
    "outcome": (_("按处理方式"), Outcome),
    "rank": (_("按级别"), Rank),
    "body": (_("按单位类型"), Body),
}


def _refuse_strangers(actor: Actor) -> None:
    """To whoever is of neither organ and leads nothing there is no such page."""
    if not (of_two_organs(actor) or sees_territory(actor)):
        raise NotFound


@page
@require_safe
def accountability(request: HttpRequest) -> HttpResponse:
    """The totals as of a day, and the notices behind them, the newest first."""
    actor = request.actor  # type: ignore[attr-defined]
    _refuse_strangers(actor)
    as_of, source = _day(request), request.GET.get("source", "")
    notices = published_by(actor, on=as_of, source=source)
    found, addresses = page_of(notices, Request(request), by="kept_at")
    tables = [_table(name, notices) for name in DIMENSIONS]
    context = {
        "as_of": as_of,
        "source": source,
        "tables": tables,
        "persons": sum(row[1] for row in tables[0]["rows"]),
        "outcomes": sum(row[2] for row in tables[0]["rows"]),
        "notices": found,
        "addresses": addresses,
        "keeps": of_two_organs(actor),
    }
    return page_or_partial(request, "supervision/accountability/accountability.html", context)


def _day(request: HttpRequest) -> Any:
    told, today = request.GET.get("as_of", ""), timezone.localdate()
    try:
        day = parse_date(told) if told else today
    except ValueError:
        day = None
    if day is None or day > today:
        raise BadInput(errors=[FieldError("/as_of", "invalid", _("须为不晚于今天的日期"))])
    return day


def _table(dimension: str, notices: Any) -> dict[str, Any]:
    """Persons once beside 人次, for every key that occurs."""
    title, choices = DIMENSIONS[dimension]
    persons, outcomes = persons_by(notices, dimension), outcomes_by(notices, dimension)
    return {
        "title": title,
        "rows": [(label, persons[key], outcomes[key]) for key, label in choices.choices if outcomes[key]],
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
