"""What an operator does to the whole installation, or to who guards it, takes another person's agreement."""

from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from agencies.actions.second_factors import begin_second_factor, confirm_second_factor
from agencies.models import Approval, Person, Role
from agencies.rules import NEEDS_SECOND_FACTOR
from config import operators
from config.management.commands import restore
from kernel.keys import key_ring
from tests.cases.test_opening_the_seal import code_now
from tests.cast import City, make_clue
from tests.web.readers import reader

WHY = {"reason": "核对无误", "version": "1"}
OPERATION = {"by": "sysadmin", "reason": "更换主机"}


@pytest.fixture
def password(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator types their password."""
    let_operator_type(monkeypatch)


def let_operator_type(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system administrator has a password and gives it."""
    person = Person.objects.get(username="sysadmin")
    person.set_password("correct-horse")
    person.save()
    monkeypatch.setattr(operators, "getpass", lambda _prompt: "correct-horse")


class Pair:
    """A backup that was checked."""

    members = 3

    def __init__(self, archive: Path) -> None:
        self.archive = archive


@pytest.fixture
def restored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What was restored: what a restore does is another test's; whether it is begun is these tests'."""
    done: list[str] = []
    monkeypatch.setattr(restore, "checked_pair", Pair)
    monkeypatch.setattr(restore, "_restore", lambda pair: done.append(pair.archive.name))
    monkeypatch.setattr(restore, "_check", lambda: None)
    for name in ("a.tar", "b.tar"):
        (tmp_path / name).write_bytes(name.encode())
    return done


def give_restore(tmp_path: Path, name: str = "a.tar", **options: Any) -> None:
    """The command, with clues in the way."""
    call_command("restore", str(tmp_path / name), replace=True, stdout=StringIO(), **{**OPERATION, **options})


def give_rotate(**options: Any) -> None:
    """The command."""
    call_command("rotate_keys", stdout=StringIO(), **{**OPERATION, **options})


def agree(who: str = "secadmin") -> int:
    """Agree to the one request."""
    return reader(who).post(f"/approvals/{Approval.objects.get().pk}/agree", WHY).status_code


def test_a_restore_over_clues_waits_for_another_and_is_good_for_that_backup_alone(
    city: City, password: None, restored: list[str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    make_clue(city)

    for _turn in range(2):
        with pytest.raises(CommandError, match="asked for"):
            give_restore(tmp_path)
    waiting = Approval.objects.get()
    agreed = agree()
    with pytest.raises(CommandError, match="asked for"):
        give_restore(tmp_path, "b.tar")
    give_restore(tmp_path)

    assert (waiting.act, waiting.reason, agreed, restored) == ("restore", OPERATION["reason"], 302, ["a.tar"])
    assert "'asked_by': 'sysadmin', 'agreed_by': 'secadmin'" in caplog.text


def test_a_rotation_waits_for_another_and_is_good_once(city: City, password: None) -> None:
    make_clue(city)
    before = key_ring().current

    with pytest.raises(CommandError, match="asked for"):
        give_rotate()
    unchanged = key_ring().current
    agree("director")
    give_rotate()
    with pytest.raises(CommandError, match="asked for"):
        give_rotate()

    assert (unchanged, key_ring().current != before) == (before, True)


def test_an_agreement_to_an_operation_is_none_any_more_after_a_day(city: City, password: None) -> None:
    make_clue(city)
    with pytest.raises(CommandError):
        give_rotate()
    agree()
    Approval.objects.update(decided_at=timezone.now() - timedelta(hours=25))

    with pytest.raises(CommandError, match="asked for"):
        give_rotate()


def test_where_nothing_is_held_yet_the_operator_is_alone(city: City, restored: list[str], tmp_path: Path) -> None:
    call_command("restore", str(tmp_path / "a.tar"), stdout=StringIO())

    assert (restored, Approval.objects.count()) == (["a.tar"], 0)


STRANGERS = {"nobody": {"by": "nobody"}, "no administrator": {"by": "director"}, "no name": {"by": ""}}


@pytest.mark.parametrize("who", list(STRANGERS))
def test_nobody_but_the_system_administrator_asks(city: City, password: None, who: str) -> None:
    make_clue(city)

    with pytest.raises(CommandError):
        give_rotate(**STRANGERS[who])

    assert not Approval.objects.exists()


def test_a_wrong_password_asks_for_nothing(city: City, password: None, monkeypatch: pytest.MonkeyPatch) -> None:
    make_clue(city)
    monkeypatch.setattr(operators, "getpass", lambda _prompt: "wrong")

    with pytest.raises(CommandError):
        give_rotate()

    assert not Approval.objects.exists()


@pytest.mark.parametrize("who", ["sysadmin", "auditor", "handler", "intake", "dispatcher"])
def test_neither_the_operator_nor_who_answers_for_nothing_agrees(city: City, password: None, who: str) -> None:
    make_clue(city)
    with pytest.raises(CommandError):
        give_rotate()

    agree(who)

    assert Approval.objects.get().status == "requested"


def test_whoever_has_a_second_factor_agrees_with_a_fresh_code(city: City, password: None) -> None:
    make_clue(city)
    with pytest.raises(CommandError):
        give_rotate()
    secadmin = Person.objects.get(username="secadmin")
    with transaction.atomic():
        secret = begin_second_factor(secadmin, ring=key_ring())
        confirm_second_factor(secadmin, code_now(secret), ring=key_ring(), at=timezone.now())
    browser, address = reader("secadmin"), f"/approvals/{Approval.objects.get().pk}/agree"

    with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
        sent_away = browser.post(address, WHY)
        browser.post("/prove", {"code": code_now(secret), "next": "/approvals"})
        agreed = browser.post(address, WHY)

    assert (sent_away["Location"], agreed["Location"]) == ("/prove?next=/approvals", "/approvals")
    assert Approval.objects.get().status == "approved"


GUARDS = sorted(NEEDS_SECOND_FACTOR)


def account_of(role: str) -> Person:
    """Somebody of the office who holds such a post."""
    person = Person.objects.filter(posts__role=role).exclude(username="sysadmin").order_by("pk").first()
    return person or Person.objects.get(username="sysadmin")


@pytest.mark.parametrize("role", GUARDS)
def test_a_password_of_whoever_guards_the_system_or_agrees_to_things_waits_for_another(city: City, role: Role) -> None:
    person, admin = account_of(role), reader("sysadmin")
    before, address = person.password, f"/register/people/{person.pk}/password"
    silent = admin.post(address)

    asked = admin.post(address, {"reason": "遗失密码"})
    person.refresh_from_db()
    waiting = person.password
    second = "director" if role == Role.SECADMIN else "secadmin"
    agreed = agree(second)
    given = admin.post(address)
    again = admin.post(address, {"reason": "再次"})

    assert (silent.status_code, asked["Location"], waiting == before, agreed) == (422, "/approvals", True, 302)
    assert "<code>" in given.content.decode()
    # Whoever got a password of their own anew has to sign in with it.
    assert again["Location"].partition("?")[0] == ("/login" if person.username == "sysadmin" else "/approvals")


def test_whose_password_it_is_does_not_agree_to_it(city: City) -> None:
    person = Person.objects.get(username="secadmin")
    reader("sysadmin").post(f"/register/people/{person.pk}/password", {"reason": "遗失密码"})

    agree("secadmin")

    assert Approval.objects.get().status == "requested"
