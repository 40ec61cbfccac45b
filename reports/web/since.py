"""What changed since a figure was frozen: each difference by its kind, and a way from it to its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from rest_framework.request import Request

from agencies.rules import in_business
from cases.queries.clues import clues_visible_to, for_reading
from cases.queries.lines import line_of
from kernel.access import find, permit
from kernel.actor import Actor
from kernel.api import page_of
from kernel.errors import BadInput, FieldError
from kernel.page_request import PageRequest
from kernel.web import page, page_or_partial
from reports.filters import Asked, whose
from reports.metrics import METRICS, Family, Figure, Metric
from reports.models import Report
from reports.queries.behind import PARTS, terms_of
from reports.queries.figures import Wanted
from reports.queries.frozen import latest_frozen
from reports.queries.reports import reports_visible_to
from reports.queries.revisions import Compared, Difference, Kind, Revisions, Standpoint
from reports.queries.rollups import counts_in

# What stands at an instant of every clue; what happened in a span of days moves otherwise.
SHOWN = ("clues_received", "clues_closed", "clues_interim_closed", "clues_open", "clues_overdue", "clues_not_accepted",
         "clues_merged", "clues_parts")  # fmt: skip
WAYS = {"added": 1, "removed": -1}
MOVES = {way: name for name, way in WAYS.items()}
OWN = ("until", "until_position", "kind", "way", "part", "key", "cursor", "page_size")


@dataclass(frozen=True)
class Line:
    """One figure as it was frozen, by what it differs, and as it stands at the later standpoint."""

    metric: Metric
    frozen: Figure
    moved: list[tuple[Difference, str]]
    present: Figure


@page
@require_safe
def since_frozen(request: PageRequest) -> HttpResponse:
    """The standing figures since the latest frozen month, or since a report up to its correction."""
    actor = request.actor
    permit(in_business(actor))
    report, later = (_report(request, actor, name) for name in ("report", "later"))
    asked = _asked(request.GET, also=("report", "later"))
    if report is None:
        frozen = latest_frozen(actor, asked.wanted, before=asked.as_of)
        report = frozen.report if frozen else None
    context: dict[str, Any] = {"report": report, "later": later, "lines": [], "whose": whose(actor)}
    if report is not None and report.position is not None:
        after = _standpoint(later) if later else Standpoint(asked.as_of)
        wanted = Wanted(source=report.source, inspection=report.inspection_id)
        context["until"] = timezone.localtime(after.as_of)
        context["lines"] = list(_lines(Compared(wanted, _standpoint(report), after, actor)))
    return page_or_partial(request, "reports/dashboard/since.html", context)


def _report(request: PageRequest, actor: Actor, name: str) -> Report | None:
    pk = request.GET.get(name, "")
    return find(reports_visible_to(actor), pk) if pk else None


def _standpoint(report: Report) -> Standpoint:
    return Standpoint(report.as_of, report.position)


def _lines(compared: Compared) -> Iterator[Line]:
    """The figures of both standpoints over what this reader may see, and the differences between them."""
    revisions = Revisions(compared)
    then, now = (
        counts_in(_wanted(compared, at), as_of=at.as_of, actor=compared.actor).whole
        for at in (compared.before, compared.after)
    )
    for name in SHOWN:
        metric = METRICS[name]
        moved = [(one, _address(metric, "numerator", compared, one)) for one in revisions.of(metric.numerator)]
        yield Line(metric, metric.of(then), moved, metric.of(now))


def _wanted(compared: Compared, at: Standpoint) -> Wanted:
    return Wanted(compared.wanted.source, inspection=compared.wanted.inspection, position=at.position)


def _address(metric: Metric, part: str, compared: Compared, one: Difference) -> str:
    """Where the clues behind a difference are listed."""
    wanted, before, after = compared.wanted, compared.before, compared.after
    told = {
        "metric": metric.name,
        "part": part,
        "as_of": timezone.localtime(before.as_of).isoformat(),
        "position": before.position,
        "until": timezone.localtime(after.as_of).isoformat(),
        "until_position": after.position,
        "source": wanted.source,
        "inspection": wanted.inspection,
        "batch": wanted.batch,
        "region_code": wanted.region_code,
        "from": wanted.received_from and wanted.received_from.isoformat(),
        "to": wanted.received_to and wanted.received_to.isoformat(),
        "group_by": compared.dimension,
        "key": compared.key,
        "kind": one.kind.value,
        "way": MOVES[one.way],
    }
    return f"/dashboard/since/rows?{urlencode({name: value for name, value in told.items() if value})}"


@page
@require_safe
def since_number(request: PageRequest) -> HttpResponse:
    """One frozen number beside what stands now, with the differences between them."""
    actor = request.actor
    permit(in_business(actor))
    asked, compared = _compared(request)
    part = _part(request)
    moved = Revisions(compared).of(terms_of(asked.metric, part))
    context = {"moved": [(one, _address(asked.metric, part, compared, one)) for one in moved]}
    return page_or_partial(request, "reports/dashboard/since_number.html", context)


@page
@require_safe
def since_rows(request: PageRequest) -> HttpResponse:
    """The clues that came into a figure since it was frozen, or went out of it, for one reason."""
    actor = request.actor
    permit(in_business(actor))
    asked, compared = _compared(request)
    kind, way = _one_of(request, "kind", Kind.values), WAYS[_one_of(request, "way", list(WAYS))]
    part = _part(request)
    found = Revisions(compared).of(terms_of(asked.metric, part))
    ids = next((one.ids for one in found if (one.kind, one.way) == (kind, way)), ())
    rows, addresses = page_of(for_reading(clues_visible_to(actor).filter(pk__in=ids)), Request(request))
    now = timezone.now()
    context = {
        "metric": asked.metric,
        "part": part,
        "since": (Kind(kind).label, f"{'+' if way > 0 else '−'}{len(ids):,}", timezone.localtime(compared.after.as_of)),
        "as_of": timezone.localtime(asked.as_of),
        "source": asked.wanted.source,
        "position": asked.wanted.position,
        "whose": whose(actor),
        "count": len(ids),
        "filtered": True,
        "list": "cases/clues/_list.html",
        "lines": [line_of(clue, actor, at=now) for clue in rows],
        "addresses": addresses,
    }
    return page_or_partial(request, "reports/dashboard/rows.html", context)


def _asked(query: QueryDict, *, also: tuple[str, ...] = OWN) -> Asked:
    given = {name: query.get(name, "").strip() for name in query if name not in also}
    params = {name: value for name, value in given.items() if value}
    return Asked({"metric": "clues_received", **params}, now=timezone.now())


def _compared(request: PageRequest) -> tuple[Asked, Compared]:
    """The number that was frozen, and the standpoint that it is compared with: the present one if none is named."""
    asked = _asked(request.GET)
    if asked.metric.family != Family.CLUES:
        raise BadInput(errors=[FieldError("/metric", "unknown", _("该指标不比较固化后的变化"))])
    # The later standpoint is read by the same rules as the frozen one.
    later = {"as_of": request.GET.get("until", ""), "position": request.GET.get("until_position", "")}
    until = Asked({"metric": asked.metric.name, **{k: v for k, v in later.items() if v}}, now=asked.now)
    if until.as_of < asked.as_of:
        raise BadInput(errors=[FieldError("/until", "before_as_of", _("比较时点不能早于固化时点"))])
    before = Standpoint(asked.as_of, asked.wanted.position)
    after = Standpoint(until.as_of, until.wanted.position)
    key = request.GET.get("key", "")
    return asked, Compared(asked.wanted, before, after, request.actor, asked.group_by, key)


def _part(request: PageRequest) -> str:
    return _one_of(request, "part", PARTS, PARTS[0])


def _one_of(request: PageRequest, name: str, known: Any, default: str = "") -> str:
    value = request.GET.get(name, default)
    if value not in known:
        raise BadInput(errors=[FieldError(f"/{name}", "unknown", " | ".join(known))])
    return value
