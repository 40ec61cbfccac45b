"""Build one city's case and print its figures."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.scenarios.registry import SCENARIOS, load_scenario


class Command(BaseCommand):
    """Prints one figure a line as `name: value`; loading again changes nothing and prints the same."""

    help = "Build a city's case through the actions people use, and print its figures."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which city."""
        parser.add_argument("name", choices=sorted(SCENARIOS))

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and print."""
        for name, value in load_scenario(options["name"]):
            self.stdout.write(f"{name}: {value}")
