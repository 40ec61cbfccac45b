"""A long list that was narrowed to nothing chooses nothing: the page refuses, and so does the server."""

import pytest

from cases.models import Clue
from tests.cases.situations import clue_in
from tests.cast import City
from tests.web.readers import HTMX, reader


@pytest.mark.parametrize(
    ("typed", "status"),
    [("没有这个单位", 422), ("丹徒", 422), ("丹阳生态", 302), ("  ", 302), ("", 302)],
)
def test_a_unit_that_the_typed_words_do_not_name_is_not_dispatched_to(city: City, typed: str, status: int) -> None:
    clue = clue_in(city, "registered")
    form = {"lead_agency": "321181-hb", "find-lead_agency": typed}

    answer = reader("dispatcher").post(f"/clues/{clue.pk}/actions/dispatch", form)

    clue.refresh_from_db()
    assert (answer.status_code, clue.lead_agency_id) == (status, "321181-hb" if status == 302 else None)


def test_the_refusal_names_the_words_that_matched_nothing(city: City) -> None:
    clue = clue_in(city, "registered")
    form = {"lead_agency": "", "find-lead_agency": "没有这个单位"}

    answer = reader("dispatcher").post(f"/clues/{clue.pk}/actions/dispatch", form, headers=HTMX)

    assert "没有匹配“没有这个单位”的选项" in answer.content.decode()
    assert Clue.objects.get(pk=clue.pk).version == clue.version


def test_a_register_row_takes_no_line_that_was_not_found(city: City) -> None:
    form = {
        "code": "321112-zj", "name": "丹徒区住房和城乡建设局", "kind": "bureau", "region": "321112",
        "valid_from": "2026-01-01", "find-region": "没有这个区划",
    }  # fmt: skip

    answer = reader("sysadmin").post("/register/agencies/new", form)

    assert answer.status_code == 422
    assert "没有匹配“没有这个区划”的选项" in answer.content.decode()
