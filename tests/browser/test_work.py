"""A day's work in a browser: by a river, at the desk, and in a unit."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from agencies.models import Agency, Person, Post
from cases.models import Clue
from tests.browser.conftest import DESK, PHONE, SignedIn
from tests.cases.situations import clue_in
from tests.cast import PASSWORD, City, make_clue
from tests.workers import drain

pytestmark = pytest.mark.browser


def test_a_clue_entered_on_a_phone_is_dispatched_and_its_page_says_by_which_rule(as_person: SignedIn) -> None:
    page = as_person("handler", PHONE)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 32.01, "longitude": 119.61})

    page.goto("/clues/new")
    page.get_by_label("问题描述").fill("运河桥下有刺激性气味")
    page.get_by_label("来源", exact=True).select_option("grid")
    page.get_by_label("所属区划").select_option("321181")
    page.get_by_role("button", name="使用当前位置").click()
    expect(page.locator("#place-says")).to_contain_text("119.61")
    page.get_by_text("类型、时间和涉及单位").click()
    page.get_by_text("大气").click()
    page.get_by_role("button", name="登记").dblclick()
    page.wait_for_url(re.compile(r"/clues/[0-9a-f-]{36}"))
    drain()
    page.reload()

    clue = Clue.objects.get()
    assert (float(clue.lon or 0), clue.coord_sys, clue.status) == (119.61, "wgs84", "dispatched")
    expect(page.locator("#routing-reason")).to_contain_text("丹阳大气自动转办")


def test_the_desk_is_worked_through_with_keys_alone(as_person: SignedIn, town: City) -> None:
    first, second = (clue_in(town, "dispatched") for _ in range(2))
    page = as_person("handler", DESK)

    page.keyboard.press("ArrowDown")
    page.keyboard.press("s")
    page.locator("#desk-panel form:focus-within").wait_for()
    page.keyboard.press("Enter")
    expect(page.locator("#desk-panel")).to_contain_text("已办理")

    expect(page.locator(f"[data-row='{first.pk}']")).to_have_count(0)
    assert page.evaluate("document.activeElement.closest('[data-row]').dataset.row") == str(second.pk)
    assert Clue.objects.get(pk=first.pk).status == "signed"


def test_proposals_are_confirmed_in_bulk_and_leave_the_list(as_person: SignedIn, town: City) -> None:
    for _ in range(3):
        make_clue(town, channel="call")
    make_clue(town, channel="letter")
    drain()
    page = as_person("dispatcher", DESK)

    page.get_by_label("全选").check()
    page.get_by_role("button", name="批量确认转办").click()

    expect(page.locator("#desk-panel")).to_contain_text("已转办 3 件，未转办 1 件")
    expect(page.locator("#shelf-proposed [data-row]")).to_have_count(1)


def test_a_refusal_stands_beside_its_field_and_the_words_stay(as_person: SignedIn, town: City) -> None:
    clue = clue_in(town, "investigating")
    page = as_person("unithead", DESK)

    page.goto(f"/clues/{clue.pk}")
    page.keyboard.press("r")
    page.get_by_label("处理和整改措施").fill("已停产")
    page.locator("#panel").get_by_role("button", name="上报结果").click()

    expect(page.locator("#row-findings .invalid-feedback")).to_be_visible()
    expect(page.get_by_label("处理和整改措施")).to_have_value("已停产")


def test_a_verb_done_on_the_page_shows_what_may_be_done_next(as_person: SignedIn, town: City) -> None:
    clue = clue_in(town, "dispatched")
    page = as_person("handler", PHONE)

    page.goto(f"/clues/{clue.pk}")
    page.get_by_role("link", name="签收", exact=True).click()
    page.locator("#panel").get_by_role("button", name="签收").click()

    expect(page.get_by_role("link", name="开始核查")).to_be_visible()
    expect(page.locator("#timeline")).to_contain_text("签收")


def test_a_clue_is_signed_for_without_any_script(as_person: SignedIn, town: City) -> None:
    clue = clue_in(town, "dispatched")
    signed_in = as_person("handler", DESK).context
    plain = signed_in.browser.new_context(  # type: ignore[union-attr]
        java_script_enabled=False, storage_state=signed_in.storage_state(), base_url=signed_in.pages[0].url
    ).new_page()

    plain.goto(f"/clues/{clue.pk}")
    plain.get_by_role("link", name="签收").click()
    plain.get_by_role("button", name="签收").click()

    assert Clue.objects.get(pk=clue.pk).status == "signed"


def test_the_menu_opens_on_a_phone_and_closes_again(as_person: SignedIn) -> None:
    page = as_person("dispatcher", PHONE)

    page.get_by_role("button", name="打开菜单").click()
    page.get_by_role("navigation", name="主菜单").get_by_text("指标看板").click()

    page.wait_for_url("**/dashboard")
    expect(page.get_by_role("navigation", name="主菜单")).to_be_hidden()


def test_a_unit_name_that_matches_nothing_dispatches_to_nobody(as_person: SignedIn, town: City) -> None:
    for number in range(20):
        Agency.objects.create(code=f"321100-x{number}", name=f"演示单位{number}", kind="bureau", region_id="321100")
    clue = clue_in(town, "registered")
    page = as_person("dispatcher", DESK)

    page.keyboard.press("ArrowDown")
    page.keyboard.press("d")
    find = page.locator("#desk-panel input[name='find-lead_agency']")
    find.fill("没有这个单位")
    find.press("Enter")
    page.locator("#desk-panel button[type=submit]").click()

    assert page.locator("#desk-panel select[name='lead_agency']").input_value() == ""
    assert Clue.objects.get(pk=clue.pk).lead_agency_id is None
    find.fill("演示单位7")
    find.press("Enter")
    expect(page.locator("#desk-panel")).to_contain_text("已办理")
    assert Clue.objects.get(pk=clue.pk).lead_agency_id == "321100-x7"


def in_the_middle_of_a_clue(page: Page) -> None:
    """A new clue, filled in on its form."""
    page.goto("/clues/new")
    page.get_by_label("问题描述").fill("河面有油污，气味刺鼻")
    page.get_by_label("来源", exact=True).select_option("grid")
    page.get_by_label("所属区划").select_option("321181")


def test_a_form_outlives_the_session_and_goes_on_after_signing_in_on_the_spot(as_person: SignedIn, town: City) -> None:
    person = Person.objects.get(username="handler")
    second = Post.objects.create(person=person, agency_id="321112-hb", role="handler")
    page = as_person("handler", PHONE)
    page.goto("/desk")
    page.locator(".qy-pop summary").click()
    with page.expect_navigation():
        page.locator(f"button[name=post][value='{second.pk}']").click()
    in_the_middle_of_a_clue(page)
    Session.objects.all().delete()

    page.get_by_role("button", name="登记").click()
    door = page.get_by_role("dialog")
    door.get_by_label("密码").fill("not the password")
    door.get_by_role("button", name="登录并继续").click()
    expect(door).to_contain_text("用户名或密码不正确")
    assert not Clue.objects.exists()
    door.get_by_label("密码").fill(PASSWORD)
    door.get_by_role("button", name="登录并继续").click()

    page.wait_for_url(re.compile(r"/clues/[0-9a-f-]{36}"))
    assert Clue.objects.get().filed_by_agency_id == "321112-hb"


def test_whoever_closes_the_door_keeps_what_was_typed(as_person: SignedIn) -> None:
    page = as_person("handler", DESK)
    in_the_middle_of_a_clue(page)
    Session.objects.all().delete()

    page.get_by_role("button", name="登记").click()
    page.get_by_role("dialog").get_by_role("button", name="取消").click()

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_label("问题描述")).to_have_value("河面有油污，气味刺鼻")
    assert not Clue.objects.exists()


def test_a_form_outlives_the_network(as_person: SignedIn, complaints: list[str]) -> None:
    page = as_person("handler", PHONE)
    in_the_middle_of_a_clue(page)
    page.context.set_offline(True)

    page.get_by_role("button", name="登记").click()
    expect(page.locator("[data-unsent]")).to_contain_text("没有连上服务器")
    page.context.set_offline(False)
    page.get_by_role("button", name="登记").click()

    page.wait_for_url(re.compile(r"/clues/[0-9a-f-]{36}"))
    assert Clue.objects.count() == 1


def test_a_part_of_a_page_outlives_the_session_as_well(as_person: SignedIn, town: City) -> None:
    clue = clue_in(town, "dispatched")
    page = as_person("handler", DESK)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("s")
    page.locator("#desk-panel form:focus-within").wait_for()
    Session.objects.all().delete()

    page.keyboard.press("Enter")
    door = page.get_by_role("dialog")
    door.get_by_label("密码").fill(PASSWORD)
    door.get_by_label("密码").press("Enter")

    expect(page.locator("#desk-panel")).to_contain_text("已办理")
    assert Clue.objects.get(pk=clue.pk).status == "signed"
