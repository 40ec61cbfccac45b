"""Let somebody who lost their phone enrol anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from agencies.actions.second_factors import remove_second_factor
from agencies.models import Person
from kernel.actor import SYSTEM


class Command(BaseCommand):
    """Removes a person's second factor; they enrol again at their next sign-in."""

    help = "Remove a person's second factor after a phone was lost."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose."""
        parser.add_argument("username")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Remove it, or say that there is none."""
        person = Person.objects.filter(username=options["username"]).first()
        if person is None or not remove_second_factor(person, by=SYSTEM, at=timezone.now()):
            raise CommandError(f"no second factor of {options['username']}")
        self.stdout.write("removed")
