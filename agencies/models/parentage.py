"""Under whom an agency stood, from one instant to another: past figures keep the tree of their time."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from agencies.models.agency import Agency


class Tree(models.TextChoices):
    """By what an agency stands under another: the line that directs its trade, or its territory."""

    LINE = "line"
    TERRITORY = "territory"


class Span(Func):
    """From an instant until before another; an open end means until further notice."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Parentage(models.Model):
    """One parent of an agency in one tree, from `valid_from` until before `valid_to`."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="parentages")
    tree = models.CharField(max_length=9, choices=Tree)
    parent = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        ordering = ("agency", "tree", "valid_from")
        constraints = [
            models.CheckConstraint(name="parentage_tree_is_known", condition=Q(tree__in=Tree.values)),
            models.CheckConstraint(name="agency_is_never_its_own_parent", condition=~Q(agency=F("parent"))),
            models.CheckConstraint(
                name="parentage_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            ExclusionConstraint(
                name="agency_has_one_parent_in_a_tree_at_a_time",
                expressions=[
                    ("agency", RangeOperators.EQUAL),
                    ("tree", RangeOperators.EQUAL),
                    (Span("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.tree} {self.parent_id}"
