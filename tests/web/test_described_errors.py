"""A field at fault points to its words: every id that `aria-describedby` names is on the page."""

import re

import pytest

from tests.cast import City
from tests.walk.stages import every_verb, staged
from tests.walk.test_every_page_after_every_verb import instant_of
from tests.web.readers import HTMX, reader

DESCRIBED = re.compile(r'aria-describedby="([^"]+)"')


@pytest.mark.parametrize("verb", every_verb(), ids="-".join)
def test_every_field_that_is_refused_names_words_that_are_there(city: City, verb: tuple[str, str]) -> None:
    plural, name = verb
    with instant_of(plural):
        stage = staged(city, plural, name)
        page = reader(stage.who).post(f"/{plural}/{stage.row.pk}/actions/{name}", {}, headers=HTMX).content.decode()

    named = {one for ids in DESCRIBED.findall(page) for one in ids.split()}
    assert [one for one in named if page.count(f'id="{one}"') != 1] == []
