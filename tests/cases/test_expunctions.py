"""What must not be here is destroyed by two people, and only its hash and the reasons stay."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from cases.actions.clues import Words, comment_clue
from cases.actions.registration import ReporterEntry
from cases.models import Attachment, Clue, Expunction, Reporter
from cases.tasks import destroy_file
from kernel.events import digest
from kernel.models import Event, EventSeal, Remark
from kernel.seals import broken_links, seal_events
from kernel.words import altered_remarks
from tests.cases.pictures import named, photograph
from tests.cases.situations import program_of
from tests.cast import City, make_clue
from tests.conftest import ApiOf
from tests.web.readers import reader


@pytest.fixture
def clue(city: City) -> Clue:
    """A clue with a named reporter and a comment that holds a name it should not."""
    clue = make_clue(city, at=timezone.now(), reporter=ReporterEntry("演示甲", "13800000000", is_named=True))
    with transaction.atomic():
        comment_clue(clue, Words("误录的姓名"), by=city.actor("intake"), at=timezone.now())
    return clue


def ask(clue: Clue, target: str, *, by: str = "director", reason: str = "误录") -> int:
    """Ask for it on the page."""
    return reader(by).post(f"/clues/{clue.pk}/expunge", {"target": target, "reason": reason}).status_code


def decide(name: str, *, by: str = "director2", reason: str = "属实，同意") -> int:
    """Agree or refuse on the page."""
    pk = Expunction.objects.get(status="requested").pk
    return reader(by).post(f"/expunctions/{pk}/{name}", {"reason": reason}).status_code


def comment_of(clue: Clue) -> Remark:
    """The words to be expunged."""
    return Remark.objects.get(event_id=Event.objects.get(subject_id=clue.pk, type="clue.commented").pk)


def test_words_are_destroyed_by_two_people_and_their_hash_and_reasons_stay(clue: Clue) -> None:
    remark = comment_of(clue)

    answers = ask(clue, f"remark:{remark.event_id}:text"), decide("confirm")

    event = Event.objects.get(type="clue.expunged")
    assert answers == (302, 302)
    assert not Remark.objects.filter(pk=remark.pk).exists()
    assert event.data["sha256"] == digest("误录的姓名") == Event.objects.get(pk=remark.event_id).data["text_sha256"]
    assert set(Remark.objects.filter(name="reason").values_list("text", flat=True)) == {"误录", "属实，同意"}


def test_the_log_is_whole_after_an_expunction(clue: Clue) -> None:
    seal_events()
    ask(clue, f"remark:{comment_of(clue).event_id}:text")
    decide("confirm")
    seal_events()

    assert (list(broken_links()), altered_remarks()) == ([], [])
    assert EventSeal.objects.count() == Event.objects.count()


def test_an_attachment_goes_with_its_bytes(city: City, clue: Clue) -> None:
    reader("intake").post(f"/clues/{clue.pk}/attachments", {"file": named(photograph(), "secret.jpg")})
    file = Attachment.objects.get()
    path = Path(settings.MEDIA_ROOT) / file.path
    ask(clue, f"attachment:{file.pk}")

    decide("confirm")
    there = path.exists()
    for _turn in range(2):
        destroy_file(Event.objects.get(type="clue.expunged"))

    assert (there, path.exists(), Attachment.objects.exists()) == (True, False, False)
    assert Event.objects.get(type="clue.expunged").data["sha256"] == file.sha256


def test_a_reporters_identity_is_gone_for_good(clue: Clue) -> None:
    ask(clue, "reporter")
    decide("confirm")

    reporter = Reporter.objects.get(clue=clue)
    assert (reporter.identity, reporter.is_named) == (None, False)


def test_nobody_agrees_to_what_they_asked_for(clue: Clue) -> None:
    ask(clue, "reporter")

    assert decide("confirm", by="director") == 403
    assert Reporter.objects.get(clue=clue).identity is not None


def test_the_database_too_wants_two_people(city: City, clue: Clue) -> None:
    ask(clue, "reporter")
    asked_by = Expunction.objects.get().requested_by

    with pytest.raises(IntegrityError, match="expunction_is_decided_by_somebody_else"), transaction.atomic():
        Expunction.objects.update(status="done", decided_by=asked_by, decided_at=timezone.now())


def test_a_refused_request_leaves_everything_and_is_recorded(clue: Clue) -> None:
    ask(clue, f"remark:{comment_of(clue).event_id}:text")

    answer = decide("refuse", reason="应予保留")

    assert (answer, comment_of(clue).text) == (302, "误录的姓名")
    assert Event.objects.filter(type="expunction.refused").count() == 1


@pytest.mark.parametrize("username", ["intake", "dispatcher", "handler", "auditor", "sysadmin"])
def test_only_directors_ask_and_agree(clue: Clue, username: str) -> None:
    ask(clue, "reporter")

    assert ask(clue, "reporter", by=username) in {403, 404}
    assert decide("confirm", by=username) in {403, 404}
    assert Reporter.objects.get(clue=clue).identity is not None


def test_the_same_thing_is_asked_for_once_and_decided_once(clue: Clue) -> None:
    first, again = ask(clue, "reporter"), ask(clue, "reporter")
    decide("confirm")
    pk = Expunction.objects.get().pk

    late = reader("director2").post(f"/expunctions/{pk}/refuse", {"reason": "反悔"}).status_code

    assert (first, again, late) == (302, 422, 409)


@pytest.mark.parametrize("target", ["reporter:1", "attachment:x", "remark:x:y", "everything", ""])
def test_what_is_not_there_cannot_be_asked_for(city: City, target: str) -> None:
    bare = make_clue(city, at=timezone.now() - timedelta(hours=1))

    assert ask(bare, target) == 422
    assert not Expunction.objects.exists()


def test_a_decision_needs_a_reason(clue: Clue) -> None:
    ask(clue, "reporter")

    assert decide("confirm", reason=" ") == 400
    assert Client().get("/expunctions").status_code == 302


def test_the_unit_reads_nothing_of_an_expunction(city: City, clue: Clue) -> None:
    reader("dispatcher").post(f"/clues/{clue.pk}/actions/dispatch", {"lead_agency": "321181-hb"})
    ask(clue, "reporter")
    decide("confirm")

    assert "销毁" not in reader("handler").get(f"/clues/{clue.pk}").content.decode()
    assert "销毁内容" in reader("intake").get(f"/clues/{clue.pk}").content.decode()


TOLD = "演示甲（电话138-0000-0000、１３８００００００００）反映"
TEXTS = ("title", "description", "handling_summary", "address", "subject_name", "findings", "measures")


@pytest.mark.parametrize("status", ["registered", "closed"])
def test_a_reporter_who_is_forgotten_stands_in_no_text_of_the_clue(clue: Clue, api: ApiOf, status: str) -> None:
    ended = {"closed_at": timezone.now(), "verdict": "substantiated"} if status == "closed" else {}
    Clue.objects.filter(pk=clue.pk).update(status=status, **ended, **dict.fromkeys(TEXTS, f"{TOLD}夜间异味"))
    with transaction.atomic():
        said = Words("已回访演示甲")
        comment_clue(Clue.objects.get(pk=clue.pk), said, by=api.city.actor("intake"), at=timezone.now())
    ask(clue, "reporter")

    assert decide("confirm") == 302

    kept = Clue.objects.filter(pk=clue.pk).values(*TEXTS).get()
    assert set(kept.values()) == {"×××（电话×××、×××）反映夜间异味"}
    assert not Remark.objects.filter(text__contains="演示甲").exists()
    assert Remark.objects.filter(text="误录的姓名").exists()
    for words in ("演示甲", "13800000000"):
        assert api("intake").get("/api/v1/clues", {"q": words}).json()["results"] == []
    assert sorted(Event.objects.get(type="clue.expunged").data["masked"]) == sorted(TEXTS)


def test_the_reasons_for_forgetting_somebody_do_not_name_them(clue: Clue) -> None:
    asked = ask(clue, "reporter", reason="演示甲13800000000本人申请")
    agreed = decide("confirm", reason="演示甲（１３８００００００００）本人要求")

    words = "".join(Remark.objects.values_list("text", flat=True))
    assert (asked, agreed) == (302, 302)
    assert [one for one in ("演示甲", "13800000000", "１３８") if one in words] == []
    assert list(Event.objects.filter(type="clue.expunged").values_list("data__kind", flat=True)) == ["reporter"]


@pytest.mark.parametrize("target", ["reporter", "attachment"])
def test_what_was_expunged_is_told_to_programs_that_follow(clue: Clue, api: ApiOf, target: str) -> None:
    if target == "attachment":
        file = named(photograph(), "现场.jpg")
        api("intake").post(f"/api/v1/clues/{clue.pk}/attachments", {"file": file}, format="multipart")
    chosen = f"attachment:{clue.attachments.get().pk}" if target == "attachment" else target
    ask(clue, chosen)
    decide("confirm")

    told = program_of("321100-hq", "changes:read").get("/api/v1/changes").json()["events"]

    last = told[-1]
    assert (last["type"], last["resource_id"], last["version"]) == (
        "clue.expunged",
        str(clue.pk),
        Clue.objects.get(pk=clue.pk).version,
    )
