"""Every verb of a disclosure and every caller, against a matrix written by hand and the manual's table."""

from pathlib import Path

import pytest

from agencies.models import Agency
from cases.models import Clue
from kernel.actor import Actor
from reports.models import DisclosureStatus
from reports.nouns import DISCLOSURES
from reports.rules import PERSON_ONLY
from reports.verbs import DISCLOSURE_VERBS
from reports.workflow import DISCLOSURE
from tests.cast import City
from tests.reports.disclosures import AUTHOR, CHIEF, REVIEWER, batch_of, drafted, with_publicity

CALLERS = (AUTHOR, "rectifier", CHIEF, "dispatcher", "unithead", "leader")
# y: may; -: may not; in the order of CALLERS.
MATRIX = {
    "edit": "yyy---",
    "edit_row": "yyy---",
    "remove_row": "yyy---",
    "refresh": "yyy---",
    "submit": "yyy---",
    "send_back": "y-y---",
    "review": "y-y---",
    "publish": "y-y---",
    "record_outlet": "yyy---",
    "withdraw": "--y---",
    "discard": "yyy---",
}
# What each status opens; `publish` of what nobody has read over is refused by a guard, with a code of its own.
OPEN = {
    "drafted": "edit edit_row remove_row refresh submit publish discard",
    "submitted": "send_back review publish discard",
    "reviewed": "send_back publish discard",
    "published": "record_outlet withdraw",
    "withdrawn": "",
    "discarded": "",
}


@pytest.fixture
def town(city: City) -> City:
    """The cast with its publicity."""
    return with_publicity(city)


def test_the_matrix_the_verbs_and_the_workflow_name_the_same() -> None:
    assert list(MATRIX) == list(DISCLOSURE_VERBS) == list(DISCLOSURE.lines)
    assert set(MATRIX) == PERSON_ONLY


@pytest.mark.parametrize("status", DisclosureStatus.values)
def test_each_status_opens_what_the_second_table_says(town: City, status: str) -> None:
    disclosure = drafted(town, batch_of(town))
    DISCLOSURE.begin(disclosure, status)

    assert DISCLOSURE.open_to(disclosure) == OPEN[status].split()


@pytest.mark.parametrize("verb", MATRIX)
def test_each_caller_may_do_what_the_matrix_says_and_no_more(town: City, verb: str) -> None:
    disclosure = drafted(town, batch_of(town))

    found = "".join("y" if DISCLOSURES.may(town.actor(caller), verb, disclosure) else "-" for caller in CALLERS)

    assert found == MATRIX[verb]


def test_the_manual_shows_the_same_table() -> None:
    manual = (Path(__file__).resolve().parents[2] / "docs/permissions-disclosures.md").read_text()

    lines = [line.split(" | ")[1:] for line in manual.splitlines() if line.startswith("| ") and "`" in line]

    marks = {"y": "√", "-": "—"}
    assert {verb.strip("`"): "".join(cells).rstrip(" |") for verb, *cells in lines} == {
        verb: "".join(marks[mark] for mark in row) + "限本人" for verb, row in MATRIX.items()
    }


def test_nobody_with_a_tie_to_whom_a_complaint_is_about_lets_it_go_out(town: City) -> None:
    disclosure = drafted(town, batch_of(town))
    Clue.objects.filter(source_external_id="D001").update(
        concerns_agency=Agency.objects.get(code="321100-hb"), lead_agency="321112-hb"
    )

    tied, free = town.actor("director"), town.actor(CHIEF)

    assert [DISCLOSURES.may(tied, verb, disclosure) for verb in ("review", "publish", "edit")] == [False, False, True]
    assert all(DISCLOSURES.may(free, verb, disclosure) for verb in ("review", "publish"))


def test_administrators_and_strangers_see_no_disclosure(town: City) -> None:
    drafted(town, batch_of(town))

    seen = {name: DISCLOSURES.visible_to(town.actor(name)).count() for name in ("sysadmin", "auditor", "leader")}

    assert seen == {"sysadmin": 0, "auditor": 0, "leader": 0}
    assert DISCLOSURES.visible_to(Actor()).count() == 0
    assert DISCLOSURES.visible_to(town.actor(REVIEWER)).count() == 1
