"""The board of the joint mechanism, and the pages on which its records are written down."""

from datetime import date

from django.http import HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kernel.access import find
from kernel.actor import Actor
from kernel.apart import ordinary
from kernel.forms import Options
from kernel.listing import first_of
from kernel.page_request import PageRequest
from kernel.web import page, page_or_partial
from kernel.web_nouns import VerbPage
from supervision.actions.mechanism import (
    Inspect,
    ProposeInterview,
    PublishTotal,
    Share,
    inspect_jointly,
    propose_interview,
    publish_total,
    share_item,
)
from supervision.models import Interview
from supervision.nouns import INTERVIEWS
from supervision.queries.changes import apart_since
from supervision.queries.mechanism import (
    counts_of,
    inspections_visible_to,
    interviews_visible_to,
    items_visible_to,
    totals_visible_to,
)
from supervision.rules import drafts, is_organ
from supervision.web.record_forms import RecordPage
from supervision.web.referrals import refuse_strangers

LONGEST = 500
TONES = {"proposed": "amber", "approved": "blue", "held": "green", "cancelled": ""}
BOARD = "/joint/"


@page
@require_safe
def board(request: PageRequest) -> HttpResponse:
    """The four limbs as of a day: counts first, then the rows they are made of."""
    actor = request.actor
    refuse_strangers(actor)
    as_of = _day(request.GET.get("as_of", "")) or timezone.localdate()
    source = request.GET.get("source", "").strip()
    by_source = {"source": source} if source else {}
    upto = {"on__lte": as_of, **by_source}
    interviews = (
        ordinary(interviews_visible_to(actor), source=source).filter(**by_source).prefetch_related("units__agency")
    )
    context = {
        "as_of": as_of,
        "reader_agency": str(actor.post.agency) if actor.post else actor.agency_id,
        "source": source,
        "counts": counts_of(actor, as_of=as_of, source=source),
        "items": first_of(ordinary(items_visible_to(actor), source=source).filter(**upto), LONGEST),
        "inspections": first_of(ordinary(inspections_visible_to(actor), source=source).filter(**upto), LONGEST),
        "interviews": first_of(interviews, LONGEST).each(lambda one: (one, TONES[one.status])),
        "today": timezone.localdate(),
        "totals": first_of(ordinary(totals_visible_to(actor), source=source).filter(**upto), LONGEST),
        "drafts": drafts(actor),
        "organ": is_organ(actor),
    }
    return page_or_partial(request, "supervision/joint/board.html", context)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@page
@require_safe
def interview_detail(request: PageRequest, pk: str) -> HttpResponse:
    """One interview: whom, why, and who has approved."""
    actor = request.actor
    refuse_strangers(actor)
    interview = find(interviews_visible_to(actor).prefetch_related("units__agency"), pk)
    context = {
        "interview": interview,
        "tone": TONES[interview.status],
        "today": timezone.localdate(),
        "buttons": [(name, INTERVIEWS.verb(name).label) for name in INTERVIEWS.open_to(actor, interview)],
    }
    return page_or_partial(request, "supervision/joint/interview.html", context)


def _to_board(record: object) -> str:
    return BOARD


def _publishes(actor: Actor) -> bool:
    return is_organ(actor) and drafts(actor)


new_item = RecordPage(
    _("登记信息共享、线索移送"), _("一行一件；正式移送的件在送达时自动计入，不再登记"), Share, share_item, drafts,
    refuse_strangers, BOARD, _to_board,
).view()  # fmt: skip
new_inspection = RecordPage(
    _("登记联合监督检查"), _("双方共同开展的一次检查"), Inspect, inspect_jointly, drafts, refuse_strangers, BOARD,
    _to_board,
).view()  # fmt: skip
new_interview = RecordPage(
    _("提出联合约谈"), _("双方负责人审批后进行；三种情形之外的须写明理由"), ProposeInterview, propose_interview, drafts,
    refuse_strangers, BOARD, lambda one: f"/interviews/{one.pk}",
).view()  # fmt: skip
new_total = RecordPage(
    _("发布问责数据"), _("只发布总数、范围和日期；不填人数即为未公布"), PublishTotal, publish_total, _publishes,
    refuse_strangers, BOARD, _to_board,
).view()  # fmt: skip


def _title(request: PageRequest, interview: Interview) -> str:
    return str(interview.get_ground_display())


def _no_options(interview: Interview) -> Options:
    return lambda _field: None


interview_action = VerbPage(INTERVIEWS, _no_options, _title, frozenset({"cancel"}), since=apart_since).view()
