"""What the REST door shows of disclosures."""

from typing import Any

from rest_framework import serializers

from agencies.rules import is_command_office
from cases.measures import PRINTED, in_words, measures_of
from cases.models import Closure, PollutionType, Verdict
from kernel.actor import Actor
from reports.models import Beside, DisclosureBatch, DisclosureItem, DisclosureStatus


class Out(serializers.Serializer[Any]):
    """A shape that is only shown."""


class OutletOut(Out):
    """Where it was put out."""

    outlet = serializers.CharField()
    put_out_on = serializers.DateField()
    link = serializers.CharField(allow_null=True)


class DisclosureOut(Out):
    """A disclosure; who wrote and read it over is shown to the office alone, the note once it went out."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=DisclosureStatus.choices)
    title = serializers.CharField()
    inspection = serializers.UUIDField(allow_null=True)
    batch = serializers.UUIDField(allow_null=True)
    source = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    first_day = serializers.DateField(allow_null=True)
    last_day = serializers.DateField(allow_null=True)
    rows = serializers.IntegerField(help_text="orders; each is one, whatever was split or merged")
    again = serializers.IntegerField()
    beside = serializers.IntegerField(help_text="parts and merged ones, which count among no orders")
    contact = serializers.CharField(allow_null=True)
    note = serializers.CharField(allow_null=True)
    drafted_by = serializers.CharField(allow_null=True)
    submitted_by = serializers.CharField(allow_null=True)
    reviewed_by = serializers.CharField(allow_null=True)
    published_by = serializers.CharField(allow_null=True)
    drafted_at = serializers.DateTimeField()
    published_on = serializers.DateField(allow_null=True)
    content = serializers.DictField(allow_null=True)
    outlets = OutletOut(many=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    withdrawal_reason = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()


class DisclosurePageOut(Out):
    """A keyset page of disclosures."""

    results = DisclosureOut(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class DisclosedRowOut(Out):
    """One complaint as the table prints it."""

    row = serializers.IntegerField()
    number = serializers.CharField()
    key = serializers.BooleanField()
    area = serializers.CharField()
    further_areas = serializers.ListField(child=serializers.CharField())
    pollution_types = serializers.ListField(child=serializers.ChoiceField(choices=PollutionType.choices))
    batch_label = serializers.CharField(allow_null=True)
    verdict = serializers.ChoiceField(choices=Verdict.choices, allow_null=True)
    closure = serializers.ChoiceField(choices=Closure.choices)
    problem = serializers.CharField()
    findings = serializers.CharField()
    done = serializers.CharField()
    measures = serializers.DictField(help_text="counts; null was not published")
    measures_text = serializers.CharField()
    beside = serializers.ChoiceField(
        choices=Beside.choices, allow_null=True, help_text="a part or a merged one; null is an order of its own"
    )
    of_number = serializers.CharField(allow_null=True, help_text="the order that a part or a merged one belongs to")
    republishes = serializers.UUIDField(allow_null=True, help_text="the disclosure that told of it before")


class DisclosedRowsOut(Out):
    """Some rows in the order of the table."""

    results = DisclosedRowOut(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


def disclosure_shown(disclosure: DisclosureBatch, *, actor: Actor) -> dict[str, Any]:
    """A disclosure as the contract prints it."""
    people = ("drafted_by", "submitted_by", "reviewed_by", "published_by")
    whole = is_command_office(actor)
    named = {name: getattr(getattr(disclosure, name), "username", None) if whole else None for name in people}
    return {
        "id": str(disclosure.pk),
        "status": disclosure.status,
        "title": disclosure.title,
        "inspection": str(disclosure.inspection_id) if disclosure.inspection_id else None,
        "batch": str(disclosure.batch_id) if disclosure.batch_id else None,
        "source": disclosure.source or None,
        "first_day": disclosure.first_day,
        "last_day": disclosure.last_day,
        "rows": disclosure.rows,  # type: ignore[attr-defined]  # counted by the query
        "again": disclosure.again,  # type: ignore[attr-defined]  # as above
        "beside": disclosure.beside,  # type: ignore[attr-defined]  # as above
        "contact": disclosure.contact or None,
        "note": disclosure.note or None,
        **named,
        "drafted_at": disclosure.drafted_at,
        "published_on": disclosure.published_on,
        "content": disclosure.content,
        "outlets": [
            {"outlet": one.outlet, "put_out_on": one.put_out_on, "link": one.link or None}
            for one in disclosure.outlets.all()
        ],
        "withdrawn_at": disclosure.withdrawn_at,
        "withdrawal_reason": disclosure.withdrawal_reason or None,
        "version": disclosure.version,
    }


def row_shown(row: DisclosureItem) -> dict[str, Any]:
    """A row as the contract prints it."""
    measures = measures_of(row)
    return {
        "row": row.position,
        "number": row.number,
        "key": row.is_key,
        "area": row.area,
        "further_areas": row.further_areas,
        "pollution_types": row.pollution_types,
        "batch_label": row.batch_label or None,
        "verdict": row.verdict or None,
        "closure": row.closure,
        "problem": row.problem,
        "findings": row.findings,
        "done": row.done,
        "measures": {name: _amount(getattr(measures, name)) for name, _word, _unit in PRINTED},
        "measures_text": in_words(measures),
        "beside": row.beside or None,
        "of_number": row.of_number or None,
        "republishes": str(row.republishes.disclosure_id) if row.republishes else None,
    }


def _amount(value: Any) -> Any:
    """Money as text with two places, counts as they are."""
    return value if value is None or isinstance(value, int) else f"{value:.2f}"
