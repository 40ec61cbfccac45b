"""Roll-ups: how each clue steps through the figures, and by how much all together step in each day, month and year."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from reports.metrics import ROLLED

# What a cell adds up.
SUMMED = (*ROLLED, "dues")


class CountedClue(models.Model):
    """A clue as the roll-ups count it: under which keys, and from which instant on in which counts (a mask each).

    It has a row for each set of keys under which it ever stood, and counts in one of them at a time.
    """

    pk = models.CompositePrimaryKey("clue", "place")
    clue = models.UUIDField()
    place = models.SmallIntegerField()
    # When the log first told of it: before that day it counts as it is known now.
    first = models.DateTimeField()
    scopes = ArrayField(models.TextField(blank=True))
    # As `dimension=key`; the whole is "=".
    keys = ArrayField(models.TextField())
    instants = ArrayField(models.DateTimeField())
    masks = ArrayField(models.IntegerField())
    # While it is overdue, its last day in time as an ordinal; otherwise 0.
    dues = ArrayField(models.IntegerField())
    # The office's days on which it steps, as ordinals.
    days = ArrayField(models.IntegerField())

    class Meta:
        indexes = [GinIndex(name="counted_clue_by_day", fields=["days"], fastupdate=False)]
        constraints = [
            models.CheckConstraint(
                name="counted_clue_has_a_mask_for_each_instant",
                condition=Q(instants__len=models.F("masks__len")) & Q(instants__len=models.F("dues__len")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.clue} {self.place}"


class Cell(models.Model):
    """By how much the counts under one key of a dimension step in one day, month or year; `scope` "" is all."""

    class Grain(models.TextChoices):
        """How long a bucket is."""

        DAY = "d"
        MONTH = "m"
        YEAR = "y"

    pk = models.CompositePrimaryKey("scope", "dimension", "grain", "bucket", "key")
    scope = models.TextField(blank=True)
    dimension = models.TextField()
    grain = models.CharField(max_length=1, choices=Grain)
    bucket = models.DateField()
    key = models.TextField(blank=True)
    received = models.IntegerField(default=0)
    closed = models.IntegerField(default=0)
    interim_closed = models.IntegerField(default=0)
    not_accepted = models.IntegerField(default=0)
    overdue = models.IntegerField(default=0)
    closed_on_time = models.IntegerField(default=0)
    fell_due = models.IntegerField(default=0)
    fell_due_on_time = models.IntegerField(default=0)
    determined = models.IntegerField(default=0)
    substantiated = models.IntegerField(default=0)
    orders = models.IntegerField(default=0)
    orders_in_time = models.IntegerField(default=0)
    acceptances_due = models.IntegerField(default=0)
    accepted_in_time = models.IntegerField(default=0)
    parts = models.IntegerField(default=0)
    parts_ended = models.IntegerField(default=0)
    merged = models.IntegerField(default=0)
    # Closed, and not yet reopened, on a day that nobody knows.
    closed_some_day = models.IntegerField(default=0)
    # The last days in time of those overdue, as ordinals, added up: with an instant, that is the days overdue.
    dues = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(name="cell_that_counts_nothing_is_no_cell", condition=~Q(**dict.fromkeys(SUMMED, 0)))
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.key} {self.bucket}"


class RollupMark(models.Model):
    """How far the roll-ups have read the sealed log; one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    position = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="one_rollup_mark", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.position)
