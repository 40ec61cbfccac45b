"""`restore FILE.tar`: put a backup into an installation that holds no clue yet, and that nobody serves."""

import logging
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections

from agencies.actions.operations import Operation
from agencies.models import Approval
from cases.ledgers.files import sha256_of
from cases.models import Clue
from config.archives import Pair, checked_pair
from config.backups import BackupRefused
from config.operators import add_operator_arguments, agreed
from config.places import target
from config.restores import restore_pair
from config.sealed import fault_of_ring
from kernel.ids import name_id
from kernel.seals import broken_links

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Checks both archives first, restores in one transaction, and touches nothing that it refuses.

    Where clues are replaced it takes two people.
    """

    help = "Restore database, files and keys from a backup."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which backup, and whether present clues may go."""
        add_operator_arguments(parser)
        parser.add_argument("archive", type=Path)
        parser.add_argument("--replace", action="store_true", help="replace an installation that holds clues")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore it whole, or say why not."""
        try:
            pair = checked_pair(options["archive"].resolve())
            told = _agreed(pair, options)
            _restore(pair)
        except (BackupRefused, OSError) as refusal:
            raise CommandError(str(refusal)) from None
        except DatabaseError as error:
            raise CommandError(f"the database is not prepared: prepare_database first ({error})") from None
        _check()
        log.warning("restored from a backup: %s", told)
        self.stdout.write(f"restored {pair.members} members; the event log is whole")


def _agreed(pair: Pair, options: dict[str, Any]) -> dict[str, object]:
    """What is said of it in the program's log: the archive, and who asked and agreed where clues are replaced.

    The database's own log comes back as it was backed up, so that its anchors show what was lost. An installation
    without clues is restored by its operator alone: there is nobody yet who could agree.
    """
    if Clue.objects.exists() and not options["replace"]:
        raise CommandError("this installation holds clues; add --replace to put the backup in their place")
    digest = sha256_of(pair.archive)
    about = Operation(Approval.Act.RESTORE, name_id("backup", digest), f"{pair.archive.name} {digest[:12]}")
    approval = agreed(about, options)
    if approval is None or approval.decided_by is None:
        return {"sha256": digest}
    return {"sha256": digest, "asked_by": approval.asked_by.username, "agreed_by": approval.decided_by.username}


def _restore(pair: Pair) -> None:
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
