"""What the REST door shows of tasks: the OpenAPI document is drawn from it, and a test holds it to the answers."""

from rest_framework import serializers

from cases.api.files import FileOut
from cases.api.outputs import Out
from cases.models import Acceptance, Failure, LookBackResult, Pace, TaskKind, TaskOrigin, TaskStatus


class TaskSourceOut(Out):
    """Where another system knows it."""

    system = serializers.CharField()
    external_id = serializers.CharField()


class TaskOut(Out):
    """A rectification task, with its pace today."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    title = serializers.CharField()
    origin = serializers.ChoiceField(choices=TaskOrigin.choices)
    inspection = serializers.UUIDField(allow_null=True)
    inspection_name = serializers.CharField(allow_null=True)
    clue = serializers.UUIDField(allow_null=True)
    kind = serializers.ChoiceField(choices=TaskKind.choices)
    problem = serializers.CharField()
    goal = serializers.CharField()
    measures = serializers.ListField(child=serializers.CharField())
    starts_on = serializers.DateField()
    deadline = serializers.DateField(allow_null=True)
    lead_agency = serializers.CharField(allow_null=True)
    lead_agency_name = serializers.CharField(allow_null=True)
    responsible_agencies = serializers.ListField(child=serializers.CharField())
    responsible_agency_names = serializers.ListField(child=serializers.CharField())
    county_leader = serializers.CharField()
    department_leader = serializers.CharField()
    responsible_leader = serializers.CharField()
    responsible_person = serializers.CharField()
    acceptance_agency = serializers.CharField(allow_null=True)
    acceptance_agency_name = serializers.CharField(allow_null=True)
    sponsor = serializers.CharField(allow_null=True)
    planned_percent = serializers.IntegerField()
    accepted_percent = serializers.IntegerField()
    pace = serializers.ChoiceField(choices=Pace.choices, allow_null=True, help_text="null once cancelled")
    status = serializers.ChoiceField(choices=TaskStatus.choices)
    asked_deadline = serializers.DateField(allow_null=True)
    failure = serializers.ChoiceField(choices=Failure.choices, allow_null=True)
    monitored_until = serializers.DateField(allow_null=True)
    verified_at = serializers.DateTimeField(allow_null=True)
    disclosed_at = serializers.DateTimeField(allow_null=True)
    written_off_at = serializers.DateTimeField(allow_null=True)
    source = TaskSourceOut(allow_null=True)  # type: ignore[assignment]  # a field of that name
    cycle = serializers.IntegerField()
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class TaskPageOut(Out):
    """A keyset page of tasks."""

    results = TaskOut(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


class MilestoneOut(Out):
    """A day of the planned curve."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    due_on = serializers.DateField()
    weight = serializers.IntegerField()


class ProgressOut(Out):
    """A progress report."""

    id = serializers.UUIDField()
    period = serializers.CharField(help_text="2021-W48 or 2021-11")
    text = serializers.CharField()
    difficulty = serializers.CharField()
    next_step = serializers.CharField()
    site_checked = serializers.BooleanField()
    checked_on = serializers.DateField(allow_null=True)
    claimed_percent = serializers.IntegerField()
    accepted_percent = serializers.IntegerField(allow_null=True)
    accepted_at = serializers.DateTimeField(allow_null=True)
    late = serializers.BooleanField()
    agency = serializers.CharField(allow_null=True)
    person = serializers.CharField(allow_null=True)
    submitted_at = serializers.DateTimeField()


class AcceptanceOut(Out):
    """A request of acceptance and what was decided."""

    id = serializers.UUIDField()
    statement = serializers.CharField()
    evidence = serializers.ListField(child=serializers.CharField())
    files = FileOut(many=True)
    requested_at = serializers.DateTimeField()
    decision = serializers.ChoiceField(choices=Acceptance.Decision.choices[1:], allow_null=True)
    opinion = serializers.CharField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.CharField(allow_null=True)
    decided_agency = serializers.CharField(allow_null=True)


class LookBackOut(Out):
    """What a look back found."""

    id = serializers.UUIDField()
    date = serializers.DateField()
    result = serializers.ChoiceField(choices=LookBackResult.choices)
    findings = serializers.CharField()
    agency = serializers.CharField(allow_null=True)


def list_of(shape: type[Out]) -> type[Out]:
    """All lines of a kind, without pages."""
    return type(f"{shape.__name__.removesuffix('Out')}ListOut", (Out,), {"results": shape(many=True)})
