"""Checklist schemes are data: what a source did not print is not switched on, and a first time is stamped once."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from cases.actions.schemes import DefineItem, ItemsUndefined, NewScheme, StampItem, new_scheme
from cases.models import ChecklistScheme, FirstTime
from cases.queries.schemes import items_in_use, stamps_of
from cases.verbs import SCHEME_VERBS
from kernel.errors import GuardUnmet
from kernel.verbs import Nothing
from tests.cases.tasks import do, task_in
from tests.cast import NOON, City
from tests.web.readers import reader

HOUR = timedelta(hours=1)


def act(city: City, scheme: ChecklistScheme, verb: str, what: object = None) -> ChecklistScheme:
    """The rectification office does it."""
    with transaction.atomic():
        row = ChecklistScheme.objects.select_for_update().get(pk=scheme.pk)
        done: ChecklistScheme = SCHEME_VERBS[verb].do(row, what or Nothing(), by=city.actor("rectifier"), at=NOON)
    return done


def test_the_published_schemes_are_there_and_only_the_defined_one_is_on(city: City) -> None:
    found = {
        one.name: (one.status, one.items.count(), one.items.filter(text="").count())
        for one in ChecklistScheme.objects.all()
    }

    assert found == {
        "456标准": ("off", 15, 11),
        "六个一": ("on", 6, 0),
        "五个一": ("off", 5, 0),
        "三不放过": ("off", 3, 0),
    }


def test_a_scheme_with_undefined_items_is_not_switched_on_and_each_is_named(city: City) -> None:
    scheme = ChecklistScheme.objects.get(name="456标准")

    with pytest.raises(ItemsUndefined) as refused:
        act(city, scheme, "turn_on")

    assert (refused.value.code, refused.value.status) == ("items_undefined", 422)
    assert [error.pointer for error in refused.value.errors] == [f"/items/{place}" for place in range(4, 15)]


def test_once_every_item_is_defined_the_scheme_is_switched_on(city: City) -> None:
    scheme = ChecklistScheme.objects.get(name="456标准")
    for item in scheme.items.filter(text=""):
        act(city, scheme, "define_item", DefineItem(item, f"演示内容{item.position}"))

    assert act(city, scheme, "turn_on").status == "on"


def test_a_new_edition_takes_the_place_of_the_old_one(city: City) -> None:
    with transaction.atomic():
        second = new_scheme(NewScheme("六个一", ("签批", "到场")), by=city.actor("rectifier"), at=NOON)

    act(city, second, "turn_on")

    assert list(ChecklistScheme.objects.filter(name="六个一").values_list("edition", "status")) == [
        (2, "on"),
        (1, "off"),
    ]
    assert items_in_use().count() == 2


def test_a_first_time_is_stamped_once_with_the_time_it_took(city: City) -> None:
    task, item = task_in(city, "in_progress"), items_in_use()[0]

    do(city, task, "stamp", StampItem(item, NOON + HOUR), by="handler", at=NOON + 2 * HOUR)
    with pytest.raises(GuardUnmet) as refused:
        do(city, task, "stamp", StampItem(item), by="handler", at=NOON + 3 * HOUR)

    stamp = stamps_of(task.pk, since=task.created_at)[0]
    assert (stamp.item, stamp.done_at, stamp.elapsed, stamp.hours) == (item, NOON + HOUR, HOUR, 1)
    assert [error.code for error in refused.value.errors] == ["already_stamped"]


@pytest.mark.parametrize(("hours", "code"), [(3, "in_the_future"), (-1, "before_start")])
def test_a_first_time_lies_between_the_task_and_now(city: City, hours: int, code: str) -> None:
    task, item = task_in(city, "in_progress"), items_in_use()[0]

    with pytest.raises(GuardUnmet) as refused:
        do(city, task, "stamp", StampItem(item, NOON + hours * HOUR), by="handler", at=NOON + 2 * HOUR)

    assert [error.code for error in refused.value.errors] == [code]
    assert FirstTime.objects.count() == 0


def test_the_rectification_office_writes_a_scheme_on_its_page(city: City) -> None:
    client = reader("rectifier")
    form = {"name": "三个必查", "items": "查台账\n查现场\n\n查整改", "once": "a-scheme-once"}

    with time_machine.travel(NOON):
        sent = client.post("/schemes/new", form)
        page = client.get(sent["Location"])
        listed = client.get("/schemes/")

    scheme = ChecklistScheme.objects.get(name="三个必查")
    assert sent["Location"] == f"/schemes/{scheme.pk}"
    assert list(scheme.items.values_list("position", "text")) == [(1, "查台账"), (2, "查现场"), (3, "查整改")]
    assert ("查整改" in page.content.decode(), "11 项未定义" in listed.content.decode()) == (True, True)
    assert reader("dispatcher").post("/schemes/new", form).status_code == 403
