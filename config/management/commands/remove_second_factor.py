"""Let somebody who lost their phone enrol anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from agencies.actions.operations import Operation
from agencies.actions.second_factors import remove_second_factor
from agencies.models import Approval, Person
from agencies.queries.second_factors import has_second_factor
from config.operators import add_operator_arguments, agreed, use_agreement
from kernel.clock import database_now
from kernel.ids import name_id


class Command(BaseCommand):
    """Removes a person's second factor; they enrol again at their next sign-in.

    Takes two people where there are clues, and whose factor it is is not the second: with a password alone whoever
    took it away could be both.
    """

    help = "Remove a person's second factor after a phone was lost."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose, and who asks."""
        parser.add_argument("username")
        add_operator_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove it, or say that there is none."""
        person = Person.objects.filter(username=options["username"]).first()
        if person is None or not has_second_factor(person):
            raise CommandError(f"no second factor of {options['username']}")
        subject = f"{person.name}（{person.username}）"
        about = Operation(
            Approval.Act.REMOVE_FACTOR, name_id("second_factor", str(person.pk)), subject, {"person_id": person.pk}
        )
        approval = agreed(about, options)
        with transaction.atomic():
            remove_second_factor(person, by=use_agreement(about, approval), at=database_now())
        self.stdout.write("removed")
