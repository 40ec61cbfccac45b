"""What lies behind the points, with its 审图号: a standard map that the office placed, or 天地图 by its key."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from config import env
from reports.web.tiles import HOST
from tests.cases.situations import clue_in
from tests.cast import City
from tests.web.readers import reader

PIXELS = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def _placed(settings: Settings, tmp_path: Path) -> None:
    """The office placed a map of two degrees by two."""
    settings.MAP_IMAGE, settings.MAP_BOX, settings.MAP_APPROVAL = tmp_path / "map.png", (119, 31, 121, 33), "演示S001号"
    settings.MAP_IMAGE.write_bytes(PIXELS)


@pytest.fixture
def points(city: City) -> None:
    """One clue in the middle of the map, and one beyond it."""
    clue_in(city, "signed", wgs84_lon=Decimal(120), wgs84_lat=Decimal(32))
    clue_in(city, "signed", wgs84_lon=Decimal(122), wgs84_lat=Decimal(32))


@pytest.mark.usefixtures("_placed", "points")
def test_the_map_lies_behind_the_points_with_its_approval_number_under_it() -> None:
    page = reader("dispatcher").get("/dashboard/points").content.decode()

    assert '<image href="/dashboard/map"' in page
    assert "审图号：演示S001号" in page
    assert page.count('<path class="qy-point is-" d="M480.0 ') == 1
    assert "1 件在底图范围之外" in page


@pytest.mark.usefixtures("_placed")
def test_whoever_sees_the_dashboard_gets_the_image_and_nobody_else(city: City) -> None:
    image = reader("handler").get("/dashboard/map")

    assert (image["Content-Type"], b"".join(image)) == ("image/png", PIXELS)
    assert reader("sysadmin").get("/dashboard/map").status_code == 403


@pytest.mark.usefixtures("_placed", "points")
def test_a_map_without_its_approval_number_is_not_shown(settings: Settings) -> None:
    settings.MAP_APPROVAL = ""

    assert b"<image" not in reader("dispatcher").get("/dashboard/points").content
    assert reader("dispatcher").get("/dashboard/map").status_code == 404


@pytest.mark.parametrize("edges", ["119,31,121", "east,31,121,33", "121,31,119,33", "119,31,121,93"])
def test_edges_that_make_no_box_are_refused_at_start(monkeypatch: pytest.MonkeyPatch, edges: str) -> None:
    monkeypatch.setenv("QINGYUAN_MAP_BOX", edges)

    with pytest.raises(ImproperlyConfigured, match="QINGYUAN_MAP_BOX"):
        env.box("QINGYUAN_MAP_BOX")


def allowed(path: str, who: str = "dispatcher") -> str:
    """From where the page may show pictures."""
    header = reader(who).get(path)["Content-Security-Policy"]
    return next(part for part in header.split("; ") if part.startswith("img-src"))


@pytest.mark.usefixtures("points")
def test_without_a_key_no_page_names_another_host() -> None:
    answer = reader("dispatcher").get("/dashboard/points")

    assert "tianditu" not in "".join(answer.headers.values()) + answer.content.decode()
    assert [allowed(path) for path in ("/dashboard", "/dashboard/points")] == ["img-src 'self' data: blob:"] * 2


@pytest.mark.usefixtures("points")
def test_with_a_key_two_pages_alone_may_show_its_tiles(settings: Settings) -> None:
    settings.TIANDITU_KEY = "演示 key"

    tiled = f"img-src 'self' data: blob: {HOST}"
    pages = ("/dashboard", "/dashboard/points", "/dashboard/quality", "/desk", "/login")
    assert [allowed(page) for page in pages] == [tiled, tiled, *["img-src 'self' data: blob:"] * 3]


@pytest.mark.usefixtures("_placed", "points")
def test_with_a_key_the_page_tells_its_script_the_tiles_and_the_places(settings: Settings) -> None:
    settings.TIANDITU_KEY, settings.TIANDITU_APPROVAL = "演示&", "演示S002号"

    page = reader("dispatcher").get("/dashboard/points").content.decode()

    assert f'data-tiles="{HOST}/{{layer}}_w/wmts?SERVICE=WMTS' in page
    assert "&amp;tk=%E6%BC%94%E7%A4%BA%26" in page
    assert 'data-lon="120.000000" data-lat="32.000000"' in page
    assert "审图号：演示S002号" in page
    assert "演示S001号" not in page
