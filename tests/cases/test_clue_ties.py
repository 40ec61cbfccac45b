"""A tie closes every verb that decides on a clue or discloses its reporter, however the tie is held."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from agencies.models import Person, Post
from cases.models import Clue
from cases.rules import DECIDING
from tests.cases.situations import BODIES, clue_in, prepared_for
from tests.cases.test_clue_permissions import MATRIX, STARTS
from tests.cast import City
from tests.conftest import ApiOf

TODAY = timezone.localdate()
DIRECTORS = sorted(verb for verb in DECIDING if MATRIX[verb][2] == "y")
OFFICE_ONLY_DIRECTOR = "director2"
# How director2 may be bound to the bureau: by a post of any dates, or by standing in for somebody.
HELD: dict[str, dict[str, Any]] = {
    "open": {"person": OFFICE_ONLY_DIRECTOR},
    "dated": {"person": OFFICE_ONLY_DIRECTOR, "valid_to": TODAY + timedelta(days=300)},
    "ended lately": {"person": OFFICE_ONLY_DIRECTOR, "valid_to": TODAY - timedelta(days=30)},
    "stands in": {"substitute": OFFICE_ONLY_DIRECTOR, "absent_from": TODAY},
    "named as substitute": {"substitute": OFFICE_ONLY_DIRECTOR},
}


def bind(held: dict[str, Any]) -> None:
    """Bind director2 to the bureau of 镇江."""
    people = {name: Person.objects.get(username=held[name]) for name in ("person", "substitute") if name in held}
    Post.objects.create(agency_id="321100-hb", role="unithead", **{**held, **people})


def answers(api: ApiOf, who: str, clue: Clue, verb: str) -> int:
    """How the verb is answered."""
    body = BODIES.get(verb, {})
    return api(who).post(f"/api/v1/clues/{clue.pk}/actions/{verb}", body).status_code


@pytest.mark.parametrize("concerns", ["321100-hb", "321112-hb"], ids=["the bureau", "a branch of it"])
@pytest.mark.parametrize("how", list(HELD))
@pytest.mark.parametrize("verb", DIRECTORS)
def test_who_is_bound_to_the_accused_neither_decides_nor_opens_the_seal(
    city: City, api: ApiOf, verb: str, how: str, concerns: str
) -> None:
    bind(HELD[how])
    clue = clue_in(city, STARTS.get(verb, "dispatched"), **prepared_for(verb), concerns_agency=concerns)

    assert answers(api, OFFICE_ONLY_DIRECTOR, clue, verb) == 403
    offered = api(OFFICE_ONLY_DIRECTOR).get(f"/api/v1/clues/{clue.pk}/actions").json()["results"]
    assert verb not in {line["name"] for line in offered}


@pytest.mark.parametrize("how", [how for how in HELD if how != "ended lately"])
@pytest.mark.parametrize("verb", DIRECTORS)
def test_on_the_petition_path_any_post_outside_the_office_binds(city: City, api: ApiOf, verb: str, how: str) -> None:
    bind(HELD[how])
    clue = clue_in(city, STARTS.get(verb, "dispatched"), **prepared_for(verb), legal_path="petition")

    assert answers(api, OFFICE_ONLY_DIRECTOR, clue, verb) == 403


def test_a_post_that_ended_long_ago_binds_nobody(city: City, api: ApiOf) -> None:
    bind({"person": OFFICE_ONLY_DIRECTOR, "valid_to": TODAY - timedelta(days=800)})
    clue = clue_in(city, "reported", concerns_agency="321112-hb")

    assert answers(api, OFFICE_ONLY_DIRECTOR, clue, "close") == 200


def test_every_verb_that_may_be_misused_by_the_accused_is_closed_or_named_here() -> None:
    """A new verb of the office is closed to whoever has a tie, unless it is written down why not."""
    harmless = {"present", "urge", "comment", "rate"}
    of_unit = {"sign", "assign", "contest", "investigate", "report", "request_extension"}

    assert set(MATRIX) == set(DECIDING) | harmless | of_unit
