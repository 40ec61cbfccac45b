"""What the REST door remembers between requests."""

from django.db import models


class IdempotentAnswer(models.Model):
    """A write that was done under an Idempotency-Key: which, with what body, and what it made."""

    caller = models.TextField()
    key = models.CharField(max_length=255)
    fingerprint = models.BinaryField()
    status = models.SmallIntegerField(null=True)
    resource = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_answer_per_key_and_caller", fields=["caller", "key"])]
        indexes = [models.Index(name="answer_by_age", fields=["created_at"])]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"


class RequestCount(models.Model):
    """How many requests a caller made in one minute, and how many of them were refused or failed."""

    caller = models.TextField()
    minute = models.DateTimeField()
    count = models.IntegerField(default=1)
    errors = models.IntegerField(default=0, db_default=0)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_count_per_minute", fields=["caller", "minute"])]

    def __str__(self) -> str:
        return f"{self.caller} {self.minute:%H:%M}"


class FeedMark(models.Model):
    """How far a caller has read the change feed: the last position it was shown, and up to where nothing more was."""

    caller = models.TextField(primary_key=True)
    shown = models.BigIntegerField()
    scanned = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="feed_mark_looks_ahead", condition=models.Q(scanned__gte=models.F("shown")))
        ]

    def __str__(self) -> str:
        return f"{self.caller} {self.shown}"
