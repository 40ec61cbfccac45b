"""`withdraw_import ID --by USERNAME --reason TEXT`: ask for a ledger import to be taken back."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from agencies.models import Person
from cases.actions.ledger_withdrawals import ask_withdrawal
from cases.models import LedgerImport
from kernel.actor import Actor
from kernel.errors import DomainError


class Command(BaseCommand):
    """Asks in a person's name; another person agrees at `/approvals`, and only then do the clues go."""

    help = "Ask for a ledger import to be withdrawn while no row of it was touched; a director agrees at /approvals."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which import, who asks, and why."""
        parser.add_argument("id")
        parser.add_argument("--by", required=True, help="the username of whoever asks")
        parser.add_argument("--reason", required=True)

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Ask for it, or say why not."""
        try:
            person = Person.objects.get(username=options["by"])
            run = LedgerImport.objects.select_for_update().get(pk=options["id"])
            ask_withdrawal(run, options["reason"], by=Actor(person=person), at=timezone.now())
        except Person.DoesNotExist:
            raise CommandError(f"--by: no such person: {options['by']}") from None
        except (LedgerImport.DoesNotExist, ValidationError):
            raise CommandError(f"no ledger import {options['id']}") from None
        except DomainError as refusal:
            raise CommandError("；".join(str(one.detail) for one in refusal.errors or [refusal])) from None
        self.stdout.write("asked for; waits for a director at /approvals")
