"""`/disclosures` at the REST door: what goes outwards, its rows, its files and its verbs."""

from datetime import datetime
from typing import Any

import django_filters
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.access import find
from kernel.api import LARGEST_PAGE, PAGE, entity_tag, page_of
from kernel.errors import BadInput, FieldError, PersonRequired
from kernel.filters import OfActor
from kernel.rest import AnyMedia
from kernel.rest_nouns import PAGING, SHOWS, ActionList, NounView, OneAction, OneRecord, filtered
from kernel.verbs import shaped
from reports.actions.disclosures import NewDisclosure, draft_disclosure
from reports.api.disclosure_outputs import disclosure_shown, row_shown
from reports.downloads import disclosed_file
from reports.models import DisclosureBatch, DisclosureStatus
from reports.nouns import DISCLOSURES
from reports.queries.disclosures import disclosures_visible_to, for_reading, items_visible_to
from reports.queries.places import place_before, rows_after


class DisclosureFilter(OfActor):
    """Which disclosures."""

    status = django_filters.ChoiceFilter(label="status", choices=DisclosureStatus.choices)
    inspection = django_filters.UUIDFilter(field_name="inspection_id")
    batch = django_filters.UUIDFilter(field_name="batch_id")
    source = django_filters.CharFilter()

    class Meta:
        model = DisclosureBatch
        fields: list[str] = []


class DisclosureView(NounView):
    """What every address of disclosures shares; a program reads, and never says what goes out."""

    noun = DISCLOSURES
    read_scope = "reports:read"
    write_scope = "reports:read"

    def read(self, pk: str) -> DisclosureBatch:
        """The disclosure with everything its answer shows."""
        return find(for_reading(disclosures_visible_to(self.actor)), pk)

    def read_back(self, disclosure: DisclosureBatch) -> DisclosureBatch:
        """One just written, with everything its answer shows; whoever wrote it may see the answer."""
        return for_reading(DisclosureBatch.objects.all()).get(pk=disclosure.pk)

    def tag(self, disclosure: DisclosureBatch) -> str:
        """By version."""
        return entity_tag(disclosure.id, disclosure.version)

    def shown(self, disclosure: DisclosureBatch) -> dict[str, Any]:
        """The disclosure as this caller may know it."""
        return disclosure_shown(disclosure, actor=self.actor)


SHOWS[DisclosureBatch] = DisclosureView


class DisclosureList(DisclosureView):
    """`/disclosures`."""

    parameters = None

    def get(self, request: Request) -> Response:
        """One page, newest first."""
        rows = for_reading(filtered(request, DisclosureFilter, disclosures_visible_to(self.actor), by=self.actor))
        found, addresses = page_of(rows, request, by="drafted_at")
        return Response({"results": [self.shown(row) for row in found], **addresses})

    def post(self, request: Request) -> Response:
        """Draft one."""
        if self.actor.client is not None:
            raise PersonRequired
        what = shaped(NewDisclosure, request.data, by=self.actor)
        return self.once(lambda now: self._draft(what, now), replay=self.replayed)

    def _draft(self, what: NewDisclosure, now: datetime) -> Response:
        return self.answer(self.read_back(draft_disclosure(what, by=self.actor, at=now)), status=201)


class DisclosureDetail(OneRecord, DisclosureView):
    """`/disclosures/{id}`."""


class DisclosureActions(ActionList, DisclosureView):
    """`/disclosures/{id}/actions`."""


class DisclosureAction(OneAction, DisclosureView):
    """`/disclosures/{id}/actions/{name}`."""


class DisclosureRows(DisclosureView):
    """`/disclosures/{id}/rows`."""

    parameters = None

    def get(self, request: Request, pk: str) -> Response:
        """Some rows in the order of the table; the cursor is the place of the last one before them."""
        disclosure = find(disclosures_visible_to(self.actor), pk)
        unknown = sorted(set(request.query_params) - PAGING)
        if unknown:
            raise BadInput(errors=[FieldError(f"/{name}", "unknown_filter", name) for name in unknown])
        place = _whole(request, "cursor", 0, range(10**8), "invalid_cursor")
        size = _whole(request, "page_size", PAGE, range(1, LARGEST_PAGE + 1), "invalid")
        rows = items_visible_to(self.actor).filter(disclosure=disclosure).select_related("republishes")
        found, following = rows_after(rows, place, size=size)
        before = place_before(rows, place, size=size)
        addresses = {"next": _address(request, following), "previous": _address(request, before)}
        return Response({"results": [row_shown(row) for row in found], **addresses})


def _whole(request: Request, name: str, usual: int, within: range, code: str) -> int:
    """A whole number of the query string, within its limits."""
    raw = request.query_params.get(name, str(usual))
    if not raw.isascii() or not raw.isdigit() or int(raw[:12]) not in within:
        facts = {"least": within.start, "most": within.stop - 1}
        raise BadInput(errors=[FieldError(f"/{name}", code, _("须为 %(least)s–%(most)s 的整数") % facts)])
    return int(raw)


def _address(request: Request, place: int | None) -> str | None:
    if place is None:
        return None
    query = request.query_params.copy()
    query["cursor"] = str(place)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


class DisclosureFileBytes(DisclosureView):
    """`/disclosures/{id}/file?type=docx|xlsx|html`."""

    content_negotiation_class = AnyMedia
    parameters = frozenset({"type"})

    def get(self, request: Request, pk: str) -> HttpResponse:
        """The same bytes each time once it went out, with their hash."""
        disclosure = find(disclosures_visible_to(self.actor), pk)
        content, headers = disclosed_file(disclosure, request.query_params.get("type", "html"), at=timezone.now())
        return HttpResponse(content, headers=headers)
