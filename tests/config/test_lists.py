"""Code lists, regions and agencies at the REST door."""

import pytest

from agencies.models import Agency, Role
from cases.models import Channel, ClueStatus, PollutionType
from reports.metrics import METRICS
from tests.cases.situations import program_of
from tests.cast import City
from tests.conftest import ApiOf

# The values that api.md binds; what stands here was typed from it.
STATUS = "registered dispatched signed investigating reported closed interim_closed not_accepted merged void"
CHANNEL = (
    "call letter visit web wechat hotline_12345 platform_12369 superior inspection routine_check enforcement media grid"
    " discipline_transfer monitoring other"
)
POLLUTION_TYPE = "air water soil noise solid_waste dust fume ecology radiation marine light other"
VERDICT = "substantiated mostly_substantiated partly_substantiated unsubstantiated undetermined"
LEGAL_PATH = "env_business review_or_suit petition other_department"


def test_the_lists_hold_exactly_what_the_contract_binds(api: ApiOf) -> None:
    lists = {one["list"]: one for one in api("intake").get("/api/v1/codes").json()["results"]}

    codes = {name: " ".join(value["code"] for value in one["values"]) for name, one in lists.items()}
    assert (codes["status"], codes["channel"], codes["verdict"]) == (STATUS, CHANNEL, VERDICT)
    assert (codes["pollution_type"], codes["legal_path"]) == (POLLUTION_TYPE, LEGAL_PATH)
    assert codes["metric"] == " ".join(METRICS)
    assert all({"list", "version", "values"} == set(one) for one in lists.values())


def test_every_value_has_a_name_and_an_english_one(api: ApiOf) -> None:
    lists = api("intake").get("/api/v1/codes").json()["results"]

    named = {value["code"]: value["name"] for one in lists if one["list"] == "channel" for value in one["values"]}
    assert named == {channel.value: str(channel.label) for channel in Channel}
    assert all(value["name"] and value["name_en"] for one in lists for value in one["values"])


def test_the_models_and_the_contract_agree() -> None:
    assert " ".join(ClueStatus.values) == STATUS
    assert " ".join(PollutionType.values) == POLLUTION_TYPE
    assert {"intake", "dispatcher", "director", "handler", "unithead", "leader"} <= set(Role.values)


def test_regions_and_agencies_are_listed_by_code_and_narrowed_by_prefix(city: City, api: ApiOf) -> None:
    client = api("intake")

    regions = [row["code"] for row in client.get("/api/v1/regions").json()["results"]]
    agencies = [row["code"] for row in client.get("/api/v1/agencies?region_code=321181").json()["results"]]

    assert (regions, agencies) == (["321100", "321112", "321181"], ["321181", "321181-hb"])


def test_an_agency_is_shown_with_both_its_parents(city: City, api: ApiOf) -> None:
    rows = {row["code"]: row for row in api("intake").get("/api/v1/agencies").json()["results"]}

    assert (rows["321181-hb"]["line_parent"], rows["321181-hb"]["territory_parent"]) == ("321100-hb", "321181")
    assert len(rows) == Agency.objects.count()


@pytest.mark.parametrize("path", ["codes", "regions", "agencies"])
def test_any_token_reads_the_lists_and_nobody_without_one(city: City, api: ApiOf, path: str) -> None:
    client = program_of("321181-hb", "changes:read")

    with_token, method = client.get(f"/api/v1/{path}"), client.post(f"/api/v1/{path}", {})
    client.credentials()

    assert (with_token.status_code, method.status_code) == (200, 405)
    assert client.get(f"/api/v1/{path}").status_code == 401


@pytest.mark.parametrize("path", ["regions", "agencies"])
def test_an_unknown_filter_is_400_here_too(city: City, api: ApiOf, path: str) -> None:
    assert api("intake").get(f"/api/v1/{path}?name=x").status_code == 400
