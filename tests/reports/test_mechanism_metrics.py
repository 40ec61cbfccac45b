"""The joint mechanism among the metrics: counted for the two organs, by day and source, and for nobody else."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from supervision.actions.mechanism import Inspect, Share, inspect_jointly, share_item
from supervision.models import ReleasedTotal
from tests.cases.situations import program_of
from tests.cast import City
from tests.conftest import ApiOf
from tests.web.readers import reader

AT = datetime(2021, 11, 30, 4, tzinfo=UTC)
DAY = date(2021, 11, 30)
ASK = "/api/v1/metrics?as_of=2021-11-30&source=zhenjiang&metric="


@pytest.fixture(autouse=True)
def _counted(city: City) -> None:
    """Two items, an inspection and six persons, all of one source."""
    office = city.actor("director2")
    with transaction.atomic():
        for number in range(2):
            share_item(Share("shared", DAY, f"第{number}条", "zhenjiang"), by=office, at=AT)
        inspect_jointly(Inspect(DAY, "秋冬季扬尘", source="zhenjiang"), by=office, at=AT)
        ReleasedTotal.objects.create(
            on=DAY, scope="秸秆焚烧一案", persons=6, source="zhenjiang", kept_by_agency_id="321100-jw", created_at=AT
        )


@pytest.mark.parametrize(
    ("metric", "value", "unit"),
    [
        ("items_shared_or_moved", 2, "records"),
        ("joint_inspections", 1, "records"),
        ("units_interviewed", 0, "agencies"),
        ("persons_released", 6, "persons"),
    ],
)
def test_both_organs_ask_for_the_counts_of_the_mechanism(api: ApiOf, metric: str, value: int, unit: str) -> None:
    for username in ("dispatcher", "discipline"):
        told = api(username).get(f"{ASK}{metric}").json()
        assert (told["value"], told["unit"], told["numerator"], told["groups"]) == (value, unit, None, [])


def test_to_another_agency_and_its_program_they_are_nought(api: ApiOf) -> None:
    asking = [api("leader"), api("handler"), program_of("321181-hb", "reports:read")]

    assert {client.get(f"{ASK}items_shared_or_moved").json()["value"] for client in asking} == {0}


def test_another_source_or_an_earlier_day_counts_nothing(api: ApiOf) -> None:
    client = api("dispatcher")

    other = client.get("/api/v1/metrics?metric=joint_inspections&source=anyang&as_of=2021-11-30").json()
    earlier = client.get("/api/v1/metrics?metric=joint_inspections&as_of=2021-11-29").json()

    assert (other["value"], earlier["value"]) == (0, 0)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("group_by=region", "not_a_dimension"),
        ("region_code=321181", "unknown_filter"),
        ("from=2021-11-01", "unknown_filter"),
    ],
)
def test_the_mechanism_is_not_taken_apart(api: ApiOf, name: str, code: str) -> None:
    answer = api("dispatcher").get(f"{ASK}joint_inspections&{name}")

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, code)


def test_a_figure_of_the_mechanism_opens_its_board() -> None:
    answer = reader("dispatcher").get("/dashboard/rows?metric=joint_inspections&as_of=2021-11-30&source=zhenjiang")

    assert (answer.status_code, answer["Location"]) == (302, "/joint/?as_of=2021-11-30&source=zhenjiang")
