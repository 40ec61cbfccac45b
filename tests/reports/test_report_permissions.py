"""Who writes, issues and delivers reports: the rules against the printed matrix, and programs against both."""

from pathlib import Path

import pytest
import time_machine

from reports.rules import TEXT_PERMISSIONS
from tests.cases.situations import program_of
from tests.cast import City
from tests.conftest import ApiOf
from tests.reports.city import make_counted_city, on

LATER = on("11-16", "00:01:00")
CALLERS = ("intake", "dispatcher", "rectifier", "director2", "unithead", "leader")
BODIES = {
    "actions/edit": {"body": "截至10月底。"},
    "actions/issue": {},
    "templates": {"kind": "monthly", "body": "截至10月底。"},
    "recipients": {"kind": "monthly", "posts": []},
}


def printed() -> dict[str, list[str]]:
    """The matrix of the manual."""
    text = (Path(__file__).parents[2] / "docs" / "permissions-reports.md").read_text()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return {row[1].strip("`"): row[2:] for row in rows[2:]}


def test_the_manual_prints_what_the_rules_say_of_reports(city: City) -> None:
    found = {
        name.removeprefix("reports."): ["√" if may(city.actor(who), None) else "—" for who in CALLERS]
        for name, may in TEXT_PERMISSIONS.items()
    }

    assert {name: cells[:-1] for name, cells in printed().items()} == found
    assert {cells[-1] for cells in printed().values()} == {"限本人"}


@pytest.mark.parametrize("address", BODIES)
def test_no_program_says_what_a_report_says_or_to_whom(city: City, api: ApiOf, address: str) -> None:
    make_counted_city(city)
    with time_machine.travel(LATER, tick=False):
        pk = api("director2").post("/api/v1/reports", {"kind": "monthly", "day": "2026-10-01"}).json()["id"]
        path = f"/api/v1/reports/{pk}/{address}" if address.startswith("actions") else f"/api/v1/reports/{address}"
        answer = program_of("321100-hq", "reports:read").post(path, BODIES[address])

    assert (answer.status_code, answer.json()["code"]) == (403, "person_required")
