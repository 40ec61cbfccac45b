"""Start a real city from a workbook, or make the empty workbook."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.actions.cities import CityOutcome, init_city
from agencies.actions.city_forms import Vocabulary, both_ways, sheets
from agencies.actions.people import Slip, give_one_time_passwords
from agencies.actions.workbooks import write_template
from agencies.errors import FileRefused
from cases.models import Channel, PollutionType
from kernel.actor import SYSTEM

# It stands in this app because the agencies below do not know channels and pollution types.


class Command(BaseCommand):
    """Shows what the workbook would do; `--apply` does it and prints the slips of new people, once."""

    help = "Read regions, agencies, people, posts and rules from a workbook; a preview unless --apply is given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The workbook, or where to write an empty one."""
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--apply", action="store_true", help="write it; without this nothing is changed")
        parser.add_argument("--template", type=Path, help="write an empty workbook with every sheet and column")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the template, or preview or apply the workbook."""
        vocabulary = Vocabulary(both_ways(Channel.choices), both_ways(PollutionType.choices))
        if options["template"]:
            write_template(options["template"], [sheet.form for sheet in sheets(vocabulary)])
            return
        outcome, slips = _carried_out(_content(options["file"]), vocabulary, apply=options["apply"])
        for sheet, counts in outcome.counts.items():
            self.stdout.write(f"{sheet}: new {counts['new']}, changed {counts['changed']}, same {counts['same']}")
        if not options["apply"]:
            self.stdout.write(_("以上为预览，未作改动；确认后加 --apply"))
        for slip in slips:
            self.stdout.write(f"{slip.name}\t{slip.username}\t{slip.password}")


def _content(file: Path | None) -> bytes:
    """The workbook's bytes, or one clear sentence."""
    if file is None:
        raise CommandError(_("请给出工作簿，或用 --template 生成空表"))
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from None


def _carried_out(content: bytes, vocabulary: Vocabulary, *, apply: bool) -> tuple[CityOutcome, list[Slip]]:
    """The whole change in one transaction, taken back when it was only a preview."""
    try:
        with transaction.atomic():
            outcome = init_city(content, vocabulary=vocabulary, by=SYSTEM, at=timezone.now())
            slips = give_one_time_passwords(outcome.newcomers) if apply else []
            transaction.set_rollback(not apply)
    except FileRefused as refusal:
        raise CommandError("\n".join(str(fault) for fault in refusal.faults)) from None
    return outcome, slips
