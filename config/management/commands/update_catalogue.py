"""Bring the list of English texts up to date with the code and the pages."""

from typing import Any

from django.core.management.base import BaseCommand

from config.catalogue import CATALOGUE, catalogue, entry_for, is_translated, key_of, texts


class Command(BaseCommand):
    """Adds what is new, drops what nobody says any more, and prints what still lacks its English."""

    help = "Bring locale/en up to date with the code and the pages, and print the texts that lack English."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what was found."""
        english = catalogue()
        known, said = {key_of(entry): entry for entry in english}, {text.key: text for text in texts()}
        english[:] = [known.get(key) or entry_for(said[key]) for key in sorted(said)]
        english.save()
        missing = [entry for entry in english if not is_translated(entry)]
        for entry in missing:
            self.stdout.write(f"{said[key_of(entry)].place}: {entry.msgid}")
        new, gone = len(said.keys() - known.keys()), len(known.keys() - said.keys())
        self.stdout.write(f"{CATALOGUE.name}: {new} new, {gone} gone, {len(missing)} without English")
