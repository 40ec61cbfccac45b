"""Rows about a clue in disclosures when a person is to be forgotten: drafts are walked, what was told is told of."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from cases.actions.record_walk import Forgotten, Part
from reports.actions.disclosed_rows import TEXTS
from reports.models import DisclosureItem, DisclosureStatus

TOLD = Q(disclosure__status__in=[DisclosureStatus.PUBLISHED, DisclosureStatus.WITHDRAWN])
DRAFTED_ROWS = Part(DisclosureItem, "clue", TEXTS, mended=~TOLD)


def told_rows_naming(clues: Collection[UUID], whom: Forgotten) -> list[str]:
    """The published rows that name somebody; what was told stays told, and a withdrawal says that it was wrong."""
    rows = DisclosureItem.objects.filter(TOLD, clue__in=clues)
    named = [
        row.pk for row in rows if any(whom.out_of(text) != text for text in (getattr(row, name) for name in TEXTS))
    ]
    return [f"disclosure_item:{pk}" for pk in named]
