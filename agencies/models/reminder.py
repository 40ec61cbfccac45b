"""Reminders outside the platform: one a day for each person, and thin."""

from django.db import models
from django.db.models import Q

from agencies.models.person import Person


class Reminder(models.Model):
    """That somebody was told on a day that so many new matters wait for them here."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    count = models.IntegerField()

    class Meta:
        """One a day, and only about something."""

        constraints = (
            models.UniqueConstraint(name="one_reminder_a_day_per_person", fields=["person", "day"]),
            models.CheckConstraint(name="reminder_is_about_something", condition=Q(count__gte=1)),
        )

    def __str__(self) -> str:
        """The day."""
        return f"{self.person_id} {self.day}"
