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
    """How many requests a caller made in one minute."""

    caller = models.TextField()
    minute = models.DateTimeField()
    count = models.IntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_count_per_minute", fields=["caller", "minute"])]

    def __str__(self) -> str:
        return f"{self.caller} {self.minute:%H:%M}"
