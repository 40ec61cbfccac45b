"""`withdraw_import ID`: take a ledger import back."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from cases.actions.ledgers import withdraw_import
from cases.models import LedgerImport
from kernel.actor import SYSTEM
from kernel.errors import DomainError


class Command(BaseCommand):
    """Removes the clues of an import that nobody has touched; refuses otherwise."""

    help = "Withdraw a ledger import while no row of it was touched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which import."""
        parser.add_argument("id")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Withdraw it whole, or say why not."""
        try:
            run = LedgerImport.objects.select_for_update().get(pk=options["id"])
            count = withdraw_import(run, by=SYSTEM, at=timezone.now())
        except (LedgerImport.DoesNotExist, ValidationError):
            raise CommandError(f"no ledger import {options['id']}") from None
        except DomainError as refusal:
            raise CommandError("；".join(str(error.detail) for error in refusal.errors)) from None
        self.stdout.write(f"withdrawn: {count} clues")
