"""What the addresses of sync take and show; the OpenAPI document is drawn from it."""

from typing import Any

from rest_framework import serializers

from cases.actions.sources import Outcome
from cases.api.outputs import ClueOut
from cases.api.shapes import ClueIn

OUTCOMES = [(outcome.value, outcome.value) for outcome in Outcome]


class SourceClueOut(ClueOut):
    """A clue as PUT answers: with what became of this version."""

    outcome = serializers.ChoiceField(choices=OUTCOMES, help_text="created, updated or stale")
    ignored = serializers.ListField(child=serializers.CharField(), help_text="given, and not taken over")


class BatchShape(serializers.Serializer[Any]):
    """Up to a thousand clues."""

    items = ClueIn(many=True)


class ItemErrorOut(serializers.Serializer[Any]):
    """One fault of one field of an item; the pointer begins at the item."""

    pointer = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class ItemOut(serializers.Serializer[Any]):
    """What became of one item."""

    index = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    id = serializers.UUIDField(allow_null=True)
    number = serializers.CharField(allow_null=True)
    marks = serializers.ListField(child=serializers.CharField(), help_text="such as location_outside_region")
    ignored = serializers.ListField(child=serializers.CharField())

    def get_fields(self) -> dict[str, Any]:
        """`errors` is also the name of the framework's own list."""
        return {**super().get_fields(), "errors": ItemErrorOut(many=True)}


class BatchOut(serializers.Serializer[Any]):
    """One result for each item, in their order."""

    results = ItemOut(many=True)


class ChangeOut(serializers.Serializer[Any]):
    """One change, thin: read the resource for what it is now."""

    id = serializers.UUIDField()
    type = serializers.CharField(help_text="such as clue.dispatched; clue.removed where the record left the reader")
    resource = serializers.CharField()
    resource_id = serializers.UUIDField()
    version = serializers.IntegerField(help_text="orders the changes of one resource")
    occurred_at = serializers.DateTimeField()

    def get_fields(self) -> dict[str, Any]:
        """`data` is also the name of a framework's property."""
        return {**super().get_fields(), "data": serializers.DictField(help_text="a tombstone carries deleted: true")}


class ChangesOut(serializers.Serializer[Any]):
    """A page of the change feed."""

    events = ChangeOut(many=True)
    cursor = serializers.CharField(help_text="keep it: it is all a follower needs")
    has_more = serializers.BooleanField()


class SourceCountOut(serializers.Serializer[Any]):
    """What one source gave us on a day."""

    count = serializers.IntegerField()
    hash = serializers.CharField(help_text="SHA-256 over a line `external_id version` for each, by the ids' bytes")

    def get_fields(self) -> dict[str, Any]:
        """`source` is also the name of a framework's option."""
        return {"source": serializers.CharField(), **super().get_fields()}


class ReconciliationOut(serializers.Serializer[Any]):
    """A day's counts by source."""

    date = serializers.DateField()
    results = SourceCountOut(many=True)
