"""How long a clue's steps took, in words for its page and its slips."""

from typing import Any

from cases.models import Clue
from cases.nouns import CLUES
from cases.queries.first_times import first_steps, whole_way
from cases.queries.lines import amount_of


def way_of(clue: Clue) -> dict[str, Any]:
    """The first times of a clue's steps in words, and how long the whole way took."""
    whole = whole_way(clue)
    return {
        "first_steps": [(CLUES.verb(step.verb).label, step.at, amount_of(step.took)) for step in first_steps(clue)],
        "whole_way": amount_of(whole) if whole is not None else None,
    }
