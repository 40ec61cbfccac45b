"""`backup FILE.tar`: database and files in one archive, the keys in another beside it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from config.backups import BackupRefused, keys_archive, make_backup
from config.places import backup_place, origin
from config.sealed import fault_of_ring
from kernel.clock import database_now


class Command(BaseCommand):
    """Writes FILE.tar and FILE.tar.keys; keep them apart."""

    help = "Back up database, files and keys."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("archive", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, or say why not."""
        archive = options["archive"].resolve()
        if fault := fault_of_ring():
            raise CommandError(fault)
        at, told = database_now(), origin()
        connection.close()
        try:
            make_backup(backup_place(), archive, told, at=at)
        except (BackupRefused, OSError) as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{archive}\n{keys_archive(archive)}  (keep apart)")
