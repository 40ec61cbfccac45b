"""Every command either takes another person's agreement or says why one person is enough."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.db import transaction
from django.utils import timezone

from agencies.actions.second_factors import begin_second_factor, confirm_second_factor
from agencies.models import Approval, Person, SecondFactor
from kernel.keys import key_ring
from kernel.models import Event
from tests.cases.test_opening_the_seal import code_now
from tests.cast import City, make_clue
from tests.config import test_operators
from tests.config.test_operators import OPERATION, agree, give_restore, give_rotate

password, restored = test_operators.password, test_operators.restored
APPS = {"agencies", "cases", "config", "reports", "supervision"}


def give_remove(**options: Any) -> None:
    """The command, for the auditor, who has a factor."""
    auditor = Person.objects.get(username="auditor")
    if not SecondFactor.objects.filter(person=auditor).exists():
        with transaction.atomic():
            secret = begin_second_factor(auditor, ring=key_ring())
            confirm_second_factor(auditor, code_now(secret), ring=key_ring(), at=timezone.now())
    call_command("remove_second_factor", "auditor", stdout=StringIO(), **{**OPERATION, **options})


def test_a_second_factor_goes_when_another_agreed_who_is_not_whose_it_is(city: City, password: None) -> None:
    make_clue(city)

    with pytest.raises(CommandError, match="asked for"):
        give_remove()
    standing, asked = SecondFactor.objects.count(), Approval.objects.get()
    for who in ("auditor", "sysadmin"):
        agree(who)
    refused = Approval.objects.get().status
    agree("director")
    give_remove()

    assert (standing, asked.act, refused, SecondFactor.objects.count()) == (1, "remove_factor", "requested", 0)
    event = Event.objects.get(type="person.second_factor_removed")
    assert event.person_id == Person.objects.get(username="sysadmin").pk
    with pytest.raises(CommandError, match="asked for"):
        give_remove()


def test_whose_factor_it_is_does_not_agree_to_its_going(city: City, password: None) -> None:
    make_clue(city)
    secadmin = Person.objects.get(username="secadmin")
    with transaction.atomic():
        secret = begin_second_factor(secadmin, ring=key_ring())
        confirm_second_factor(secadmin, code_now(secret), ring=key_ring(), at=timezone.now())
    with pytest.raises(CommandError, match="asked for"):
        call_command("remove_second_factor", "secadmin", stdout=StringIO(), **OPERATION)

    agree("secadmin")

    assert Approval.objects.get().status == "requested"


# What an operator may give alone, and why nobody else has to agree.
ALONE = {
    "backup": "takes nothing away",
    "check_figures": "only looks",
    "create_office": "founds the first office, where there is nobody yet who could agree",
    "import_ledger": "adds rows that two people take back",
    "import_sections": "adds readings",
    "init_city": "reads a city's register into an empty one, and tells of each line",
    "issue_token": "refuses tokens that take two",
    "load_calendar": "adds days",
    "load_demo": "refused in production",
    "load_scenario": "a case apart",
    "make_key_ring": "makes a ring where there is none",
    "prepare_database": "migrates, as an upgrade does",
    "rebuild_figures": "counts again from the log",
    "update_catalogue": "the catalogue of a checkout",
    "verify_log": "only looks",
    "withdraw_import": "asks; another agrees, and only that withdraws",
    "write_anchor": "adds an anchor",
}
TWO: dict[str, Callable[..., None]] = {
    "restore": give_restore,
    "rotate_keys": give_rotate,
    "remove_second_factor": give_remove,
}


def test_every_command_takes_two_or_says_here_why_not() -> None:
    ours = {name for name, app in get_commands().items() if str(app).split(".")[0] in APPS}

    assert ours == ALONE.keys() | TWO.keys()


@pytest.mark.parametrize("command", sorted(TWO))
def test_nothing_that_takes_two_is_done_by_one(
    city: City, password: None, restored: list[str], tmp_path: Path, command: str
) -> None:
    make_clue(city)
    arguments = (tmp_path,) if command == "restore" else ()
    ring = key_ring().current

    for options, said in (
        ({"by": ""}, "takes two"),
        ({"reason": ""}, "takes two"),
        ({}, "asked for"),
        ({}, "asked for"),
    ):
        with pytest.raises(CommandError, match=said):
            TWO[command](*arguments, **options)

    assert Approval.objects.get().status == "requested"
    assert (restored, key_ring().current) == ([], ring)
    assert SecondFactor.objects.count() == (command == "remove_second_factor")
