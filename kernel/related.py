"""Records that an input names: found through what its caller may see, whatever the door."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet
from rest_framework import serializers

from kernel.actor import Actor

# Who sees the records of a model that inputs name; config/nouns.py fills it, and an input of another model is refused
# when it is built.
RELATED: "dict[type[Model], Callable[[Actor], QuerySet[Any]]]" = {}
# How those of a model that everybody sees, and that is kept in memory, are found by their reference; filled there too.
KEPT: dict[type[Model], Callable[[str], Any]] = {}


class RelatedField(serializers.SlugRelatedField[Any]):
    """A record by its reference, among those that the caller in the context (`by`) may see.

    To whoever does not see it, a record is as good as missing (`does_not_exist`).
    """

    def __init__(self, model: type[Model], **options: Any) -> None:
        self.model = model
        reference = getattr(model, "reference", "pk")
        super().__init__(slug_field=reference, queryset=model._default_manager.none(), **options)

    def get_queryset(self) -> "QuerySet[Any]":
        """What the caller sees of the model."""
        return RELATED[self.model](self.context["by"])

    def to_internal_value(self, data: Any) -> Any:
        """The record of that reference, or a refusal."""
        kept = KEPT[self.model](data) if self.model in KEPT and isinstance(data, str) else None
        return super().to_internal_value(data) if kept is None else kept
