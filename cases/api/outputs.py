"""What the REST door shows: the OpenAPI document is drawn from it, and a test holds it to the answers."""

from typing import Any

from rest_framework import serializers

from cases.api.imposed import ImposedOut
from cases.models import (
    Channel,
    Clock,
    Closure,
    ClueStatus,
    CoordSys,
    Inspection,
    LegalPath,
    PollutionType,
    Priority,
    RoutingMode,
    Verdict,
)


class Out(serializers.Serializer[Any]):
    """A shape that is only shown."""


class ClockOut(Out):
    """A running or ended deadline."""

    kind = serializers.ChoiceField(choices=Clock.Kind.choices)
    policy = serializers.CharField()
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=Clock.State.choices)
    provisional = serializers.BooleanField()
    reason = serializers.CharField(help_text="why this date, to be rechecked on paper")


class PlaceOut(Out):
    """A point in WGS-84."""

    lon = serializers.FloatField()
    lat = serializers.FloatField()


class SubjectOut(Out):
    """Who is said to pollute."""

    name = serializers.CharField()
    uscc = serializers.CharField()


class ReporterOut(Out):
    """The sealed reporter; name and phone only in the answer of `reveal_reporter`."""

    is_named = serializers.BooleanField()
    sealed = serializers.BooleanField()
    name = serializers.CharField(required=False)
    phone = serializers.CharField(required=False)


class SourceOut(Out):
    """Where another system knows it."""

    system = serializers.CharField()
    external_id = serializers.CharField()
    version = serializers.CharField(allow_null=True)


class SourceWaitingOut(Out):
    """What a source said after the unit had its words, until the office adopts it or keeps its own."""

    updated_at = serializers.DateTimeField()
    address = serializers.CharField(allow_null=True)
    subject_name = serializers.CharField(allow_null=True)


class RoutingOut(Out):
    """Which rule fired, and how."""

    mode = serializers.ChoiceField(choices=[code for code in RoutingMode.choices if code[0]], allow_null=True)
    rule = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_null=True)
    proposed_lead = serializers.CharField(allow_null=True)


class ClueOut(Out):
    """A clue as this caller may know it."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    status = serializers.ChoiceField(choices=ClueStatus.choices)
    verdict = serializers.ChoiceField(choices=Verdict.choices, allow_null=True)
    closure = serializers.ChoiceField(choices=Closure.choices, allow_null=True)
    title = serializers.CharField()
    description = serializers.CharField(allow_null=True, help_text="never shown to a handling unit")
    handling_summary = serializers.CharField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    legal_path = serializers.ChoiceField(choices=LegalPath.choices)
    priority = serializers.ChoiceField(choices=Priority.choices)
    pollution_types = serializers.ListField(child=serializers.ChoiceField(choices=PollutionType.choices))
    region_code = serializers.CharField()
    region_name = serializers.CharField()
    address = serializers.CharField()
    lon = serializers.FloatField(allow_null=True)
    lat = serializers.FloatField(allow_null=True)
    coord_sys = serializers.ChoiceField(choices=CoordSys.choices, allow_null=True)
    wgs84 = PlaceOut(allow_null=True)
    outside_region_km = serializers.IntegerField(
        allow_null=True, help_text="the place lies that far outside the region (mark `location_outside_region`)"
    )
    occurred_at = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField()
    concerns_agency = serializers.CharField(allow_null=True)
    subject = SubjectOut()
    reporter = ReporterOut(allow_null=True)
    batch = serializers.UUIDField(allow_null=True)
    source = SourceOut(allow_null=True)  # type: ignore[assignment]  # a field of that name
    source_waiting = SourceWaitingOut(allow_null=True, help_text="told to the office alone")
    findings = serializers.CharField(allow_null=True)
    measures = serializers.CharField(allow_null=True)
    imposed = ImposedOut(allow_null=True)
    lead_agency = serializers.CharField(allow_null=True)
    lead_agency_name = serializers.CharField(allow_null=True)
    co_agencies = serializers.ListField(child=serializers.CharField())
    handler = serializers.CharField(allow_null=True)
    sponsor = serializers.CharField(allow_null=True)
    routing = RoutingOut()
    clocks = ClockOut(many=True)
    marks = serializers.ListField(child=serializers.CharField())
    closed_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    duplicate_of = serializers.UUIDField(allow_null=True)
    cycle = serializers.IntegerField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class CluePageOut(Out):
    """A keyset page of clues."""

    results = ClueOut(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class ChoiceOut(Out):
    """A value a field may take."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name


class FieldOut(Out):
    """A field of a verb's input."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name
    type = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]  # a field of that name
    choices = ChoiceOut(many=True)


class ActionOut(Out):
    """A verb this caller may use now, and the `fields` it takes."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name

    def get_fields(self) -> dict[str, Any]:
        """`fields` is also the name of the framework's own list."""
        return {**super().get_fields(), "fields": FieldOut(many=True)}


class ActionsOut(Out):
    """The verbs open to this caller."""

    results = ActionOut(many=True)


class TimelineActorOut(Out):
    """Who did it."""

    name = serializers.CharField(allow_null=True)
    agency = serializers.CharField(allow_null=True)
    post = serializers.CharField(allow_null=True)


class TimelineEventOut(Out):
    """One event."""

    id = serializers.UUIDField()
    type = serializers.CharField()
    version = serializers.IntegerField()
    occurred_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    from_status = serializers.CharField(allow_null=True)
    to_status = serializers.CharField(allow_null=True)
    actor = TimelineActorOut()
    data = serializers.DictField()  # type: ignore[assignment]  # a field of that name


class TimelineOut(Out):
    """What happened, oldest first."""

    results = TimelineEventOut(many=True)


class KeptFileOut(Out):
    """What is told of every kept file."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField(help_text="of the cleaned copy that is served")
    received_sha256 = serializers.CharField(allow_null=True, help_text="of the bytes as they were sent")
    left_out = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="what the cleaned copy of a Word or Excel file lacks, and how much of it: formulas, remarks, …",
    )
    taken_at = serializers.DateTimeField(allow_null=True)
    taken_place = PlaceOut(allow_null=True)
    created_at = serializers.DateTimeField()


class AttachmentOut(KeptFileOut):
    """A file of a clue; what the sender called it is for the office and the sender alone."""

    received_name = serializers.CharField(allow_null=True)
    released = serializers.BooleanField()


class AttachmentsOut(Out):
    """The files this caller may read."""

    results = AttachmentOut(many=True)


class AttachmentIn(serializers.Serializer[Any]):
    """A multipart upload."""

    file = serializers.FileField()


class SupportOut(Out):
    """What a team asked for besides complaints: 批, 项, 份, talks and visits."""

    requests = serializers.IntegerField()
    items = serializers.IntegerField()
    copies = serializers.IntegerField()
    talks = serializers.IntegerField()
    visits = serializers.IntegerField()


class InspectionOut(Out):
    """An inspection."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    level = serializers.ChoiceField(choices=Inspection.Level.choices)
    kind = serializers.ChoiceField(choices=Inspection.Kind.choices)
    round = serializers.CharField()
    team_name = serializers.CharField()
    enter_date = serializers.DateField()
    leave_date = serializers.DateField(allow_null=True)
    feedback_date = serializers.DateField(allow_null=True)
    hotline = serializers.CharField()
    mailbox = serializers.CharField()
    phone_hours = serializers.CharField()
    groups = serializers.ListField(child=serializers.CharField())
    daily_cutoff = serializers.ChoiceField(
        choices=Inspection.CutOff.choices, help_text="the hour at which a day of its dailies ends"
    )
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    support = SupportOut(required=False, help_text="on the single inspection only")


class InspectionBatchOut(Out):
    """A batch under the issuer's own number."""

    id = serializers.UUIDField()
    inspection = serializers.UUIDField()
    inspection_name = serializers.CharField()
    number = serializers.CharField()
    received_at = serializers.DateTimeField()
    declared_count = serializers.IntegerField()
    calls = serializers.IntegerField(allow_null=True, help_text="as the order's sheet says; null where it says nothing")
    letters = serializers.IntegerField(allow_null=True)
    actual_count = serializers.IntegerField()
    window_from = serializers.DateTimeField(allow_null=True)
    window_to = serializers.DateTimeField(allow_null=True)
    loaded = serializers.BooleanField()
    scans = serializers.ListField(child=serializers.DictField(), help_text="files of the order on paper, with hash")
    note = serializers.CharField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
