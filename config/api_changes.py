"""The change feed and its daily reconciliation at the REST door."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.queries.directory import agencies_below
from agencies.rules import is_command_office
from cases.queries.sources import reconciliation
from config.feed import FEED
from kernel.errors import BadInput, FieldError
from kernel.feed import CursorExpired, FeedReader
from kernel.keys import key_ring
from kernel.rest import ContractView
from kernel.seals import seal_events

LARGEST = 500
USUAL = 100
PLACE = "changes|cursor"
# First the lists, then the feed from its beginning: what an older version says changes nothing any more.
RESYNC = ["/api/v1/clues?page_size=200", "/api/v1/tasks?page_size=200", "/api/v1/changes"]


class FeedView(ContractView):
    """What both addresses of the feed share."""

    parameters = None
    read_scope = "changes:read"

    def refuse_unknown(self, request: Request, *known: str) -> None:
        """A parameter nobody reads is a mistake of the caller's."""
        unknown = sorted(set(request.query_params) - set(known))
        if unknown:
            raise BadInput(errors=[FieldError(f"/{name}", "unknown_filter", f"{name}?") for name in unknown])


class Changes(FeedView):
    """`/changes`."""

    def get(self, request: Request) -> Response:
        """What happened after the cursor, or from the oldest that is kept."""
        self.refuse_unknown(request, "cursor", "limit")
        after, limit = _position(request.query_params.get("cursor")), _limit(request.query_params.get("limit"))
        # Whoever waits for news need not wait for the worker's turn.
        seal_events()
        try:
            page = FEED.page(self._reader(), after=after, limit=limit, at=timezone.now())
        except CursorExpired as refusal:
            refusal.facts["resync"] = RESYNC
            raise
        cursor = key_ring().disguise(page.shown, place=PLACE)
        return Response({"events": page.events, "cursor": cursor, "has_more": page.has_more})

    def _reader(self) -> FeedReader:
        agencies = agencies_below(self.actor.agency_id) if self.actor.agency_id else set()
        return FeedReader(self.caller, self.actor, frozenset(agencies), sees_all=is_command_office(self.actor))


class Reconciliation(FeedView):
    """`/changes/reconcile`."""

    def get(self, request: Request) -> Response:
        """Count and hash of the clues registered here on a day, by source."""
        self.refuse_unknown(request, "date")
        day = _day(request.query_params.get("date"), today=timezone.localdate())
        begin = timezone.make_aware(datetime.combine(day, datetime.min.time()))
        return Response({"date": day, "results": reconciliation(self.actor, begin=begin)})


def _position(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    try:
        return key_ring().undisguise(cursor, place=PLACE)
    except ValueError:
        raise BadInput(errors=[FieldError("/cursor", "invalid_cursor", _("游标无效"))]) from None


def _limit(text: str | None) -> int:
    if text is None:
        return USUAL
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= LARGEST:
        raise BadInput(errors=[FieldError("/limit", "invalid", _("limit 须为 1–500 的整数"))])
    return int(text)


def _day(text: str | None, *, today: date) -> date:
    try:
        day = today if text is None else parse_date(text)
    except ValueError:
        day = None
    if day is None or day > today:
        raise BadInput(errors=[FieldError("/date", "invalid", _("须为 YYYY-MM-DD，且不晚于今天"))])
    return day
