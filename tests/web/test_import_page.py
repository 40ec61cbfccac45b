"""A ledger on a page: from the upload to its withdrawal."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agencies.models import Approval
from cases.models import Clue, LedgerImport
from tests.cast import City
from tests.web.readers import HTMX, reader
from tests.workers import drain

HEADER = "线索编号,来源,登记时间,所属区县,问题描述,牵头单位,办理状态"
GOOD = "L1,12345热线,2021-03-01 09:00,丹阳市,夜间异味,镇江市丹阳生态环境局,办理中"
STRANGE = "L2,12345热线,2021-03-02 09:00,丹阳市,河水发黑,不知名的单位,办理中"
BAD = "L3,12345热线,2021-13-45 09:00,丹阳市,噪声扰民,镇江市丹阳生态环境局,办理中"
LEDGER = f"{HEADER}\n{GOOD}\n{STRANGE}\n{BAD}"


def uploaded(client: Client, text: str, *, source: str = "old") -> str:
    """Upload and let the worker load it; gives the address of the import."""
    file = SimpleUploadedFile("台账.csv", text.encode(), content_type="text/csv")
    answer = client.post("/import", {"file": file, "source": source, "coord_sys": "wgs84"})
    assert answer.status_code == 302, answer.content.decode()
    drain()
    return str(answer["Location"])


def test_an_upload_is_loaded_and_says_what_it_refused_and_whom_it_does_not_know(city: City) -> None:
    client = reader("dispatcher")

    page = client.get(uploaded(client, LEDGER))

    run = page.context["run"]
    assert (run.state, run.read, run.created, run.rejected) == ("done", 3, 2, 1)
    assert [(fault.line, fault.number, fault.column) for fault in page.context["refused"]] == [(4, "L3", "登记时间")]
    assert [(one.unit, one.count) for one in page.context["unmatched"]] == [("不知名的单位", 1)]


def test_progress_is_asked_for_until_the_end(city: City) -> None:
    client = reader("dispatcher")
    file = SimpleUploadedFile("a.csv", LEDGER.encode())
    address = client.post("/import", {"file": file, "source": "old", "coord_sys": "wgs84"})["Location"]

    during = client.get(address, headers=HTMX)
    drain()
    after = client.get(address, headers=HTMX)

    assert ("every 2s" in during.content.decode(), "HX-Refresh" in during) == (True, False)
    assert after["HX-Refresh"] == "true"


def test_a_changed_row_waits_in_the_difference_table_until_somebody_consents(city: City) -> None:
    client = reader("dispatcher")
    uploaded(client, LEDGER)

    address = uploaded(client, LEDGER.replace("夜间异味", "夜间刺激性异味"))
    before = Clue.objects.get(source_external_id="L1").description
    differences = client.get(address).context["conflicts"][0].differences
    client.post(f"{address}/apply")
    drain()

    assert (before, differences) == ("夜间异味", {"问题描述": ["夜间异味", "夜间刺激性异味"]})
    assert Clue.objects.get(source_external_id="L1").description == "夜间刺激性异味"


def test_a_unit_nobody_knew_is_matched_by_hand(city: City) -> None:
    client = reader("dispatcher")
    address = uploaded(client, LEDGER)

    client.post(f"{address}/match", {"unit": "不知名的单位", "agency": "321112-hb"})

    assert Clue.objects.get(source_external_id="L2").lead_agency_id == "321112-hb"


def test_an_untouched_import_is_withdrawn_and_a_touched_one_is_not(city: City) -> None:
    client = reader("dispatcher")
    first, second = uploaded(client, LEDGER), uploaded(client, LEDGER.replace("L", "M"), source="other")
    clue = Clue.objects.get(source_external_id="M1")
    client.post(f"/clues/{clue.pk}/actions/comment", {"text": "已核实"})

    why = {"reason": "导错了文件"}
    unreasoned, asked = client.post(f"{first}/withdraw"), client.post(f"{first}/withdraw", why)
    refused = client.post(f"{second}/withdraw", why)
    approval = Approval.objects.get()
    own_hand = client.post(f"/approvals/{approval.pk}/agree", why).status_code
    still_there = Clue.objects.count()
    agreed = reader("director2").post(f"/approvals/{approval.pk}/agree", why)

    assert (unreasoned.status_code, asked.status_code, refused.status_code, agreed.status_code) == (400, 302, 422, 302)
    assert (own_hand, still_there) == (403, 4)
    assert list(Clue.objects.order_by("source_external_id").values_list("source_external_id", flat=True)) == [
        "M1",
        "M2",
    ]


def test_a_file_that_is_no_ledger_is_refused_beside_the_file(city: City) -> None:
    file = SimpleUploadedFile("a.csv", "甲,乙\n1,2".encode())

    answer = reader("dispatcher").post("/import", {"file": file, "source": "old", "coord_sys": "wgs84"})

    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors
    assert not LedgerImport.objects.exists()


def test_the_refused_rows_come_as_a_file_without_live_formulas(city: City) -> None:
    client = reader("dispatcher")
    address = uploaded(client, LEDGER.replace("L3,", "=1+1,"))

    answer = client.get(f"{address}/refused.csv")

    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "'=1+1" in text
