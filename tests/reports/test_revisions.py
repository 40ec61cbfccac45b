"""What was frozen and the differences since make what stands now, whatever happened; each difference says why."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given

from cases.actions.clues import Reason, void_clue
from cases.actions.corrections import Correct, correct_clue
from cases.actions.investigations import close_clue, reopen_clue
from cases.actions.merges import Merge, merge_clue
from cases.models import Clue
from kernel.verbs import Nothing
from reports.actions.reports import TakeReport, take_report
from reports.measures import total
from reports.models import Report, RollupMark
from reports.queries.figures import Wanted
from reports.queries.populations import population
from reports.queries.revisions import Compared, Revisions, Standpoint
from reports.queries.tallies import tally
from tests.cases.situations import clue_in
from tests.cast import City, make_clue
from tests.reports.city import on
from tests.reports.histories import Chronicle, history
from tests.reports.test_rollups import INSTANTS, LATER, History, few_examples, follow, undone
from tests.web.readers import reader

TERMS = (
    "received", "closed", "interim_closed", "open", "not_accepted", "overdue", "merged", "parts", "determined",
    "received - not_accepted", "closed + interim_closed", "fell_due_on_time", "accepted_in_time",
)  # fmt: skip


@few_examples
@given(before=history, after=history)
def test_frozen_and_differences_make_the_present_whatever_happened(city: City, before: History, after: History) -> None:
    with undone():
        chronicle = Chronicle(city)
        chronicle.happen(before)
        follow()
        position = RollupMark.objects.get().position
        chronicle.happen(after)
        for who, frozen_at in (("director", INSTANTS[2]), ("leader", INSTANTS[4])):
            compared = Compared(Wanted(), Standpoint(frozen_at, position), Standpoint(LATER), city.actor(who))
            assert_exact(compared)
            assert_exact(replace(compared, dimension="region", key="321112"))


def assert_exact(compared: Compared) -> None:
    """Every count: what was frozen, plus what came, minus what went, is what stands."""
    revisions = Revisions(compared)
    then, now = (counted(compared, at) for at in (compared.before, compared.after))
    for terms in TERMS:
        moved = sum(one.way * len(one.ids) for one in revisions.of(terms))
        assert total(terms, then) + moved == total(terms, now), terms


def counted(compared: Compared, at: Standpoint) -> Any:
    """The counts at a standpoint, by the clues themselves."""
    wanted = replace(compared.wanted, position=at.position)
    dimensions = [compared.dimension] if compared.dimension else []
    found = tally(population(compared.actor, wanted, as_of=at.as_of), dimensions)
    if not compared.dimension:
        return found.whole
    return found.by[compared.dimension].get(compared.key, type(found.whole)())


@pytest.fixture
def october(city: City) -> Report:
    """October frozen with ten clues; then twenty late ones, two merges, a void, a correction, a reopening."""
    with transaction.atomic():
        for number in range(8):
            make_clue(city, at=on("10-08") + timedelta(hours=number))
        closed, open_one = clue_in(city, "reported", at=on("10-04")), clue_in(city, "reported", at=on("10-05"))
        close_clue(closed, Nothing(), by=city.actor("director2"), at=on("10-20"))
        report = take_report(TakeReport("monthly", on("10-31").date()), by=city.actor("director2"), at=on("11-10"))
    with transaction.atomic():
        for number in range(20):
            make_clue(city, at=on("11-12"), received_at=on("10-09") + timedelta(hours=number))
        make_clue(city, at=on("11-13"))
        first, second, third, fourth, fifth, *_others = list(
            Clue.objects.filter(received_at__date=on("10-08").date()).order_by("received_at").select_for_update()
        )
        for clue in (first, second):
            merge_clue(clue, Merge(third), by=city.actor("dispatcher"), at=on("11-13"))
        void_clue(fourth, Reason("误录"), by=city.actor("director2"), at=on("11-13"))
        correct_clue(fifth, Correct("region_code", "321112", "写错"), by=city.actor("dispatcher"), at=on("11-13"))
        for clue in (closed, open_one):
            clue.refresh_from_db()
        close_clue(open_one, Nothing(), by=city.actor("director2"), at=on("11-14"))
        reopen_clue(closed, Reason("反弹"), by=city.actor("director2"), at=on("11-14"))
    return report


def told(lines: list[Any]) -> dict[str, tuple[Any, list[str], Any]]:
    """Each line of the page: as frozen, the differences in words, as it stands."""
    return {
        line.metric.name: (
            line.frozen.value, [f"{one.signed} {one.kind.label}" for one, _at in line.moved], line.present.value
        )
        for line in lines
    }  # fmt: skip


@pytest.mark.usefixtures("october")
@pytest.mark.parametrize("who", ["director2", "leader"])
def test_the_dashboard_says_by_what_it_differs_from_the_frozen_month(who: str) -> None:
    page = reader(who).get("/dashboard/since?as_of=2026-11-15")

    assert {name: line for name, line in told(page.context["lines"]).items() if line[1]} == {
        "clues_received": (10, ["+20 补录", "−2 并案", "−1 作废", "+1 期后新收"], 28),
        "clues_closed": (1, ["−1 重启", "+1 期后办理、到期"], 1),
        "clues_open": (9, ["+20 补录", "−2 并案", "−1 作废", "+1 重启", "+1 期后新收", "−1 期后办理、到期"], 27),
        "clues_merged": (0, ["+2 并案"], 2),
    }


@pytest.mark.usefixtures("october")
def test_each_difference_opens_its_own_clues() -> None:
    client, followed = reader("director2"), 0
    for line in client.get("/dashboard/since?as_of=2026-11-15").context["lines"]:
        for one, address in line.moved:
            page = client.get(address)
            assert (page.context["count"], len(page.context["lines"])) == (len(one.ids), len(one.ids)), address
            followed += 1

    assert followed == 13


def test_a_frozen_number_of_a_county_says_where_a_corrected_clue_went(october: Report) -> None:
    client = reader("director2")
    county = f"metric=clues_received&as_of=2026-10-31&position={october.position}&group_by=region&key=3211"

    left, came = (client.get(f"/dashboard/since/number?{county}{code}") for code in ("81", "12"))
    rows = client.get(f"/dashboard/rows?{county}81")

    assert "−1 更正" in [f"{one.signed} {one.kind.label}" for one, _at in left.context["moved"]]
    assert [f"{one.signed} {one.kind.label}" for one, _at in came.context["moved"]] == ["+1 更正"]
    assert rows.context["moved_at"].startswith("/dashboard/since/number?metric=clues_received&")


def test_a_correction_of_a_report_says_of_what_its_differences_are_made(city: City, october: Report) -> None:
    with transaction.atomic():
        order = TakeReport("monthly", on("10-31").date(), restates=october, reason="补录")
        corrected = take_report(order, by=city.actor("director2"), at=on("11-15"))

    client = reader("director2")
    page = client.get(f"/dashboard/since?report={october.pk}&later={corrected.pk}")

    lines = told(page.context["lines"])
    assert lines["clues_received"] == (10, ["+20 补录"], 30)
    printed = {one["metric"]: one["value"] for one in corrected.content["figures"]}
    assert {name: line[2] for name, line in lines.items()} == {name: printed[name] for name in lines}
    assert f"report={october.pk}&amp;later={corrected.pk}" in client.get(f"/reports/{corrected.pk}").content.decode()


@pytest.mark.usefixtures("october")
@pytest.mark.parametrize(
    "query",
    ["metric=returned_rate&as_of=2026-10-31", "metric=clues_open&as_of=2026-10-31&until=2026-10-01",
     "metric=clues_open&as_of=2026-10-31&part=x", "metric=clues_open&as_of=2026-10-31&kind=x&way=added"],
)  # fmt: skip
def test_a_difference_that_nobody_can_mean_is_refused(query: str) -> None:
    assert reader("director2").get(f"/dashboard/since/rows?{query}").status_code == 400
