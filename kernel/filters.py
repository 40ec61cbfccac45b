"""What the FilterSets of every noun share."""

from typing import Any

import django_filters

from kernel.actor import SYSTEM, Actor


class OfActor(django_filters.FilterSet):
    """A FilterSet that knows for whom it filters, as both doors hand it over."""

    def __init__(self, *args: Any, actor: Actor = SYSTEM, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
