"""Disclosures in a browser: no wider than a phone, open to everybody, and the file for the official site as well."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from cases.models import Clue
from reports.models import DisclosureFile
from tests.browser.conftest import DESK, PHONE, SignedIn
from tests.browser.test_pages import WIDER, faults_of
from tests.cast import City
from tests.reports.disclosures import AUTHOR, batch_of, drafted, published, second_batch, with_publicity

pytestmark = pytest.mark.browser
PAGES = (
    "/disclosures/", "/disclosures/new", "/disclosures/{out}", "/disclosures/{out}/rows", "/disclosures/{draft}",
    "/disclosures/{draft}/rows", "/disclosures/{draft}/rows/1/edit", "/disclosures/{draft}/actions/edit",
)  # fmt: skip


@pytest.fixture
def addresses(town: City) -> dict[str, object]:
    """One that went out and a draft, with something masked in it."""
    with_publicity(town)
    batch = batch_of(town)
    Clue.objects.update(description="某厂夜间排污，请联系13812345678")
    out = published(town, batch)
    return {"out": out.pk, "draft": drafted(town, second_batch(town, batch)).pk}


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_of_a_disclosure_fits_is_accessible_and_breaks_no_policy(
    as_person: SignedIn, addresses: dict[str, object], complaints: list[str], size: dict[str, int]
) -> None:
    faults: dict[str, object] = {}
    page = as_person(AUTHOR, size)

    for path in PAGES:
        page.goto(path.format(**addresses))
        page.wait_for_load_state("networkidle")
        faults[path] = (max(0, page.evaluate(WIDER)), faults_of(page))

    assert {where: found for where, found in faults.items() if found != (0, [])} == {}
    assert complaints == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_file_for_the_official_site_fits_and_is_accessible(
    chromium: Browser, addresses: dict[str, object], tmp_path: Path, size: dict[str, int]
) -> None:
    (tmp_path / "out.html").write_bytes(bytes(DisclosureFile.objects.get(type="html").content))
    page = chromium.new_context(viewport=size).new_page()  # type: ignore[arg-type]

    page.goto(f"file://{tmp_path}/out.html")

    assert (max(0, page.evaluate(WIDER)), faults_of(page)) == (0, [])
    page.context.close()
