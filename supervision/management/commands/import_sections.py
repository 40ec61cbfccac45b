"""Take in a month's table of section readings."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from kernel.actor import SYSTEM
from kernel.errors import DomainError
from supervision.actions.sections import read_sections, take_in_sections


class Command(BaseCommand):
    """Prints what was read and created; loading the same again changes nothing."""

    help = "Import section readings from FILE (CSV); drafts letters for failing sections, sends none."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Read all, then keep all or nothing."""
        try:
            with transaction.atomic():
                outcome = take_in_sections(read_sections(options["file"].read_bytes()), by=SYSTEM, at=timezone.now())
        except OSError as error:
            raise CommandError(str(error)) from None
        except DomainError as refusal:
            raise CommandError("; ".join(str(error.detail) for error in refusal.errors) or refusal.code) from None
        self.stdout.write(
            f"read: {outcome.read}\ncreated: {outcome.created}\n"
            f"corrected: {outcome.corrected}\nunchanged: {outcome.unchanged}\nfailing: {outcome.failing}"
        )
