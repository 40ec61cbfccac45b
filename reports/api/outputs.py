"""What the REST door shows of reports."""

from typing import Any

from rest_framework import serializers

from reports.models import Report


class ReportOut(serializers.Serializer[Any]):
    """A report; `content` holds the frozen figures with their definitions, only on the single report."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Report.Kind.choices)
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    inspection = serializers.UUIDField(allow_null=True)
    source = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    as_of = serializers.DateTimeField()
    position = serializers.IntegerField(allow_null=True)
    version = serializers.IntegerField()
    restates = serializers.UUIDField(allow_null=True)
    reason = serializers.CharField(allow_null=True)
    taken_at = serializers.DateTimeField()
    content = serializers.DictField(required=False)
