"""`restore FILE.tar`: put a backup into an installation that holds no clue yet."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from cases.models import Clue
from config.backups import BackupRefused, restore_backup
from config.management.commands.prepare_database import grant_rights
from config.places import backup_place
from kernel.seals import broken_links


class Command(BaseCommand):
    """Checks every hash, restores in one transaction, then checks the event log's seals."""

    help = "Restore database, files and keys from a backup."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which backup, and whether present clues may go."""
        parser.add_argument("archive", type=Path)
        parser.add_argument("--replace", action="store_true", help="replace an installation that holds clues")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore it whole, or say why not."""
        if Clue.objects.exists() and not options["replace"]:
            raise CommandError("this installation holds clues; add --replace to put the backup in their place")
        connections.close_all()
        try:
            count = restore_backup(backup_place(), options["archive"].resolve())
        except (BackupRefused, OSError) as refusal:
            raise CommandError(str(refusal)) from None
        grant_rights()
        broken = list(broken_links())
        if broken:
            raise CommandError(f"the event log is broken at {broken[:5]}")
        self.stdout.write(f"restored {count} members; the event log is whole")
