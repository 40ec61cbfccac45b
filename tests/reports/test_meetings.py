"""Papers for meetings, the outlook and the wall print what the registry counts, and parts beside it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.db.models import F

from agencies.models import Region
from cases.actions.clues import Reason
from cases.actions.investigations import close_clue, reopen_clue
from cases.actions.merges import Part, Split, split_clue
from cases.models import Clue, Task
from kernel.verbs import Nothing
from reports.metrics import METRICS
from reports.queries.answers import answer_to
from reports.queries.figures import Wanted
from reports.queries.questions import Question
from reports.queries.wall import wall_of
from tests.cases.situations import clue_in
from tests.cases.tasks import task_in
from tests.cast import NOON, City
from tests.reports.city import on, tell
from tests.web.readers import reader

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """It is Monday, 16 November 2026."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def worked(city: City) -> dict[str, Clue]:
    """Clues of every kind that a list might count twice, or not at all; the merged one brings another with it."""
    office, before = city.actor("director2"), NOON - 3 * DAY
    late = {"due_at": NOON - 2 * DAY}
    found = {
        "late": clue_in(city, "investigating", at=before, **late),
        "whole": clue_in(city, "registered", at=before, **late),
        "reopened": clue_in(city, "reported", at=before, **late),
        "void": clue_in(city, "void", at=before, **late),
        "merged": clue_in(city, "merged", at=before, **late),
        "soon": clue_in(city, "signed", at=NOON, due_at=NOON + 8 * DAY),
        "interim": clue_in(city, "interim_closed", at=before, **late),
    }
    with transaction.atomic():
        split_clue(found["whole"], Split((Part("夜间废气"), Part("雨水口黑臭"))), by=office, at=NOON)
        closed = close_clue(found["reopened"], Nothing(), by=office, at=NOON)
        reopen_clue(closed, Reason("反弹"), by=office, at=NOON)
    Clue.objects.filter(split_from__isnull=False).update(due_at=NOON - DAY, updated_at=F("updated_at"))
    Clue.objects.filter(pk=found["reopened"].pk).update(due_at=NOON - DAY)
    tell(Clue.objects.all())
    return found


def counted(city: City, metric: str, **wanted: Any) -> int:
    """What the registry says."""
    question = Question(METRICS[metric], Wanted(**wanted), NOON, city.actor("director2"))
    value = METRICS[metric].of(answer_to(question).whole).value
    assert isinstance(value, int)
    return value


@pytest.mark.usefixtures("worked")
def test_the_meetings_lists_have_as_many_rows_as_the_registry_counts_and_tell_parts_apart(city: City) -> None:
    monday = NOON.replace(hour=0) - timedelta(hours=8)

    parts = reader("director2").get("/reports/meeting").context["parts"]

    assert [(part.count, part.beside) for part, _lines in parts] == [
        (counted(city, "clues_received", received_from=monday), 0),
        (counted(city, "clues_closed_in_span", received_from=monday), 0),
        (counted(city, "clues_overdue"), 2),
        (1, 0),
    ]
    assert [part.count for part, _lines in parts] == [2, 1, 3, 1]
    assert [len(lines) for _part, lines in parts] == [part.count + part.beside for part, _lines in parts]


@pytest.mark.usefixtures("worked")
def test_the_supervision_list_counts_what_the_registry_counts_and_lists_late_parts_as_well(city: City) -> None:
    page = reader("director2").get("/reports/supervision")

    assert (page.context["count"], page.context["beside"]) == (counted(city, "clues_overdue"), 2)
    assert "另有拆分件 2 件" in page.content.decode()
    assert sum(len(lines) for _one, lines in page.context["units"]) == 5


@pytest.mark.usefixtures("worked")
def test_the_ages_of_open_clues_add_up_to_what_is_open_and_each_has_its_rows(city: City) -> None:
    client = reader("director2")

    ages = client.get("/dashboard/outlook").context["ages"]

    assert sum(age.count for age in ages) == counted(city, "clues_open") == 5
    assert [client.get(f"/dashboard/ahead?age={age.key}").context["count"] for age in ages] == [
        age.count for age in ages
    ]
    assert client.get("/dashboard/points").context["located"].standing == 5


def test_the_wall_says_of_each_region_what_the_registry_counts_there(city: City) -> None:
    Region.objects.create(code="321181001", name="云阳街道", level="township", parent_id="321181")
    city.agencies["321181-hb"].region_id = "321181001"
    city.agencies["321181-hb"].save()
    for status in ("in_progress", "publicised", "cancelled"):
        task_in(city, status)

    wall = wall_of(city.actor("director2"), Wanted(), at=NOON, names=False)

    asked = Question(METRICS["tasks_total"], Wanted(), NOON, city.actor("director2"), ("region",))
    told = answer_to(asked).by["region"]["321181"]
    assert [(one.name, one.total, one.unfinished) for one in wall.regions] == [
        ("丹阳市", told.tasks, told.tasks_unfinished)
    ]
    assert [len(one.tasks) for one in wall.regions] == [2]


def test_the_wall_of_a_span_has_the_rows_that_it_counts(city: City) -> None:
    task_in(city, "in_progress")
    Task.objects.update(created_at=on("10-01"))
    for status in ("in_progress", "publicised"):
        task_in(city, status)
    spans = [Wanted(), Wanted(received_from=on("11-01")), Wanted(received_to=on("11-01"))]

    walls = [wall_of(city.actor("director2"), span, at=NOON, names=False) for span in spans]

    assert [(wall.counts.tasks, [len(one.tasks) for one in wall.regions]) for wall in walls] == [
        (3, [3]), (2, [2]), (1, [1]),
    ]  # fmt: skip
