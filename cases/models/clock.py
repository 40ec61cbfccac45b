"""Clocks: one table of running deadlines for every record."""

from django.db import models
from django.db.models import F, Q

from agencies.models import Agency
from kernel.ids import new_id


class Clock(models.Model):
    """A deadline that somebody has to meet; moved only by events that say why."""

    class Kind(models.TextChoices):
        """What must be done before it runs out."""

        DISPATCH = "dispatch"
        ACCEPTANCE = "acceptance"
        CONTEST = "contest"
        CLOSING = "closing"
        LEG = "leg"
        ANSWER = "answer"
        RECTIFICATION = "rectification"

    class State(models.TextChoices):
        """Whether it still runs, and how it ended."""

        RUNNING = "running"
        PAUSED = "paused"
        MET = "met"
        BREACHED = "breached"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_type = models.CharField(max_length=16)
    subject_id = models.UUIDField()
    kind = models.CharField(max_length=16, choices=Kind)
    policy = models.CharField(max_length=32)
    calendar_version = models.IntegerField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    extra_days = models.SmallIntegerField(default=0)
    pauses = models.JSONField(default=list, blank=True)
    leg = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.RUNNING)
    provisional = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    next_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="clock_is_due_after_it_starts", condition=Q(due_at__gte=F("started_at")) | Q(policy="原台账时限")
            ),
            models.CheckConstraint(
                name="clock_ended_has_its_instant",
                condition=Q(state__in=["running", "paused", "breached"]) | Q(ended_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_running_clock_of_a_kind",
                fields=["subject_id", "kind"],
                condition=Q(ended_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(name="clock_by_subject", fields=["subject_id"]),
            models.Index(name="clock_next_action", fields=["next_at"], condition=Q(next_at__isnull=False)),
            models.Index(
                name="clock_provisional", fields=["subject_id"], condition=Q(provisional=True, ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d %H:%M}"


class ClockWarning(models.Model):
    """A level that a clock reached: blue, yellow and red come once each."""

    class Level(models.TextChoices):
        """How pressing it is."""

        BLUE = "blue"
        YELLOW = "yellow"
        RED = "red"

    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="warnings")
    level = models.CharField(max_length=8, choices=Level)
    fell_due_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_warning_per_level", fields=["clock", "level", "fell_due_at"])]

    def __str__(self) -> str:
        return f"{self.level} {self.clock_id}"


class Notice(models.Model):
    """A line in the inbox of a post, once per event."""

    event_id = models.UUIDField()
    post = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=16, default="clue")
    subject_id = models.UUIDField()
    kind = models.CharField(max_length=48)
    # As the news has it: what is for now stands first.
    urgency = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_notice_per_event_and_post", fields=["event_id", "post"])]
        indexes = [
            models.Index(name="notice_unread", fields=["post", "-urgency", "-at"], condition=Q(read_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.post}"
