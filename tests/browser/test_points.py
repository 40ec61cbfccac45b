"""The points in a browser: without a map, on the office's standard map, and on tiles that another host cuts."""

import re
import struct
import zlib
from decimal import Decimal
from math import asinh, pi, radians, tan
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django import Settings

from reports.web.tiles import HOST
from tests.browser.conftest import DESK, PHONE, SignedIn, reveal
from tests.browser.test_pages import WIDER, faults_of
from tests.cases.situations import clue_in
from tests.cast import City

pytestmark = pytest.mark.browser
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
PLACES = [("119.58", "32.00"), ("119.45", "32.20"), ("119.66", "31.95")]


def picture(side: int) -> bytes:
    """A plain grey PNG."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = zlib.compress((b"\0" + b"\xdd" * side) * side)
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def _points(town: City) -> None:
    """Three open clues that stand somewhere."""
    for lon, lat in PLACES:
        clue_in(town, "signed", wgs84_lon=Decimal(lon), wgs84_lat=Decimal(lat))


@pytest.fixture
def _key(settings: Settings) -> None:
    """The office has a key of 天地图."""
    settings.TIANDITU_KEY, settings.TIANDITU_APPROVAL = "key", "演示S002号"


def answered(page: Page, *, missing: bool = False) -> list[dict[str, str]]:
    """Stand in for the other host; says what was asked of it."""
    asked: list[dict[str, str]] = []

    def answer(route: Route) -> None:
        asked.append({name: value[0] for name, value in parse_qs(urlsplit(route.request.url).query).items()})
        if missing:
            route.abort()
        else:
            route.fulfill(body=picture(256), content_type="image/png")

    page.context.route(f"{HOST}/**", answer)
    return asked


@pytest.mark.usefixtures("_points")
@SIZES
def test_points_without_a_map_fit_and_are_accessible(
    as_person: SignedIn, complaints: list[str], size: dict[str, int]
) -> None:
    page = as_person("dispatcher", size)

    page.goto("/dashboard/points")

    assert (max(0, page.evaluate(WIDER)), faults_of(page), complaints) == (0, [], [])


@pytest.mark.usefixtures("_points")
@SIZES
def test_points_on_a_standard_map_fit_and_are_accessible(
    as_person: SignedIn, complaints: list[str], settings: Settings, tmp_path: Path, size: dict[str, int]
) -> None:
    settings.MAP_IMAGE, settings.MAP_BOX = tmp_path / "map.png", (119.2, 31.6, 120, 32.4)
    settings.MAP_APPROVAL = "演示S001号"
    settings.MAP_IMAGE.write_bytes(picture(64))
    page = as_person("dispatcher", size)

    page.goto("/dashboard/points")

    expect(page.get_by_text("审图号：演示S001号")).to_be_visible()
    assert (max(0, page.evaluate(WIDER)), faults_of(page), complaints) == (0, [], [])


@pytest.mark.usefixtures("_points", "_key")
@SIZES
def test_tiles_are_asked_for_under_the_points_and_bring_their_approval_number(
    as_person: SignedIn, complaints: list[str], size: dict[str, int]
) -> None:
    page = as_person("dispatcher", size)
    asked = answered(page)

    page.goto("/dashboard/points")

    expect(page.get_by_text("审图号：演示S002号")).to_be_visible()
    assert {(one["LAYER"], one["TILEMATRIXSET"], one["tk"]) for one in asked} == {
        ("vec", "w", "key"), ("cva", "w", "key"),
    }  # fmt: skip
    assert {tile_of(lon, lat, asked[0]["TILEMATRIX"]) for lon, lat in PLACES} <= tiles_among(asked)
    assert (max(0, page.evaluate(WIDER)), faults_of(page), complaints) == (0, [], [])


def tile_of(lon: str, lat: str, zoom: str) -> tuple[str, str, str]:
    """The tile on which a place stands, by the definition of the projection."""
    count = 2 ** int(zoom)
    column = (float(lon) + 180) / 360 * count
    row = (1 - asinh(tan(radians(float(lat)))) / pi) / 2 * count
    return zoom, str(int(row)), str(int(column))


def tiles_among(asked: list[dict[str, str]]) -> set[tuple[str, str, str]]:
    """Which were asked for."""
    return {(one["TILEMATRIX"], one["TILEROW"], one["TILECOL"]) for one in asked}


@pytest.mark.usefixtures("_points", "_key")
def test_the_map_comes_closer_and_goes_back_to_all_points(as_person: SignedIn) -> None:
    page = as_person("dispatcher", DESK)
    asked = answered(page)
    page.goto("/dashboard/points")
    path = page.locator(".qy-point").first
    expect(page.get_by_role("button", name="放大")).to_be_visible()
    first, before = asked[0]["TILEMATRIX"], path.get_attribute("d") or ""

    page.get_by_role("button", name="放大").click()
    expect(path).not_to_have_attribute("d", before)
    page.get_by_role("button", name="显示全部点位").click()

    expect(path).to_have_attribute("d", before)
    assert {one["TILEMATRIX"] for one in asked} == {first, str(int(first) + 1)}


@pytest.mark.usefixtures("_points", "_key")
def test_a_point_reached_with_the_keyboard_comes_into_sight(as_person: SignedIn) -> None:
    page = as_person("dispatcher", DESK)
    answered(page)
    page.goto("/dashboard/points")
    for _time in range(4):
        page.get_by_role("button", name="放大").click()

    page.locator(".qy-points a").nth(1).focus()

    middle = page.evaluate("`M${(document.querySelector('.qy-points').clientWidth / 2).toFixed(1)} `")
    expect(page.locator(".qy-points a").nth(1).locator(".qy-point")).to_have_attribute("d", re.compile(f"^{middle}"))


@pytest.mark.usefixtures("_points", "_key")
def test_a_host_that_does_not_answer_leaves_points_that_are_no_map(as_person: SignedIn) -> None:
    page = as_person("dispatcher", DESK)
    asked = answered(page, missing=True)

    page.goto("/dashboard/points")
    page.wait_for_load_state("networkidle")

    assert asked
    expect(page.get_by_text("不是地图，不表示任何界线")).to_be_visible()
    expect(page.get_by_text("审图号")).to_be_hidden()
    assert page.locator(".qy-points a").count() == len(PLACES)


@pytest.mark.usefixtures("_points", "_key")
def test_tiles_come_with_the_points_into_the_dashboard(as_person: SignedIn, complaints: list[str]) -> None:
    page = as_person("dispatcher", DESK)
    answered(page)

    page.goto("/dashboard")
    reveal(page, "points")

    expect(page.get_by_text("审图号：演示S002号")).to_be_visible()
    assert complaints == []
