"""Load the yearly notice of working days and days off."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from agencies.actions.calendar import COLUMNS, load_calendar
from agencies.errors import FileRefused
from kernel.actor import SYSTEM


class Command(BaseCommand):
    """`load_calendar FILE.csv` replaces the days of the years that the file names."""

    help = f"Load a year's notice: a CSV with the columns {','.join(COLUMNS)} (1 working, 0 off)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One file, and what to call where it came from."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="", help="the notice's title or number; the file's name by default")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load all of the file or nothing of it."""
        file: Path = options["file"]
        try:
            with transaction.atomic():
                years = load_calendar(_text(file), source=options["source"] or file.name, by=SYSTEM, at=timezone.now())
        except FileRefused as refusal:
            raise CommandError("\n".join(str(fault) for fault in refusal.faults)) from None
        for year in years:
            self.stdout.write(f"{year.year}: version {year.version} ({year.source})")


def _text(file: Path) -> str:
    """The file's text, in the two encodings that offices use."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")
