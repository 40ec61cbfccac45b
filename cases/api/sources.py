"""Clues of other systems at the REST door: one by its own id, or up to a thousand at once."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.queries.directory import one_directory
from agencies.rules import in_business
from cases.actions.source_names import Source
from cases.actions.sources import OWNED, Outcome, Sent, Taken, take_in
from cases.api.clues import SUBMITS, ClueView
from cases.api.shapes import ClueIn, entry_of
from cases.clue_shape import LONGEST, has_controls
from cases.queries.sources import clue_of_source
from cases.source_versions import read_version
from kernel.access import permit
from kernel.api import StrictSerializer, field_errors
from kernel.errors import BadInput, DomainError, FieldError, NotFound
from kernel.rest import check_match, not_modified

MOST = 1_000
# What a body calls the source's own fields, where it is not their name.
CALLED = {"subject_name": "subject", "subject_uscc": "subject"}
# What a body may give besides: taken over from the first version, and of a later one only where it is still open.
ALSO = (
    "channel", "region", "legal_path", "priority", "pollution_types", "received_at", "handling_summary",
    "concerns_agency", "batch", "reporter",
)  # fmt: skip
ALSO_CALLED = {"region": "region_code"}


class SourceClueIn(ClueIn):
    """What PUT takes: a clue, and the version its system gives it; the address says whose it is."""

    source = None  # type: ignore[assignment]  # the address says it
    version = serializers.JSONField(help_text="a whole number or an RFC 3339 instant; one kind per client")

    def validate_version(self, value: object) -> str:
        """As it is kept."""
        try:
            return read_version(value)
        except ValueError:
            raise serializers.ValidationError(_("版本须为整数或带时区的时间")) from None

    def sent(self, system: str, external_id: str) -> Sent:
        """The cleaned input as what a system sent."""
        cleaned = dict(self.validated_data)
        source = Source(system, external_id, cleaned.pop("version"))
        return sent_as(cleaned, source, named=set(self.initial_data), version_at="/version")


class BatchIn(StrictSerializer):
    """What POST takes: each item is shaped by itself, so that one bad one spoils no other."""

    items = serializers.ListField(child=serializers.JSONField(allow_null=True))


def sent_as(
    cleaned: Mapping[str, Any],
    source: Source | None = None,
    *,
    named: Collection[str],
    version_at: str = "/source/version",
) -> Sent:
    """A cleaned clue as an entry, with the names of the source's own fields that the body gave."""
    entry = entry_of(cleaned)
    given = frozenset(name for name in OWNED if CALLED.get(name, name) in cleaned)
    also = frozenset(name for name in ALSO if ALSO_CALLED.get(name, name) in named)
    return Sent(replace(entry, source=source or entry.source), given, version_at=version_at, also=also)


class SourceClue(ClueView):
    """`/sources/{system}/clues/{external_id}`."""

    write_scope = SUBMITS

    def get(self, request: Request, system: str, external_id: str) -> Response:
        """The clue that the system knows by this id."""
        known = clue_of_source(self.actor, system, external_id)
        if known is None:
            raise NotFound
        clue = self.read(str(known.pk))
        tag = self.tag(clue)
        return Response(status=304, headers={"ETag": tag}) if not_modified(request, tag) else self.answer(clue)

    def put(self, request: Request, system: str, external_id: str) -> Response:
        """Register it, bring it up to date, or note that this version came too late."""
        permit(in_business(self.actor))
        shape = SourceClueIn(data=request.data, context={"by": self.actor})
        shape.is_valid(raise_exception=True)
        _refuse_long_names(system, external_id)
        sent = shape.sent(system, external_id)
        return self.once(lambda now: self._take(request, sent, now), replay=self.replayed)

    def _take(self, request: Request, sent: Sent, now: datetime) -> Response:
        self._check_match(request, sent)
        [taken] = take_in([sent], by=self.actor, at=now)
        if taken.clue is None:
            raise taken.refusal or NotFound
        clue = self.read_back(taken.clue)
        response = self.answer(clue, status=201 if taken.outcome == Outcome.CREATED else 200)
        response.data["outcome"] = taken.outcome
        response.data["ignored"] = _called(taken)
        return response

    def _check_match(self, request: Request, sent: Sent) -> None:
        known = clue_of_source(self.actor, *sent.key) if sent.key and "If-Match" in request.headers else None
        if known is not None:
            check_match(request, self.tag(known), lambda: self.shown(self.read(str(known.pk))))


class ClueBatch(ClueView):
    """`/clues/batch`."""

    write_scope = SUBMITS

    def post(self, request: Request) -> Response:
        """Take in up to a thousand clues; what becomes of each is told of each."""
        permit(in_business(self.actor))
        shape = BatchIn(data=request.data)
        shape.is_valid(raise_exception=True)
        items = shape.validated_data["items"]
        if len(items) > MOST:
            raise BadInput(errors=[FieldError("/items", "too_many", _("一次最多 1000 条"))])
        return self.once(lambda now: self._take(items, now), replay=_again)

    def _take(self, items: list[Any], now: datetime) -> Response:
        # One shape reads them all: making it anew for each would take longer than all the rest.
        shape = ClueIn(context={"by": self.actor})
        results: dict[int, dict[str, object]] = {}
        sound: dict[int, Sent] = {}
        with one_directory():
            for index, item in enumerate(items):
                try:
                    sound[index] = sent_as(shape.run_validation(item), named=set(item))
                except serializers.ValidationError as error:
                    results[index] = _refused(index, field_errors(error.detail))
        taken = take_in(list(sound.values()), by=self.actor, at=now)
        results.update((index, _told(index, one)) for index, one in zip(sound, taken, strict=True))
        response = Response({"results": [results[index] for index in range(len(items))]})
        response.resource = orjson.dumps(response.data, default=str).decode()  # type: ignore[attr-defined]
        return response


def _again(resource: str, status: int) -> Response:
    """What became of each the first time: ids and outcomes, nothing anybody wrote."""
    return Response(orjson.loads(resource), status=status)


def _told(index: int, taken: Taken) -> dict[str, object]:
    if taken.clue is None:
        refusal = taken.refusal or NotFound()
        return _refused(index, list(refusal.errors) or [_whole(refusal)])
    result = _result(index, taken.outcome, str(taken.clue.pk), taken.clue.number)
    return {**result, "marks": taken.clue.marks, "ignored": _called(taken)}


def _called(taken: Taken) -> list[str]:
    """What was not taken over, as the body names it."""
    return sorted(ALSO_CALLED.get(name, name) for name in taken.ignored)


def _whole(refusal: DomainError) -> FieldError:
    return FieldError("", refusal.code, refusal.detail)


def _refused(index: int, errors: list[FieldError]) -> dict[str, object]:
    told = [{"pointer": one.pointer, "code": one.code, "detail": str(one.detail)} for one in errors]
    return {**_result(index, Outcome.REJECTED, None, None), "errors": told}


def _result(index: int, outcome: str, pk: str | None, number: str | None) -> dict[str, object]:
    return {
        "index": index,
        "outcome": str(outcome),
        "id": pk,
        "number": number,
        "errors": [],
        "marks": [],
        "ignored": [],
    }


def _refuse_long_names(system: str, external_id: str) -> None:
    """The address names a system and its id within the lengths that are kept, without control characters."""
    too_long = len(system) > LONGEST["source_system"] or len(external_id) > LONGEST["external_id"]
    if too_long or has_controls(system + external_id):
        raise BadInput(errors=[FieldError("", "invalid", _("来源系统名称或编号过长，或含有控制字符"))])
