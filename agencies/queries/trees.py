"""The trees of agencies as they stood at an instant."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from agencies.models import Parentage
from agencies.queries.validity import in_force

Parents = Mapping[str, str]


def parents_at(tree: str, *, at: datetime) -> dict[str, str]:
    """The parent of each agency that had one then, by code; one query."""
    return dict(Parentage.objects.filter(in_force(at), tree=tree).order_by().values_list("agency", "parent"))


def up_from(code: str, parents: Parents) -> Iterator[str]:
    """An agency and all above it, the nearest first."""
    seen: set[str] = set()
    above: str | None = code
    while above is not None and above not in seen:
        yield above
        seen.add(above)
        above = parents.get(above)


def down_from(code: str, parents: Parents) -> set[str]:
    """An agency and all below it."""
    return {code} | {child for child in parents if code in up_from(child, parents)}
