"""What a clue's registration answers is put together from the rows just written; it must be what they read as."""

from tests.conftest import ApiOf

FULL = {
    "title": "化工异味",
    "description": "王先生 13900000000 反映夜间异味",
    "channel": "inspection",
    "region_code": "321181",
    "pollution_types": ["water", "air"],
    "address": "云阳街道",
    "lon": "119.61",
    "lat": "32.01",
    "coord_sys": "gcj02",
    "occurred_at": "2026-01-02T03:04:05+08:00",
    "received_at": "2026-01-02T04:04:05.5+08:00",
    "priority": "key",
    "concerns_agency": "321181-hb",
    "subject": {"name": "某厂", "uscc": ""},
    "reporter": {"name": "王先生", "phone": "13900000000", "is_named": True},
    "source": {"system": "elsewhere", "external_id": "7", "version": 3},
}


def test_a_full_registration_is_answered_as_it_will_be_read(api: ApiOf) -> None:
    answer = api("intake").post("/api/v1/clues", FULL)

    read = api("intake").get(f"/api/v1/clues/{answer.json()['id']}")

    assert (answer.json(), answer["ETag"]) == (read.json(), read["ETag"])


def test_the_least_registration_is_answered_as_it_will_be_read(api: ApiOf) -> None:
    least = {"description": "异味", "channel": "call", "region_code": "321181"}

    answer = api("intake").post("/api/v1/clues", least)

    assert answer.json() == api("intake").get(f"/api/v1/clues/{answer.json()['id']}").json()
