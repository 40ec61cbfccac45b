"""Each scenario prints the figures of its city, once loaded and loaded again."""

import io
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from kernel.models import Delivery, Event
from tests.cast import City
from tests.config.scenario_reports import assert_printed

EXPECTED: dict[str, dict[str, str]] = {
    "anyang": {
        "as_of": "2022-11-30",
        "tasks_total": "38",
        "tasks_completed": "27",
        "tasks_on_schedule": "11",
        "completion_rate": "71.05",
        "on_schedule_rate": "100.00",
        "tasks_overdue": "0",
        "complaints_received": "114",
        "complaints_closed": "114",
        "referrals": "3",
        "receipts": "3",
        "tasks_completed_after_reopening": "26",
        "completion_rate_after_reopening": "68.42",
        "referral_proposals": "1",
    },
    "cangxi": {
        "problems_total": "421",
        "problems_completed": "405",
        "problems_in_progress": "16",
        "completion_rate": "96.20",
        "problems_with_plan": "421",
        "problems_with_ledger": "421",
        "problems_with_responsible_person": "421",
        "enforcement_filed": "82",
        "enforcement_decided": "42",
        "fines_yuan": "600500.00",
        "transferred_to_police": "1",
    },
    "lanzhou": {
        "as_of": "2024-11-11",
        "batches": "11",
        "complaints_received": "11",
        "complaints_closed": "2",
        "complaints_interim_closed": "8",
        "complaints_open": "1",
        "verdict_substantiated": "4",
        "verdict_partly_substantiated": "4",
        "verdict_unsubstantiated": "2",
        "verdict_undetermined": "1",
        "closure_rate_strict": "18.18",
        "closure_rate_broad": "90.91",
        "orders_dispatched_in_time": "10",
        "orders_dispatched_late": "1",
        "document_requests": "12",
        "document_items": "123",
        "document_copies": "886",
        "talks": "11",
        "visits": "9",
    },
}


EXPECTED["yanbian"] = {
    "warning_letters_drafted": "1",
    "principal_letters_drafted": "1",
    "letter_pairs_with_one_trigger": "1",
    "letters_signed": "0",
    "special_inspections_proposed": "1",
}
EXPECTED["zhenjiang"] = {
    "as_of": "2021-11-30",
    "clues_received": "57116",
    "clues_closed": "55662",
    "clues_open": "1454",
    "platform_closure_rate": "97.45",
    "items_shared_or_moved": "56",
    "joint_inspections": "5",
    "units_interviewed": "5",
    "persons_released": "未公布",
    "straw_case_persons_released": "6",
    "permit_transfer_receipts": "1",
    "diary_days_due": "47",
    "diary_entries": "46",
    "diary_days_missing": "1",
    "finished_days_early": "21",
    "maoyuan_status": "post_monitoring",
}


def printed(name: str) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command("load_scenario", name, stdout=out)
    return out.getvalue()


def told(text: str) -> dict[str, str]:
    """The lines by name."""
    return dict(line.split(": ", 1) for line in text.splitlines())


@pytest.mark.parametrize("name", EXPECTED)
def test_a_scenario_prints_its_city_s_figures_in_every_file_and_again_the_same(
    city: City, client: Client, name: str
) -> None:
    first = printed(name)
    events = Event.objects.count()
    second = printed(name)

    found = told(first)
    assert {key: found[key] for key in EXPECTED[name]} == EXPECTED[name]
    assert (second, Event.objects.count()) == (first, events)
    assert_printed(name, client)


def test_a_scenario_is_as_quiet_as_an_import(city: City) -> None:
    printed("lanzhou")

    assert not Delivery.objects.exclude(task="cases.load_ledger_chunk").exists()
    assert not Event.objects.filter(imported=False).exclude(type="clue.registered", data__has_key="demo").exists()


def test_a_scenario_stands_in_a_system_without_any_city_too(db: Any) -> None:
    assert told(printed("lanzhou"))["closure_rate_broad"] == "90.91"
