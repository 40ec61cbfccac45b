"""`restore FILE.tar`: put a backup into an installation that holds no clue yet, and that nobody serves."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections

from cases.models import Clue
from config.archives import Pair, checked_pair
from config.backups import BackupRefused
from config.places import target
from config.restores import restore_pair
from config.sealed import fault_of_ring
from kernel.seals import broken_links


class Command(BaseCommand):
    """Checks both archives first, restores in one transaction, and touches nothing that it refuses."""

    help = "Restore database, files and keys from a backup."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which backup, and whether present clues may go."""
        parser.add_argument("archive", type=Path)
        parser.add_argument("--replace", action="store_true", help="replace an installation that holds clues")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore it whole, or say why not."""
        try:
            pair = checked_pair(options["archive"].resolve())
            _restore(pair, replace=options["replace"])
        except (BackupRefused, OSError) as refusal:
            raise CommandError(str(refusal)) from None
        except DatabaseError as error:
            raise CommandError(f"the database is not prepared: prepare_database first ({error})") from None
        _check()
        self.stdout.write(f"restored {pair.members} members; the event log is whole")


def _restore(pair: Pair, *, replace: bool) -> None:
    if Clue.objects.exists() and not replace:
        raise CommandError("this installation holds clues; add --replace to put the backup in their place")
    goal = target(pair.facts["migrations"])
    connections.close_all()
    restore_pair(pair, goal)
    if not goal.rights:
        call_command("prepare_database")


def _check() -> None:
    """What came back is what it was, and opens with the keys that came with it."""
    if fault := fault_of_ring():
        raise CommandError(fault)
    broken = list(broken_links())
    if broken:
        raise CommandError(f"restored, but the event log that was backed up is broken at {broken[:5]}")
