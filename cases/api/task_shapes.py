"""The shapes of a task at the REST door: what may be written, and what is shown."""

from datetime import date

from rest_framework import serializers

from cases.actions.tasks import DraftTask
from cases.api.files import paper_shown
from cases.api.shapes import refuse_controls
from cases.clue_shape import LONGEST
from cases.models import Acceptance, LookBack, Milestone, ProgressReport, Task
from cases.queries.tasks import pace_of, planned_percent
from kernel.api import StrictSerializer
from kernel.verbs import serializer_of


class TaskSourceIn(StrictSerializer):
    """Where another system knows it."""

    system = serializers.CharField(max_length=LONGEST["source_system"], validators=[refuse_controls])
    external_id = serializers.CharField(max_length=LONGEST["external_id"], validators=[refuse_controls])


# What POST takes: the plan, and where the task comes from.
TaskIn: type[StrictSerializer] = type(
    "TaskIn",
    (serializer_of(DraftTask),),
    {
        "clue": serializers.UUIDField(required=False, allow_null=True),
        "source": TaskSourceIn(required=False, allow_null=True),
    },
)
TaskEdit: type[StrictSerializer] = type("TaskEdit", (serializer_of(DraftTask),), {"number": None})


def task_shown(task: Task, *, on: date) -> dict[str, object]:
    """A task as the contract prints it; needs `tasks_for_reading`."""
    return {
        "id": str(task.id),
        "number": task.number,
        "title": task.title,
        "origin": task.origin,
        "inspection": str(task.inspection_id) if task.inspection_id else None,
        "inspection_name": task.inspection.name if task.inspection else None,
        "clue": str(task.clue_id) if task.clue_id else None,
        "kind": task.kind,
        "problem": task.problem,
        "goal": task.goal,
        "measures": task.measures,
        "starts_on": task.starts_on,
        "deadline": task.deadline,
        **_answering_shown(task),
        "planned_percent": planned_percent(task, on=on),
        "accepted_percent": task.accepted_percent,
        "pace": pace_of(task, on=on),
        "status": task.status,
        **_progress_shown(task),
    }


def _answering_shown(task: Task) -> dict[str, object]:
    rows = task.responsibilities.all()
    return {
        "lead_agency": task.lead_agency_id,
        "lead_agency_name": task.lead_agency.name if task.lead_agency else None,
        "responsible_agencies": [row.agency_id for row in rows],
        "responsible_agency_names": [row.agency.name for row in rows],
        "county_leader": task.county_leader,
        "department_leader": task.department_leader,
        "responsible_leader": task.responsible_leader,
        "responsible_person": task.responsible_person,
        "acceptance_agency": task.acceptance_agency_id,
        "acceptance_agency_name": task.acceptance_agency.name if task.acceptance_agency else None,
        "sponsor": task.sponsor or None,
    }


def _progress_shown(task: Task) -> dict[str, object]:
    source = {"system": task.source_system, "external_id": task.source_external_id}
    return {
        "asked_deadline": task.asked_deadline,
        "failure": task.failure or None,
        "monitored_until": task.monitored_until,
        "verified_at": task.verified_at,
        "disclosed_at": task.disclosed_at,
        "written_off_at": task.written_off_at,
        "source": source if task.source_system else None,
        "cycle": task.cycle,
        "version": task.version,
        "created_at": task.created_at,
        "updated_at": task.updated_at,
    }


def milestone_shown(row: Milestone) -> dict[str, object]:
    """A day of the planned curve."""
    return {"id": str(row.id), "name": row.name, "due_on": row.due_on, "weight": row.weight}


def report_shown(row: ProgressReport) -> dict[str, object]:
    """A progress report."""
    return {
        "id": str(row.id),
        "period": row.period,
        "text": row.text,
        "difficulty": row.difficulty,
        "next_step": row.next_step,
        "site_checked": row.site_checked,
        "checked_on": row.checked_on,
        "claimed_percent": row.claimed_percent,
        "accepted_percent": row.accepted_percent,
        "accepted_at": row.accepted_at,
        "late": row.is_late,
        "agency": row.agency_id,
        "person": row.person.username if row.person else None,
        "submitted_at": row.submitted_at,
    }


def acceptance_shown(row: Acceptance) -> dict[str, object]:
    """A request of acceptance and what was decided."""
    return {
        "id": str(row.id),
        "statement": row.statement,
        "evidence": row.evidence,
        "files": [paper_shown(file) for file in row.files.all()],
        "requested_at": row.requested_at,
        "decision": row.decision or None,
        "opinion": row.opinion or None,
        "decided_at": row.decided_at,
        "decided_by": row.decided_by.username if row.decided_by else None,
        "decided_agency": row.decided_agency_id,
    }


def look_back_shown(row: LookBack) -> dict[str, object]:
    """What a look back found."""
    return {
        "id": str(row.id),
        "date": row.looked_on,
        "result": row.result,
        "findings": row.findings,
        "agency": row.agency_id,
    }
