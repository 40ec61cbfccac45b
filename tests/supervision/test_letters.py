"""Letters: drafted by the worker, signed by a person, frozen, and never out of the house before."""

import io
import zipfile
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from cases.actions.supervisions import Supervise, supervise_clue
from cases.models import Clue
from kernel.actor import SYSTEM
from kernel.models import Event
from supervision.actions.clue_letters import draft_about_clue
from supervision.actions.letters import Sign, sign_letter
from supervision.letters import Sheet, files_of
from supervision.letters.wording import Matter, body_of, title_of
from supervision.models import Letter, LetterFile, LetterKind
from tests.cases.situations import clue_in
from tests.cast import NOON, City
from tests.web.readers import reader
from tests.workers import drain

ABOUT_CLUES = (LetterKind.TRANSFER_ORDER, LetterKind.REMINDER_LETTER, LetterKind.SUPERVISION_LETTER)


def drafted(city: City, kind: LetterKind = LetterKind.SUPERVISION_LETTER) -> Letter:
    """A draft about a clue of 丹阳's branch."""
    clue = Clue.objects.select_related("lead_agency", "region").get(pk=clue_in(city, "investigating").pk)
    with transaction.atomic():
        letter = draft_about_clue(clue, kind, by=SYSTEM, at=NOON)
    assert letter is not None
    return letter


def signed(city: City) -> Letter:
    """The same, signed."""
    with transaction.atomic():
        return sign_letter(drafted(city), Sign("镇污防攻坚办〔2026〕12号"), by=city.actor("director2"), at=NOON)


@pytest.mark.parametrize("kind", LetterKind.values)
def test_every_kind_is_laid_out_in_word_and_in_pdf(kind: str) -> None:
    matter = Matter(name="城南断面水质", facts="水质为劣Ⅴ类。", reply_due=date(2026, 12, 1))
    body = tuple(body_of(kind, matter).splitlines())

    files = files_of(
        Sheet("镇江市攻坚办", title_of(kind, matter), "丹阳市人民政府", body, date(2026, 11, 16), copies="存档")
    )

    printed = PdfReader(io.BytesIO(files["pdf"])).pages[0].extract_text().replace("\n", "")
    assert title_of(kind, matter) in printed
    assert "2026年11月16日" in printed.replace(" ", "")
    with zipfile.ZipFile(io.BytesIO(files["docx"])) as word:
        assert "抄送：存档" in word.read("word/document.xml").decode()


@pytest.mark.parametrize("kind", ABOUT_CLUES)
def test_a_draft_says_nothing_a_unit_may_not_read(city: City, kind: LetterKind) -> None:
    Clue.objects.update(description="张三亲眼所见")
    letter = drafted(city, kind)

    assert "张三" not in letter.body
    assert (letter.status, letter.signed_at, letter.files.count()) == ("drafted", None, 0)
    assert letter.addressed_to == "镇江市丹阳生态环境局"


def test_an_agency_reads_a_letter_from_its_signing_and_never_before(city: City) -> None:
    letter, unit = drafted(city), reader("unithead")
    assert unit.get(f"/letters/{letter.pk}").status_code == 404
    assert letter.title not in unit.get("/letters/").content.decode()

    reader("director2").post(f"/letters/{letter.pk}/actions/sign", {"letter_number": "镇污防攻坚办〔2026〕12号"})

    assert unit.get(f"/letters/{letter.pk}").status_code == 200
    assert unit.get(f"/letters/{letter.pk}/file.pdf").status_code == 200
    assert reader("colleague").get(f"/letters/{letter.pk}").status_code == 404


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_signed_letter_opened_later_gives_the_same_bytes(city: City, form: str) -> None:
    letter, client = signed(city), reader("dispatcher")
    first = client.get(f"/letters/{letter.pk}/file.{form}")

    Letter.objects.filter(pk=letter.pk).update(body="改过的正文")

    second = client.get(f"/letters/{letter.pk}/file.{form}")
    assert first.content == second.content
    assert first["X-Content-SHA256"] == letter.files.get(form=form).sha256


def test_a_frozen_file_refuses_to_be_changed(city: City) -> None:
    letter = signed(city)

    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        LetterFile.objects.filter(letter=letter).update(content=b"")


@pytest.mark.parametrize(("username", "status"), [("dispatcher", 403), ("intake", 403), ("unithead", 404)])
def test_only_the_director_signs_a_letter(city: City, username: str, status: int) -> None:
    letter = drafted(city)

    answer = reader(username).post(f"/letters/{letter.pk}/actions/sign", {"letter_number": "演〔2026〕4号"})

    assert answer.status_code == status
    assert Letter.objects.get(pk=letter.pk).status == "drafted"


def test_the_database_knows_no_signature_without_a_signer(city: City) -> None:
    letter = drafted(city)

    with pytest.raises(IntegrityError, match="letter_is_signed_by_a_person"), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(signed_at=NOON)


def test_what_is_signed_is_neither_mended_nor_signed_again(city: City) -> None:
    letter, client = signed(city), reader("director2")

    answers = [client.post(f"/letters/{letter.pk}/actions/{verb}", {"title": "别的"}) for verb in ("edit", "sign")]

    assert [answer.status_code for answer in answers] == [409, 409]


@pytest.mark.django_db(transaction=True)
def test_a_clue_under_supervision_has_its_letter_drafted_once(city: City) -> None:
    clue = clue_in(city, "investigating")
    with transaction.atomic():
        supervise_clue(clue, Supervise("general", date(2026, 12, 1)), by=city.actor("dispatcher"), at=NOON)

    drain()
    Event.objects.get(type="clue.supervised")
    drain()

    letter = Letter.objects.get()
    assert (letter.kind, letter.subject_id, letter.reply_due) == ("supervision_letter", clue.pk, date(2026, 12, 1))
    assert letter.status == "drafted"


def test_a_letter_is_drafted_by_hand_about_a_clue_by_its_number(city: City) -> None:
    clue = clue_in(city, "dispatched")

    answer = reader("dispatcher").post("/letters/new", {"kind": "transfer_order", "clue": clue.number})

    letter = Letter.objects.get()
    assert answer["Location"] == f"/letters/{letter.pk}"
    assert clue.number in letter.body


def test_a_draft_about_a_clue_that_nobody_leads_is_refused(city: City) -> None:
    clue = clue_in(city, "registered")

    answer = reader("dispatcher").post("/letters/new", {"kind": "transfer_order", "clue": clue.number})

    assert answer.status_code == 422
    assert Letter.objects.count() == 0
