"""What the FilterSets of every noun share."""

from collections.abc import Callable
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kernel.actor import SYSTEM, Actor
from kernel.apart import OfACase
from kernel.errors import FieldError


class OfActor(django_filters.FilterSet):
    """A FilterSet that knows for whom it filters, as both doors hand it over; of repeated values any will do.

    Whoever asks for `of_one` record by its id asks for its case as well.
    """

    of_one: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, actor: Actor = SYSTEM, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def faults(self) -> list[FieldError]:
        """What is wrong with the values given, each of a repeated one by itself; a blank one asks for nothing."""
        found = []
        for name in self.filters:
            for value in self._given(name):
                found += self._faults_of(name, value)
        return found

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        """The rows that hold any of the values of each filter that was given."""
        for name, wanted in self.filters.items():
            values = [self.form.fields[name].clean(value) for value in self._given(name)]
            usable = [value for value in values if value not in (None, "")]
            queryset = _any_of(wanted.filter, queryset, usable) if usable else queryset
        return self._of_a_case(queryset)

    def _of_a_case(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        """The office's own, and a case apart where it is asked for by its source, or by one of its records."""
        if not issubclass(queryset.model, OfACase) or any(self._given(name) for name in self.of_one):
            return queryset
        return queryset.filter(case__in=["", *self._given("source")])

    def _given(self, name: str) -> list[str]:
        data: Any = self.data
        if hasattr(data, "getlist"):
            return list(dict.fromkeys(data.getlist(name)))
        return [data[name]] if data and name in data else []

    def _faults_of(self, name: str, value: str) -> list[FieldError]:
        if not str(value).strip():
            return [FieldError(f"/{name}", "blank", _("筛选条件不能为空；不筛选时请不要写这个参数"))]
        try:
            self.form.fields[name].clean(value)
        except forms.ValidationError as refusal:
            return [FieldError(f"/{name}", error.code or "invalid", error.messages[0]) for error in refusal.error_list]
        return []


def _any_of(
    narrow: "Callable[[QuerySet[Any], Any], QuerySet[Any]]", rows: "QuerySet[Any]", values: list[Any]
) -> "QuerySet[Any]":
    found = narrow(rows, values[0])
    for value in values[1:]:
        found = found | narrow(rows, value)
    return found
