"""Commands that take two people: the operator says who they are, and another has agreed on the page of approvals."""

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from agencies.actions.approvals import use_approval
from agencies.actions.operations import Operation, agreement, operator
from agencies.models import Approval
from cases.models import Clue
from kernel.actor import SYSTEM, Actor
from kernel.clock import database_now
from kernel.errors import DomainError


def add_operator_arguments(parser: ArgumentParser) -> None:
    """Who asks, and why."""
    parser.add_argument("--by", default="", help="the system administrator's user name; the password is asked for")
    parser.add_argument("--reason", default="", help="why, for whoever is to agree")


def agreed(operation: Operation, options: dict[str, Any]) -> Approval | None:
    """The agreement to the operation; None where there is nothing yet that it could harm.

    Without one it is asked for, and the command ends: it is given again once somebody has agreed.
    """
    if not Clue.objects.exists():
        return None
    if not options["by"] or not options["reason"]:
        raise CommandError("this takes two people: add --by USERNAME and --reason, and let another agree on /approvals")
    try:
        with transaction.atomic():
            by = operator(options["by"], getpass(f"password of {options['by']}: "))
            good = agreement(operation, options["reason"], by=by, at=database_now())
    except DomainError as refusal:
        raise CommandError(str(refusal.detail)) from None
    if good is None:
        raise CommandError(
            "asked for: a director or the security administrator agrees on /approvals within the day, "
            "then give the same command again"
        )
    return good


def use_agreement(operation: Operation, approval: Approval | None) -> Actor:
    """Whoever asked, whose agreement is used up; the program itself where none was needed. Needs a transaction."""
    if approval is None:
        return SYSTEM
    asker = Actor(person=approval.asked_by)
    use_approval(operation.act, operation.subject_id, by=asker, at=database_now())
    return asker
