"""Who reads what of a clue: the unit never the reporter's words, nobody a reporter without saying why."""

from typing import Any

import pytest

from cases.actions.registration import ReporterEntry
from cases.models import Clue, Reporter
from kernel.models import Event, Remark
from tests.cases.situations import clue_in, program_of
from tests.cast import City, make_clue
from tests.conftest import ApiOf

CLUES = "/api/v1/clues"
TELLING = {
    "title": "老王举报隔壁染坊",
    "description": "我是住在三号楼的老王，电话13912345678，隔壁染坊夜里偷排",
    "handling_summary": "云阳街道一染坊夜间偷排污水",
    "channel": "hotline_12345",
    "region_code": "321181",
    "pollution_types": ["water"],
    "reporter": {"name": "王老五", "phone": "13912345678", "is_named": True, "wants_reply": True},
}


@pytest.fixture
def told(api: ApiOf) -> str:
    """The address of a clue in a citizen's own words, led by 丹阳."""
    pk = api("intake").post(CLUES, TELLING).json()["id"]
    body = {"lead_agency": "321181-hb", "handling_summary": TELLING["handling_summary"]}
    assert api("dispatcher").post(f"{CLUES}/{pk}/actions/dispatch", body).status_code == 200
    return f"{CLUES}/{pk}"


SECRETS = ("老王", "王老五", "13912345678", "三号楼")


@pytest.mark.parametrize("rest", ["", "/timeline", "/actions", "/attachments"])
@pytest.mark.parametrize("caller", ["handler", "unithead", "program"])
def test_a_unit_reads_nothing_in_the_reporters_own_words(api: ApiOf, told: str, caller: str, rest: str) -> None:
    client = program_of("321181-hb") if caller == "program" else api(caller)

    text = client.get(f"{told}{rest}").content.decode()

    assert [secret for secret in SECRETS if secret in text] == []


def test_a_unit_reads_the_summary_and_a_title_made_of_it(api: ApiOf, told: str) -> None:
    body = api("handler").get(told).json()

    assert (body["description"], body["handling_summary"]) == (None, TELLING["handling_summary"])
    assert body["title"] == TELLING["handling_summary"]
    assert body["reporter"] == {"is_named": True, "sealed": True}
    assert body["concerns_agency"] is None


def test_nor_does_an_answer_to_its_own_verb_tell_it_more(api: ApiOf, told: str) -> None:
    text = api("handler").post(f"{told}/actions/sign", {}).content.decode()

    assert [secret for secret in SECRETS if secret in text] == []


@pytest.mark.parametrize("words", ["老王", "三号楼", "隔壁染坊", "13912345678"])
def test_nor_can_it_find_the_clue_by_words_it_may_not_read(api: ApiOf, told: str, words: str) -> None:
    found = {name: len(api(name).get(f"{CLUES}?q={words}").json()["results"]) for name in ("intake", "handler")}

    assert found == {"intake": 1, "handler": 0}


def test_it_finds_it_by_what_it_may_read(api: ApiOf, told: str) -> None:
    assert len(api("handler").get(f"{CLUES}?q=偷排污水").json()["results"]) == 1


def test_old_words_of_an_edit_are_the_offices_own(api: ApiOf, told: str) -> None:
    api("intake").patch(told, {"title": "新标题", "handling_summary": "改后的摘要"}, HTTP_IF_MATCH="*")
    api("intake").patch(told, {"handling_summary": "再改"}, HTTP_IF_MATCH="*")

    office, unit = (api(name).get(f"{told}/timeline").json()["results"] for name in ("intake", "handler"))

    assert "老王举报隔壁染坊" in str(office)
    assert "改后的摘要" in str(office)
    assert "老王举报隔壁染坊" not in str(unit)
    assert "改后的摘要" not in str(unit)


def test_a_summary_that_was_not_yet_cleaned_never_reaches_the_unit(api: ApiOf) -> None:
    letter = {**TELLING, "channel": "letter", "handling_summary": ""}
    path = f"{CLUES}/{api('intake').post(CLUES, letter).json()['id']}"
    api("intake").patch(path, {"handling_summary": "一染坊夜间偷排"}, HTTP_IF_MATCH="*")
    dispatch = {"lead_agency": "321181-hb", "handling_summary": "一染坊夜间偷排"}
    assert api("dispatcher").post(f"{path}/actions/dispatch", dispatch).status_code == 200

    text = "".join(api("handler").get(f"{path}{rest}").content.decode() for rest in ("", "/timeline"))

    assert "三号楼" not in text


def test_opening_the_seal_shows_the_reporter_once_and_is_written_down_first(api: ApiOf, told: str) -> None:
    opened = api("intake").post(f"{told}/actions/reveal_reporter", {"reason": "回访核实"}).json()
    after = api("intake").get(told).json()

    event = Event.objects.get(type="clue.reporter_revealed")
    assert opened["reporter"] == {"is_named": True, "sealed": False, "name": "王老五", "phone": "13912345678"}
    assert after["reporter"] == {"is_named": True, "sealed": True}
    assert (event.post, Remark.objects.get(event_id=event.id).text) == ("321100-hq:intake", "回访核实")
    assert "王老五" not in str(event.data)


def test_the_unit_does_not_learn_that_a_seal_was_opened(api: ApiOf, told: str) -> None:
    api("intake").post(f"{told}/actions/reveal_reporter", {"reason": "回访核实"})

    types = {
        name: [event["type"] for event in api(name).get(f"{told}/timeline").json()["results"]]
        for name in ("intake", "handler")
    }

    assert "clue.reporter_revealed" in types["intake"]
    assert "clue.reporter_revealed" not in types["handler"]


def test_a_seal_is_not_opened_without_a_reason(api: ApiOf, told: str) -> None:
    assert api("intake").post(f"{told}/actions/reveal_reporter", {"reason": " "}).status_code == 400
    assert not Event.objects.filter(type="clue.reporter_revealed").exists()


def test_a_reporter_who_left_nothing_has_nothing_to_open(city: City, api: ApiOf) -> None:
    clue = make_clue(city)

    body = api("intake").post(f"{CLUES}/{clue.pk}/actions/reveal_reporter", {"reason": "回访"}).json()

    assert body["reporter"] is None


def test_the_identity_lies_encrypted_in_its_row(city: City) -> None:
    make_clue(city, reporter=ReporterEntry("王老五", "13912345678", is_named=True))

    sealed = bytes(Reporter.objects.get().identity or b"")

    assert sealed.startswith(b"k1|")
    assert "王老五".encode() not in sealed


def test_the_discipline_organs_clues_read_as_the_superiors_outside_the_office(city: City, api: ApiOf) -> None:
    clue = clue_in(city, "dispatched", channel="discipline_transfer")
    other = clue_in(city, "dispatched", channel="superior")

    shown = {name: api(name).get(f"{CLUES}/{clue.pk}").json()["channel"] for name in ("intake", "handler", "leader")}
    found = {query: len(rows(api, "handler", query)) for query in ("superior", "discipline_transfer")}

    assert shown == {"intake": "discipline_transfer", "handler": "superior", "leader": "superior"}
    assert found == {"superior": 2, "discipline_transfer": 0}
    assert [row["id"] for row in rows(api, "intake", "superior")] == [str(other.pk)]


def rows(api: ApiOf, name: str, channel: str) -> list[dict[str, Any]]:
    """What that person finds under a channel."""
    results: list[dict[str, Any]] = api(name).get(f"{CLUES}?channel={channel}").json()["results"]
    return results


def test_a_discipline_clue_looks_to_the_unit_exactly_like_one_from_above(city: City, api: ApiOf) -> None:
    clues = [clue_in(city, "dispatched", channel=channel) for channel in ("discipline_transfer", "superior")]

    bodies = [api("handler").get(f"{CLUES}/{clue.pk}").json() for clue in clues]

    assert [bodies[0][key] for key in bodies[0] if key not in {"id", "number"}] == [
        bodies[1][key] for key in bodies[1] if key not in {"id", "number"}
    ]


def test_a_citizens_letter_goes_out_only_after_somebody_confirmed_the_summary(city: City, api: ApiOf) -> None:
    path = f"{CLUES}/{make_clue(city, channel='letter').pk}/actions/dispatch"

    bare = api("dispatcher").post(path, {"lead_agency": "321181-hb"})
    confirmed = api("dispatcher").post(path, {"lead_agency": "321181-hb", "handling_summary": "异味扰民"})

    assert (bare.status_code, bare.json()["errors"][0]["code"]) == (422, "summary_unconfirmed")
    assert (confirmed.status_code, confirmed.json()["handling_summary"]) == (200, "异味扰民")


def test_a_clue_is_not_given_to_whom_it_concerns_in_any_capacity(city: City, api: ApiOf) -> None:
    clue = make_clue(city, concerns_agency=city.agencies["321181-hb"])
    path = f"{CLUES}/{clue.pk}/actions/dispatch"

    lead = api("director2").post(path, {"lead_agency": "321181-hb"})
    helper = api("director2").post(path, {"lead_agency": "321112-hb", "co_agencies": ["321181-hb"]})

    assert (lead.status_code, helper.status_code) == (422, 422)
    assert [answer.json()["errors"][0]["pointer"] for answer in (lead, helper)] == ["/lead_agency", "/co_agencies"]
    assert Clue.objects.get().status == "registered"


def test_a_sealed_identity_opens_in_its_own_row_alone(city: City, api: ApiOf) -> None:
    first, second = (make_clue(city, reporter=ReporterEntry("王老五", "1391234567", is_named=True)) for _ in range(2))
    box = Reporter.objects.get(pk=first.pk).identity
    Reporter.objects.filter(pk=second.pk).update(identity=box)

    response = api("intake").post(f"{CLUES}/{second.pk}/actions/reveal_reporter", {"reason": "回访"})

    assert (response.status_code, response.json()["code"]) == (422, "seal_broken")
    assert "王老五" not in response.content.decode()
