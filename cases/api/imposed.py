"""边督边改 at the REST door: what a unit reported as imposed, in counts, read back where it was written."""

from typing import Any

from rest_framework import serializers

from cases.measures import PRINTED
from cases.models import Clue


class ImposedOut(serializers.Serializer[Any]):
    """What was done about those responsible; null is not counted, 0 is none."""

    ordered_to_rectify = serializers.IntegerField(allow_null=True)
    cases_filed = serializers.IntegerField(allow_null=True)
    fine = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    criminal_cases = serializers.IntegerField(allow_null=True)
    administratively_detained = serializers.IntegerField(allow_null=True)
    criminally_detained = serializers.IntegerField(allow_null=True)
    interviewed = serializers.IntegerField(allow_null=True)
    held_accountable = serializers.IntegerField(allow_null=True)


def imposed_shown(clue: Clue) -> dict[str, object] | None:
    """The counts under the names by which `report` takes them; None where nobody counted anything."""
    facts = getattr(clue, "public_facts", None)
    counts = {name: getattr(facts, name, None) for name, _word, _unit in PRINTED}
    fine = counts["fine"]
    told = counts | {"fine": None if fine is None else f"{fine:.2f}"}
    return told if any(value is not None for value in told.values()) else None
