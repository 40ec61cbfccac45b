"""Disclosures: written by one, read over by another, out once, and kept as they were told."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from cases.actions.clues import Reason
from cases.actions.registration import ReporterEntry
from cases.models import Clue
from kernel.errors import Forbidden, GuardUnmet, SamePerson, TransitionNotAllowed
from kernel.models import Event
from reports.actions.disclosed_rows import EditRow, RemoveRow
from reports.actions.disclosures import NewDisclosure, draft_disclosure
from reports.actions.publication import (
    AlreadyTold,
    NotReviewed,
    Publish,
    PutOut,
    RowsOutdated,
    TakeBack,
)
from reports.models import DisclosureBatch, DisclosureItem
from reports.nouns import DISCLOSURES
from reports.number_gate import NumberLeft
from tests.cast import NOON, City, make_clue
from tests.reports.disclosures import (
    AUTHOR,
    CHIEF,
    REVIEWER,
    batch_of,
    complaint,
    do,
    drafted,
    published,
    reviewed,
    second_batch,
    with_publicity,
)


@pytest.fixture
def town(city: City) -> City:
    """The cast with its publicity."""
    return with_publicity(city)


def test_a_draft_has_a_row_for_every_complaint_as_it_stands(town: City) -> None:
    batch = batch_of(town)
    complaint(town, batch, 3, status="void")
    complaint(town, batch, 4, legal_path="petition")

    disclosure = drafted(town, batch)

    first = disclosure.items.first()
    assert list(disclosure.items.values_list("number", flat=True)) == ["D001", "D002"]
    assert first is not None
    assert (first.area, first.verdict, first.closure, first.done) == ("丹阳市", "substantiated", "closed", "已停产")
    assert Event.objects.get(type="disclosure.drafted").data["kept_in"] == 1


def test_whoever_wrote_any_of_it_does_not_read_it_over(town: City) -> None:
    disclosure = drafted(town, batch_of(town))
    do(town, disclosure, "edit_row", EditRow(1, problem="某厂夜间异味"), by=CHIEF)
    do(town, disclosure, "submit")

    for author in (AUTHOR, CHIEF):
        with pytest.raises(SamePerson):
            DISCLOSURES.permit(town.actor(author), "review", disclosure)

    assert do(town, disclosure, "review", by=REVIEWER).status == "reviewed"


def test_the_database_too_refuses_an_author_as_reviewer(town: City) -> None:
    disclosure = do(town, drafted(town, batch_of(town)), "submit")

    with pytest.raises(IntegrityError, match="reviewed_by_nobody_who_wrote_it"), transaction.atomic():
        DisclosureBatch.objects.filter(pk=disclosure.pk).update(reviewed_by=disclosure.drafted_by_id)


@pytest.mark.parametrize("until", ["drafted", "submitted"])
def test_nothing_goes_out_that_nobody_else_has_read(town: City, until: str) -> None:
    disclosure = drafted(town, batch_of(town))
    if until == "submitted":
        do(town, disclosure, "submit")

    with pytest.raises(NotReviewed):
        do(town, disclosure, "publish", Publish(), by=REVIEWER)

    assert DisclosureBatch.objects.get().status == until


def test_a_number_left_in_any_digits_is_pointed_at_by_row_and_column(town: City) -> None:
    disclosure = drafted(town, batch_of(town))
    do(town, disclosure, "edit_row", EditRow(2, findings="请联系一三八 一二三四 五六七八"))

    with pytest.raises(NumberLeft) as refusal:
        do(town, disclosure, "submit")

    assert [(one.pointer, one.code) for one in refusal.value.errors] == [("/rows/2/findings", "number_left")]


def test_a_number_that_came_in_after_the_review_does_not_go_out(town: City) -> None:
    disclosure = reviewed(town, batch_of(town))
    DisclosureItem.objects.filter(position=1).update(done="户主身份证３２１１８１１９９００３０７１２３Ｘ")

    with pytest.raises(NumberLeft) as refusal:
        do(town, disclosure, "publish", Publish(), by=REVIEWER)

    assert refusal.value.errors[0].pointer == "/rows/1/done"
    assert DisclosureBatch.objects.get().content is None


def test_the_office_may_print_its_own_line_and_no_mobile_phone(town: City) -> None:
    batch = batch_of(town)
    assert published(town, batch).contact == ""
    again = second_batch(town, batch)

    do(town, drafted(town, again, contact="市攻坚办，电话0511-85012345"), "submit")
    with pytest.raises(NumberLeft) as refusal:
        do(town, drafted(town, again, contact="张三138 1234 5678"), "submit")

    assert [one.pointer for one in refusal.value.errors] == ["/contact"]


def test_what_was_told_stays_told_in_the_database(town: City) -> None:
    disclosure = published(town, batch_of(town))

    for rows in (disclosure.items.all(), DisclosureBatch.objects.all(), disclosure.files.all()):
        field = "problem" if rows.model is DisclosureItem else "title" if rows.model is DisclosureBatch else "sha256"
        with pytest.raises(ProgrammingError, match="never changed"), transaction.atomic():
            rows.update(**{field: "另一个说法"})
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {rows.model._meta.db_table}")


def test_a_complaint_that_moved_on_is_told_again_in_the_next_one_and_not_counted_twice(town: City) -> None:
    batch = batch_of(town)
    Clue.objects.filter(source_external_id="D002").update(
        status="interim_closed", closed_at=None, interim_closed_at=NOON, planned_finish=NOON.date()
    )
    first = published(town, batch)
    Clue.objects.filter(source_external_id="D002").update(status="closed", closed_at=NOON)

    second = published(town, second_batch(town, batch))

    assert first.content is not None
    assert second.content is not None
    assert list(second.items.values_list("number", "republishes__disclosure")) == [("D011", None), ("D002", first.pk)]
    assert second.content["again"] == [
        {"number": "D002", "before": first.title, "batch": "第一批", "was": "interim_closed", "now": "closed"}
    ]
    assert (second.content["total"], second.content["cumulative"]["total"]) == (1, 3)
    assert [count for _title, count in second.content["cumulative"]["batches"]] == [2, 1]


def test_a_complaint_that_stands_as_it_was_told_is_not_told_again(town: City) -> None:
    batch = batch_of(town)
    published(town, batch)

    second = drafted(town, second_batch(town, batch))

    assert list(second.items.values_list("number", flat=True)) == ["D011"]


def test_two_drafts_of_one_batch_do_not_both_go_out(town: City) -> None:
    batch = batch_of(town)
    slow, quick = reviewed(town, batch), reviewed(town, batch)
    do(town, quick, "publish", Publish(), by=REVIEWER)

    with pytest.raises(AlreadyTold) as refusal:
        do(town, slow, "publish", Publish(), by=REVIEWER)

    assert [one.pointer for one in refusal.value.errors] == ["/rows/1", "/rows/2"]
    assert DisclosureItem.objects.filter(first_told=True).count() == 2


def test_a_withdrawn_one_stays_to_be_seen_and_the_next_says_so(town: City) -> None:
    batch = batch_of(town)
    first = published(town, batch)

    withdrawn = do(town, first, "withdraw", TakeBack("表述有误"), by=CHIEF)
    second = published(town, batch)

    assert (withdrawn.status, withdrawn.withdrawal_reason) == ("withdrawn", "表述有误")
    assert second.content is not None
    assert [one["reason"] for one in second.content["withdrawn"]] == ["表述有误"]
    assert (second.content["total"], second.content["cumulative"]["total"]) == (2, 2)


def test_a_row_that_was_told_again_counts_once_the_first_telling_is_withdrawn(town: City) -> None:
    batch = batch_of(town)
    first = published(town, batch)
    Clue.objects.filter(source_external_id="D002").update(verdict="unsubstantiated")
    second = published(town, second_batch(town, batch))

    do(town, first, "withdraw", TakeBack("表述有误"), by=CHIEF)

    counted = DisclosureItem.objects.filter(first_told=True)
    assert set(counted.values_list("number", "disclosure")) == {("D011", second.pk), ("D002", second.pk)}


def test_a_draft_whose_clues_moved_on_is_taken_anew_before_it_is_handed_over(town: City) -> None:
    disclosure = drafted(town, batch_of(town))
    do(town, disclosure, "edit_row", EditRow(1, problem="某厂夜间异味", held_accountable=2))
    Clue.objects.filter(source_external_id="D001").update(verdict="unsubstantiated")

    with pytest.raises(RowsOutdated) as refusal:
        do(town, disclosure, "submit")
    do(town, do(town, disclosure, "refresh"), "submit")

    first = disclosure.items.first()
    assert first is not None
    assert [one.pointer for one in refusal.value.errors] == ["/rows/1"]
    assert (first.problem, first.held_accountable, first.verdict) == ("某厂夜间异味", 2, "unsubstantiated")


def test_a_row_left_out_stays_out_of_this_one_and_is_proposed_for_the_next(town: City) -> None:
    batch = batch_of(town)
    disclosure = do(town, drafted(town, batch), "remove_row", RemoveRow(1, "正在核实"))

    disclosure = do(town, disclosure, "refresh")

    assert list(disclosure.items.values_list("number", flat=True)) == ["D002"]
    assert list(drafted(town, batch).items.values_list("number", flat=True)) == ["D001", "D002"]


def test_the_reporters_name_is_masked_and_the_opened_seal_is_an_event(town: City) -> None:
    batch = batch_of(town, 0)
    named = ReporterEntry(name="王二麻", phone="13812345678", is_named=True)
    clue = make_clue(
        town, batch=batch, channel="inspection", description="王二麻（13812345678）说某厂排污", reporter=named
    )

    disclosure = drafted(town, batch)

    first = disclosure.items.first()
    assert first is not None
    assert first.problem == "×××（×××）说某厂排污"
    assert Event.objects.get(type="clue.reporter_compared").subject_id == clue.pk


def test_an_outlet_is_kept_with_its_day_and_link(town: City) -> None:
    disclosure = published(town, batch_of(town))

    do(town, disclosure, "record_outlet", PutOut("镇江日报", link="https://example.invalid/1"))

    assert list(disclosure.outlets.values_list("outlet", "link")) == [
        ("市政府网站", ""), ("镇江日报", "https://example.invalid/1"),
    ]  # fmt: skip


def test_a_disclosure_that_was_sent_back_is_read_over_anew(town: City) -> None:
    disclosure = do(town, reviewed(town, batch_of(town)), "send_back", Reason("第1行请核对"), by=REVIEWER)

    assert (disclosure.status, disclosure.reviewed_by_id) == ("drafted", None)
    with pytest.raises(TransitionNotAllowed):
        do(town, disclosure, "review", by=REVIEWER)


def test_only_the_offices_writers_draft_and_only_over_one_scope(town: City) -> None:
    batch = batch_of(town)

    with pytest.raises(Forbidden), transaction.atomic():
        draft_disclosure(NewDisclosure(batch=batch), by=town.actor("dispatcher"), at=NOON)
    with pytest.raises(GuardUnmet) as refusal, transaction.atomic():
        draft_disclosure(NewDisclosure(batch=batch, source="inspection:x"), by=town.actor(AUTHOR), at=NOON)

    assert [one.code for one in refusal.value.errors] == ["one_scope"]
