"""Rectification tasks: what must be put right, by whom, by when, and who says that it was."""

from datetime import datetime, time
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce
from django.utils.timezone import get_default_timezone, make_aware

from agencies.models import Agency, Person
from cases.models.clue import Clue
from cases.models.inspection import Inspection
from cases.models.task_codes import COMPLETED, UNFINISHED, Failure, TaskKind, TaskOrigin, TaskStatus
from kernel.apart import OfACase
from kernel.ids import new_id

DAY_END = time(23, 59, 59)
FOREVER = Func(template="'infinity'::timestamptz", output_field=models.DateTimeField())
PLANNED = ("approved", "issued", "in_progress", "acceptance_requested", "reopened", *COMPLETED)


class Task(OfACase):
    """One problem with its plan; who is responsible stands on four levels, as the plan prints their names."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=64, unique=True)
    version = models.IntegerField(default=1)
    cycle = models.SmallIntegerField(default=1)
    status = models.CharField(max_length=24, choices=TaskStatus)

    title = models.CharField(max_length=200)
    origin = models.CharField(max_length=24, choices=TaskOrigin)
    kind = models.CharField(max_length=12, choices=TaskKind)
    inspection = models.ForeignKey(Inspection, null=True, on_delete=models.PROTECT, related_name="tasks")
    clue = models.ForeignKey(Clue, null=True, on_delete=models.PROTECT, related_name="tasks")
    problem = models.TextField(blank=True)
    goal = models.TextField(blank=True)
    measures = ArrayField(models.TextField(), default=list, blank=True)
    starts_on = models.DateField()
    deadline = models.DateField(null=True)

    lead_agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    responsible_agencies = models.ManyToManyField(Agency, through="Responsibility", related_name="+")
    acceptance_agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    county_leader = models.CharField(max_length=64, blank=True)
    department_leader = models.CharField(max_length=64, blank=True)
    responsible_leader = models.CharField(max_length=64, blank=True)
    responsible_person = models.CharField(max_length=64, blank=True)
    sponsor = models.CharField(max_length=64, blank=True)

    accepted_percent = models.SmallIntegerField(default=0)
    asked_deadline = models.DateField(null=True)
    failure = models.CharField(max_length=16, choices=Failure, blank=True)
    monitored_until = models.DateField(null=True)
    verified_at = models.DateTimeField(null=True)
    disclosed_at = models.DateTimeField(null=True)
    write_off_asked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    write_off_asked_agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    # The last day on which the public may object; how many working days were left when somebody did.
    notice_until = models.DateField(null=True)
    notice_left = models.PositiveSmallIntegerField(null=True)
    written_off_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    source_system = models.CharField(max_length=64, blank=True)
    source_external_id = models.CharField(max_length=128, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(name="task_status_is_known", condition=Q(status__in=TaskStatus.values)),
            models.CheckConstraint(name="task_origin_is_known", condition=Q(origin__in=TaskOrigin.values)),
            models.CheckConstraint(name="task_kind_is_known", condition=Q(kind__in=TaskKind.values)),
            models.CheckConstraint(name="task_title_is_not_blank", condition=Q(title__regex=r"\S")),
            models.CheckConstraint(
                name="task_deadline_is_not_before_its_start",
                condition=Q(deadline__isnull=True) | Q(deadline__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="task_approved_has_its_plan",
                condition=~Q(status__in=PLANNED)
                | (
                    ~Q(goal="")
                    & Q(measures__len__gt=0)
                    & Q(deadline__isnull=False, lead_agency__isnull=False, acceptance_agency__isnull=False)
                    & ~Q(responsible_leader="")
                    & ~Q(responsible_person="")
                ),
            ),
            models.CheckConstraint(
                name="task_is_not_accepted_by_its_lead",
                condition=Q(lead_agency__isnull=True)
                | Q(acceptance_agency__isnull=True)
                | ~Q(acceptance_agency=F("lead_agency")),
            ),
            models.CheckConstraint(name="task_percent_is_a_percent", condition=Q(accepted_percent__range=(0, 100))),
            models.CheckConstraint(
                name="task_completed_has_its_verification",
                condition=~Q(status__in=COMPLETED) | Q(verified_at__isnull=False),
            ),
            models.CheckConstraint(
                name="task_written_off_at_iff_written_off",
                condition=Q(status=TaskStatus.WRITTEN_OFF, written_off_at__isnull=False, disclosed_at__isnull=False)
                | (~Q(status=TaskStatus.WRITTEN_OFF) & Q(written_off_at__isnull=True)),
            ),
            models.UniqueConstraint(
                name="one_task_per_source_and_external_id",
                fields=["source_system", "source_external_id"],
                condition=~Q(source_system=""),
            ),
        ]
        indexes = [
            models.Index(name="task_newest_first", fields=["-created_at", "-id"]),
            models.Index(
                name="task_with_what_parts_it",
                fields=["id"],
                include=["lead_agency", "origin", "kind", "inspection", "source_system"],
            ),
            models.Index(name="task_by_status", fields=["status", "-created_at", "-id"]),
            models.Index(name="task_by_lead", fields=["lead_agency", "-created_at", "-id"]),
            models.Index(name="task_by_inspection", fields=["inspection", "-created_at", "-id"]),
            models.Index(name="task_by_acceptance", fields=["acceptance_agency", "-created_at", "-id"]),
            models.Index(
                name="task_unfinished_by_deadline",
                fields=["deadline"],
                condition=Q(status__in=[status.value for status in UNFINISHED]),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How events name it."""
        return "task", self.id, self.version

    @property
    def is_completed(self) -> bool:
        """Say whether figures count it as completed."""
        return self.status in COMPLETED

    @property
    def due_at(self) -> datetime | None:
        """The last second of the deadline, by the office's clock."""
        return make_aware(datetime.combine(self.deadline, DAY_END), get_default_timezone()) if self.deadline else None


class Responsibility(models.Model):
    """An agency that has to put part of it right."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="responsibilities")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="an_agency_answers_for_a_task_once", fields=["task", "agency"])]

    def __str__(self) -> str:
        return f"{self.agency_id} → {self.task_id}"


class Milestone(models.Model):
    """A day by which so much of the work is planned to be accepted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="milestones")
    name = models.CharField(max_length=200)
    due_on = models.DateField()
    weight = models.SmallIntegerField(default=1)

    class Meta:
        ordering = ("due_on", "id")
        constraints = [models.CheckConstraint(name="milestone_weighs_something", condition=Q(weight__gt=0))]
        indexes = [models.Index(name="milestone_by_task_and_day", fields=["task", "due_on"])]

    def __str__(self) -> str:
        return self.name


class Standing(models.Model):
    """How a task stood from one instant to another: what figures as of any instant are counted from."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="standings")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    state = models.CharField(max_length=24)
    accepted_percent = models.SmallIntegerField()
    deadline = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_present_standing_per_task", fields=["task"], condition=Q(until__isnull=True)
            ),
            models.CheckConstraint(
                name="standing_ends_after_it_begins", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
        ]
        # Present ones come last and stand together; what figures read of them is read from the index alone.
        indexes = [
            models.Index(
                Coalesce("until", FOREVER),
                name="standing_by_end",
                include=["since", "until", "task", "state", "accepted_percent", "deadline"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.task_id}"
