"""Who is forgotten stands nowhere in the record: each text of each model about a clue is walked, or says why not."""

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils import timezone

from cases.actions.clues import Words
from cases.actions.expunctions import WORDS
from cases.actions.record_walk import CLUE_PARTS, RECORDS, Part
from cases.actions.registration import ReporterEntry
from cases.actions.tasks import comment_task
from cases.models import Attachment, Clue, Expunction, Task
from cases.tasks import destroy_file
from kernel.models import Event, Remark
from supervision.models import Letter
from tests.cases.pictures import named, photograph
from tests.cases.situations import program_of
from tests.cases.tasks import new_task, task_in
from tests.cases.test_evidence_files import asked, picture
from tests.cast import City, make_clue
from tests.conftest import ApiOf
from tests.supervision.test_letters import drafted, signed
from tests.web.readers import reader
from tests.workers import drain

NAME, PHONE = "欧阳甲乙", "13800000000"
SAID = "欧阳女士（138-0000-0000）反映"
# Columns of models about a clue that are not walked, each with its reason.
NOT_WALKED = {
    "cases.Clue": {
        "case": "a key", "number": "a key", "pollution_types": "codes", "subject_uscc": "a code of a firm",
        "source_system": "a system's name", "source_external_id": "a key of another system",
        "source_version": "a version", "ledger_digest": "a hash", "ledger_unit": "the name of a unit",
        "routing_reason": "the program's words", "earlier": "instants",
    },
    "cases.Task": {"case": "a key", "number": "a key", "source_system": "a name", "source_external_id": "a key"},
    "cases.Attachment": {
        "name": "the program's words", "media_type": "a code", "sha256": "a hash", "path": "at random",
        "received_sha256": "a hash", "filed_by_agency_id": "a key", "left_out": "counts",
    },
    "cases.Expunction": {"name": "the name of a remark", "sha256": "a hash"},
    "cases.PublicFacts": {"further_areas": "names of regions", "batch_label": "a label"},
    "cases.Reporter": {"identity": "the seal itself, which is destroyed"},
    "cases.Standing": {"state": "a code"},
    "cases.ProgressReport": {"period": "a month"},
    "cases.MissedReport": {"period": "a month"},
    "supervision.Referral": dict.fromkeys(
        ("case", "number", "subject_summary", "facts", "excuses", "letter_number", "source", "return_reason", "scope"),
        "a paper of the compartment names no reporter: it passed the gate, and once sent the database keeps it",
    ),
    "supervision.ReferralMaterial": dict.fromkeys(("name", "media_type", "sha256", "path"), "of the compartment"),
    "supervision.ReferralReceipt": {"number": "a number"},
    "supervision.ReferralPaper": {"sha256": "a hash", "content": "frozen, of the compartment"},
    "supervision.SharedItem": {"case": "a key", "source": "a name", "title": "of the compartment"},
    "supervision.ReleasedTotal": {"case": "a key", "source": "a name", "scope": "of the compartment"},
    "supervision.Letter": {"case": "a key", "letter_number": "a number", "reply_number": "a number",
                           "subject_type": "a code"},
    "supervision.LetterFile": {"sha256": "a hash", "content": "frozen; it is told of as left"},
    "supervision.Proposal": dict.fromkeys(
        ("case", "subject_type", "title", "reason"), "of the compartment, in the program's words"
    ),
    "reports.DisclosureItem": {"number": "a key", "of_number": "a key", "area": "a region", "further_areas": "regions",
                               "pollution_types": "codes", "batch_label": "a label"},
}  # fmt: skip


def about_a_clue() -> set[type[models.Model]]:
    """Every model whose rows lead to a clue, and those that name it by their subject."""
    found: set[type[models.Model]] = {Clue, Letter, apps.get_model("supervision", "Proposal")}
    grown = True
    while grown:
        further = {
            model
            for model in apps.get_models()
            for field in model._meta.concrete_fields
            if field.is_relation and field.related_model in found and model not in found
        }
        found, grown = found | further, bool(further)
    return found


def holds_text(field: Any) -> bool:
    """Say whether people's words may stand in a column."""
    kind = field.base_field if isinstance(field, ArrayField) else field
    plain = isinstance(kind, models.CharField | models.TextField | models.JSONField | models.BinaryField)
    return plain and not field.choices and not field.primary_key


def walked() -> dict[str, set[str]]:
    """The columns that are walked, by their models."""
    parts: list[Part] = [*CLUE_PARTS, *(part for kind in RECORDS for part in kind.parts)]
    columns: list[tuple[type[models.Model], tuple[str, ...]]] = [(one.model, one.texts) for one in RECORDS]
    columns += [(one.model, one.texts) for one in parts]
    found: dict[str, set[str]] = {"cases.Clue": {*WORDS, "source_words"}}
    for model, texts in columns:
        found.setdefault(model._meta.label, set()).update(texts)
    return found


def label_of(model: type[models.Model]) -> str:
    """The model's name with its app."""
    return model._meta.label


MODELS = sorted(about_a_clue(), key=label_of)


@pytest.mark.parametrize("model", MODELS, ids=label_of)
def test_every_text_about_a_clue_is_walked_or_says_why_not(model: type[models.Model]) -> None:
    label = label_of(model)
    texts = {field.name for field in model._meta.concrete_fields if holds_text(field)}
    declared = walked().get(label, set()), set(NOT_WALKED.get(label, {}))

    assert declared[0] | declared[1] == texts
    assert declared[0] & declared[1] == set()


@pytest.fixture
def clue(city: City) -> Clue:
    """A clue with a named reporter."""
    return make_clue(city, at=timezone.now(), reporter=ReporterEntry(NAME, PHONE, is_named=True))


def forget(clue: Clue) -> Event:
    """Two directors destroy the reporter; what is told of it."""
    reader("director").post(f"/clues/{clue.pk}/expunge", {"target": "reporter", "reason": "误录"})
    pk = Expunction.objects.get(status="requested").pk
    assert reader("director2").post(f"/expunctions/{pk}/confirm", {"reason": "属实"}).status_code == 302
    return Event.objects.filter(type="clue.expunged", subject_id=clue.pk).latest("id")


def filled(model: type[models.Model], pk: object, texts: tuple[str, ...]) -> None:
    """Write the reporter into each of these columns."""
    fields = {name: model._meta.get_field(name) for name in texts}
    values = {name: [SAID] if isinstance(field, ArrayField) else SAID for name, field in fields.items()}
    model._base_manager.filter(pk=pk).update(**values)


def test_the_tasks_of_a_clue_and_the_words_beside_their_events_are_walked(city: City, clue: Clue, api: ApiOf) -> None:
    task = new_task(city, clue=clue)
    kind = next(one for one in RECORDS if one.model is Task)
    filled(Task, task.pk, kind.texts)
    with transaction.atomic():
        comment_task(Task.objects.get(pk=task.pk), Words(SAID), by=city.actor("director2"), at=timezone.now())

    forget(clue)

    kept = Task.objects.filter(pk=task.pk).values(*kind.texts).get()
    assert {str(value) for value in kept.values()} == {"×××（×××）反映", "['×××（×××）反映']"}
    event = Event.objects.get(type="task.expunged", subject_id=task.pk)
    assert (sorted(event.data["masked"]), event.data["words"]) == (sorted(kind.texts), 1)
    assert not Remark.objects.filter(text__contains="欧阳").exists()
    told = program_of("321100-hq", "changes:read").get("/api/v1/changes").json()["events"]
    assert "task.expunged" in {one["type"] for one in told}


def test_letters_about_the_clue_are_walked_and_what_is_frozen_is_told(city: City, clue: Clue) -> None:
    letter = drafted(city)
    Letter.objects.filter(pk=letter.pk).update(subject_type="clue", subject_id=clue.pk, title=SAID, body=SAID)

    forget(clue)

    letter.refresh_from_db()
    assert (letter.title, letter.body) == ("×××（×××）反映", "×××（×××）反映")
    assert Event.objects.filter(type="letter.expunged", subject_id=letter.pk).count() == 1


def test_the_files_of_a_signed_letter_stay_and_are_told_of(city: City, clue: Clue) -> None:
    letter = signed(city)
    Letter.objects.filter(pk=letter.pk).update(subject_type="clue", subject_id=clue.pk, body=SAID)

    event = forget(clue)

    letter.refresh_from_db()
    assert "欧阳" not in letter.body
    assert event.data["left"] == sorted(f"letter_file:{file.pk}" for file in letter.files.all())


def test_the_names_of_files_and_the_words_of_the_source_are_walked(city: City, clue: Clue, api: ApiOf) -> None:
    reader("intake").post(f"/clues/{clue.pk}/attachments", {"file": named(photograph(), f"{NAME}.jpg")})
    Clue.objects.filter(pk=clue.pk).update(source_words={"address": SAID})

    event = forget(clue)

    clue.refresh_from_db()
    assert Attachment.objects.get().received_name == "×××.jpg"
    assert clue.source_words == {"address": "×××（×××）反映"}
    assert {"source_words", "attachment.received_name"} <= set(event.data["masked"])


def test_the_parts_of_a_clue_are_walked_with_it(city: City, clue: Clue, api: ApiOf) -> None:
    path = f"/api/v1/clues/{clue.pk}/actions/split"
    assert api("dispatcher").post(path, {"parts": [{"description": f"{SAID}废气"}]}).status_code == 200
    part = Clue.objects.get(split_from=clue)

    forget(clue)

    part.refresh_from_db()
    assert (part.description, part.handling_summary) == ("×××（×××）反映废气", "×××（×××）反映废气")
    assert api("intake").get("/api/v1/clues", {"q": "欧阳"}).json()["results"] == []
    assert Event.objects.filter(type="clue.expunged", subject_id=part.pk).count() == 1


def test_a_file_of_the_clues_task_is_destroyed_with_its_bytes(city: City, clue: Clue, api: ApiOf) -> None:
    task = task_in(city, "in_progress")
    Task.objects.filter(pk=task.pk).update(clue=clue)
    assert asked(api, task, before=picture()).status_code == 201
    file = Attachment.objects.get()
    path = Path(settings.MEDIA_ROOT) / file.path
    reader("director").post(f"/clues/{clue.pk}/expunge", {"target": f"attachment:{file.pk}", "reason": "误录"})
    pk = Expunction.objects.get(status="requested").pk

    assert path.exists()
    assert reader("director2").post(f"/expunctions/{pk}/confirm", {"reason": "属实"}).status_code == 302
    drain()
    destroy_file(Event.objects.get(type="clue.expunged"))
    assert (path.exists(), Attachment.objects.filter(pk=file.pk).exists()) == (False, False)
