"""A referral about a task: written by a lent verb, proposed where a rectification was fake, decided by people."""

import pytest
from django.db import transaction

from cases.actions.rebounds import MarkFake
from cases.models import Task
from kernel.models import Event
from supervision.models import Proposal, Referral
from supervision.tasks import propose_referral
from tests.cases.tasks import do, task_in
from tests.cast import City
from tests.conftest import ApiOf
from tests.supervision.situations import PAPER
from tests.workers import drain


def test_refer_on_a_task_makes_a_referral_and_leaves_the_task_as_it_was(city: City, api: ApiOf) -> None:
    task = task_in(city, "in_progress")
    path, client = f"/api/v1/tasks/{task.pk}", api("director2")
    before, events = client.get(path), Event.objects.count()

    answer = client.post(f"{path}/actions/refer", {**PAPER, "ground": "false_rectification"})

    told = answer.json()
    assert (answer.status_code, told["task"], told["concerned_agency"]) == (201, str(task.pk), task.lead_agency_id)
    after = client.get(path)
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])
    assert Event.objects.count() == events


def test_a_second_open_referral_of_a_task_on_the_same_ground_is_refused(city: City, api: ApiOf) -> None:
    path, client = f"/api/v1/tasks/{task_in(city, 'in_progress').pk}/actions/refer", api("director2")
    client.post(path, PAPER)

    answer = client.post(path, PAPER)

    assert (answer.status_code, answer.json()["code"]) == (409, "referral_exists")


@pytest.mark.parametrize("username", ["director", "unithead"])
def test_refer_on_a_task_is_for_those_of_the_office_who_have_no_tie(city: City, api: ApiOf, username: str) -> None:
    task = task_in(city, "in_progress")

    assert api(username).post(f"/api/v1/tasks/{task.pk}/actions/refer", PAPER).status_code == 403
    assert Referral.objects.count() == 0


def found_fake(city: City) -> Task:
    """A task that was verified, and then found to be fake."""
    return do(city, task_in(city, "verified"), "mark_fake", MarkFake("fake", "现场仍在偷排"), by="director2")


@pytest.mark.django_db(transaction=True)
def test_a_fake_rectification_is_proposed_for_referral_and_nothing_more(city: City) -> None:
    task = found_fake(city)

    drain()

    proposal = Proposal.objects.get()
    assert (proposal.kind, proposal.status, proposal.subject_id) == ("referral", "open", task.pk)
    assert proposal.concerned_agency_id == task.lead_agency_id
    assert "虚假整改" in proposal.reason
    assert Referral.objects.count() == 0


def test_the_same_event_heard_twice_proposes_once(city: City) -> None:
    found_fake(city)
    event = Event.objects.get(type="task.referral_proposed")

    with transaction.atomic():
        propose_referral(event)
        propose_referral(event)

    assert Proposal.objects.count() == 1
