"""Which state of the directory this is: regions, agencies, posts, rules and calendar."""

from django.db import models
from django.db.models import Q


class DirectoryVersion(models.Model):
    """One row, to which triggers give a new random version whenever a table of the directory changes.

    Random, so that a version that was rolled back never comes again. Whoever changes the directory holds this row
    until their commit.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    version = models.UUIDField()

    class Meta:
        constraints = [models.CheckConstraint(name="there_is_one_directory", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.version)
