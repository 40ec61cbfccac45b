"""办结日期不详: a closing of an unknown day is neither late nor of a month, and one that is made here has its day."""

from pathlib import Path

from django.db import transaction
from django.utils import timezone

from cases.actions.investigations import close_clue
from cases.models import Clue
from kernel.verbs import Nothing
from tests.cases.ledgers import imported, row, written
from tests.cast import City
from tests.conftest import ApiOf
from tests.reports.test_unknown_dates import cells
from tests.web.readers import reader

UNKNOWN = {"登记时间": "2021-06-02 18:19", "办结时间": "日期不详"}


def test_a_closing_made_here_after_an_interim_one_of_an_unknown_day_has_its_day(
    city: City, api: ApiOf, tmp_path: Path
) -> None:
    imported(written(tmp_path, row("D1", 办理状态="阶段性办结", **UNKNOWN)))
    now, today = timezone.now(), timezone.localdate()
    with transaction.atomic():
        clue = Clue.objects.select_for_update(of=("self",)).get()
        close_clue(clue, Nothing(), by=city.actor("director2"), at=now)

    in_span = api("director2").get(f"/api/v1/metrics?metric=clues_closed_in_span&from={today}").json()["value"]
    [exported] = cells(reader("director2"), "/clues/export.xlsx?source=old")

    clue.refresh_from_db()
    assert (clue.closing_unknown, clue.marks, in_span) == (False, [], 1)
    assert exported["办结时间"] == f"{timezone.localtime(now):%Y-%m-%d %H:%M}"
