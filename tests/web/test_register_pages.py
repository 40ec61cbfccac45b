"""The city's register is the system administrator's to keep, and every change of it is an event."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agencies.models import Agency, Approval, CalendarYear, Person, Post, Region, RoutingRule
from kernel.models import Event
from tests.agencies.test_calendar import notice
from tests.cast import City
from tests.web.readers import reader

VALID = {"valid_from": "2020-01-01", "valid_to": ""}
BUREAU = {
    "code": "321112-zj", "name": "丹徒区住建局", "kind": "bureau", "region": "321112", "line_parent": "",
    "territory_parent": "321112", "contact_name": "演示联络员", "contact_phone": "", "duty_number": "", **VALID,
}  # fmt: skip


@pytest.fixture
def admin(city: City) -> Client:
    """The system administrator's browser."""
    return reader("sysadmin")


def test_an_agency_is_added_and_changed_with_an_event_that_names_the_fields(admin: Client) -> None:
    added = admin.post("/register/agencies/new", BUREAU).status_code
    changed = admin.post("/register/agencies/321112-zj", {**BUREAU, "contact_phone": "0511-80000000"}).status_code

    assert (added, changed) == (302, 302)
    assert Agency.objects.get(pk="321112-zj").contact_phone == "0511-80000000"
    first, second = Event.objects.filter(type__startswith="agency.").order_by("id")
    assert (first.type, second.type) == ("agency.added", "agency.changed")
    assert second.data == {"row": "321112-zj", "fields": ["contact_phone"]}


def test_saving_what_did_not_change_records_nothing(admin: Client) -> None:
    admin.post("/register/agencies/new", BUREAU)

    admin.post("/register/agencies/321112-zj", BUREAU)

    assert Event.objects.filter(type="agency.changed").count() == 0


def test_a_code_never_changes_once_it_was_given(admin: Client) -> None:
    admin.post("/register/agencies/new", BUREAU)

    admin.post("/register/agencies/321112-zj", {**BUREAU, "code": "other"})

    assert not Agency.objects.filter(pk="other").exists()


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/register/agencies/new", {**BUREAU, "code": "no spaces please"}),
        ("/register/agencies/new", {**BUREAU, "code": "321100"}),
        ("/register/agencies/new", {**BUREAU, "valid_to": "2019-01-01"}),
        ("/register/agencies/321100-hb", {**BUREAU, "line_parent": "321181-hb"}),
        ("/register/regions/new", {"code": "32", "name": "x", "level": "city", "parent": "", **VALID}),
    ],
    ids=["code", "taken", "ends before it begins", "circle", "region code"],
)
def test_a_row_with_a_fault_is_refused_and_nothing_is_kept(admin: Client, path: str, fault: dict[str, str]) -> None:
    before = (Agency.objects.count(), Region.objects.count())

    answer = admin.post(path, fault)

    assert (answer.status_code, (Agency.objects.count(), Region.objects.count())) == (422, before)
    assert not Event.objects.filter(type__in=["agency.added", "agency.changed", "region.added"]).exists()


def test_a_new_person_gets_a_password_that_is_shown_once_and_must_be_changed(admin: Client) -> None:
    form = {"username": "newcomer", "name": "演示新人", "phone": "", "email": "", "is_active": "on"}
    admin.post("/register/people/new", form)
    person = Person.objects.get(username="newcomer")

    page = admin.post(f"/register/people/{person.pk}/password").content.decode()

    [secret] = re.findall(r"<code>([a-z0-9-]{17})</code>", page)
    signed_in = Client().post("/login", {"username": "newcomer", "password": secret})
    person.refresh_from_db()
    assert (signed_in.status_code, person.must_change_password) == (302, True)
    assert secret not in str(list(Event.objects.values_list("data", flat=True)))


def post_of(username: str, **changes: Any) -> dict[str, Any]:
    """The form of a person's post."""
    post = Post.objects.get(person__username=username)
    fields = {"agency": post.agency_id, "role": post.role, "person": post.person_id, "substitute": ""}
    return {**fields, "absent_from": "", "absent_to": "", "reason": "工作需要", **VALID, **changes}


def test_a_substitute_stands_in_while_the_holder_is_away(admin: Client) -> None:
    post, colleague = Post.objects.get(person__username="handler"), Person.objects.get(username="unithead")
    away = {"substitute": colleague.pk, "absent_from": "2026-11-01", "absent_to": "2099-11-30"}

    answer = admin.post(f"/register/posts/{post.pk}", post_of("handler", **away))
    unchanged = Post.objects.get(pk=post.pk).substitute_id
    reader("secadmin").post(f"/approvals/{Approval.objects.get().pk}/agree", {"reason": "同意"})

    post.refresh_from_db()
    assert (answer.status_code, unchanged) == (302, None)
    assert (post.substitute_id, str(post.absent_from)) == (colleague.pk, "2026-11-01")


def test_an_administrator_is_given_no_other_post_on_the_page(admin: Client) -> None:
    auditor = Person.objects.get(username="auditor")

    answer = admin.post("/register/posts/new", post_of("handler", person=auditor.pk))

    assert answer.status_code == 422
    assert "不得兼任其他岗位" in answer.content.decode()


def test_a_routing_rule_is_made_with_its_lists(admin: Client) -> None:
    form = {
        "name": "丹徒水", "position": "30", "mode": "propose", "region_codes": "321112", "keywords": "",
        "pollution_types": ["water"], "channels": ["grid", "hotline_12345"], "lead": "321112-hb",
        "co_agencies": ["321100-hb"], **VALID,
    }  # fmt: skip

    answer = admin.post("/register/rules/new", form)

    rule = RoutingRule.objects.get(name="丹徒水")
    assert (answer.status_code, rule.region_codes, rule.channels) == (302, ["321112"], ["grid", "hotline_12345"])
    assert (rule.pollution_types, [one.pk for one in rule.co_agencies.all()]) == (["water"], ["321100-hb"])


def test_a_notice_is_loaded_on_the_page_and_a_bad_one_is_refused_line_by_line(admin: Client) -> None:
    good = SimpleUploadedFile("2027.csv", notice().encode())
    bad = SimpleUploadedFile("bad.csv", notice("2027-13-01,0,x").encode())

    answers = [
        admin.post("/register/calendar", {"file": file, "source": "国办发明电"}).status_code for file in (good, bad)
    ]

    assert answers == [302, 422]
    assert CalendarYear.objects.get(year=2027).source.startswith("国办发明电")


@pytest.mark.parametrize("name", ["regions", "agencies", "people", "posts", "rules"])
def test_each_book_lists_what_is_found(admin: Client, name: str) -> None:
    path = f"/register/{name}"

    assert admin.get(path).status_code == 200
    assert "没有记录" in admin.get(path, {"q": "没有这样的名称"}).content.decode()


@pytest.mark.parametrize("path", ["nothing", "agencies/nothing", "posts/x", "rules/x"])
def test_what_is_not_there_is_not_found(admin: Client, path: str) -> None:
    assert admin.get(f"/register/{path}").status_code == 404
