"""Whoever changes the parents of an agency notes since when: the tree of any instant can be told again."""

from collections.abc import Iterator
from datetime import datetime

from agencies.models import Agency, Parentage, Tree
from agencies.queries.validity import overlaps
from kernel.days import start_of


def keep_first_parents(*agencies: Agency) -> None:
    """Note the parents of agencies just added: they have them since they hold."""
    Parentage.objects.bulk_create([row for agency in agencies for row in _parentages(agency, begins_at(agency))])


def keep_parents(agency: Agency, *, is_new: bool, at: datetime) -> None:
    """Note the parents of one agency that was just added or changed."""
    if is_new:
        keep_first_parents(agency)
    else:
        keep_new_parents(agency, at=at)


def keep_new_parents(agency: Agency, *, at: datetime) -> None:
    """Note since when an agency has the parents it has now, where they are not the ones noted."""
    held = Parentage.objects.filter(overlaps(at, None), agency=agency)
    now = list(_parentages(agency, at))
    for row in held:
        if (row.tree, row.parent_id) not in {(one.tree, one.parent_id) for one in now}:
            _end(row, at=at)
    known = set(held.values_list("tree", "parent"))
    Parentage.objects.bulk_create([row for row in now if (row.tree, row.parent_id) not in known])


def begins_at(agency: Agency) -> datetime:
    """The instant with which its first day begins on the office's clock."""
    return start_of(agency.valid_from)


def _parentages(agency: Agency, since: datetime) -> Iterator[Parentage]:
    for tree, parent in ((Tree.LINE, agency.line_parent_id), (Tree.TERRITORY, agency.territory_parent_id)):
        if parent is not None:
            yield Parentage(agency=agency, tree=tree, parent_id=parent, valid_from=since)


def _end(row: Parentage, *, at: datetime) -> None:
    """What was noted at the same instant, or for one to come, never held."""
    if row.valid_from >= at:
        row.delete()
    else:
        row.valid_to = at
        row.save()
