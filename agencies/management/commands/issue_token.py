"""Issue a token for another bureau's program."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from agencies.actions.approvals import SecondPersonRequired
from agencies.actions.tokens import TokenRequest, issue_token
from agencies.models import Scope
from kernel.actor import SYSTEM
from kernel.errors import BadInput

A_YEAR = 365


class Command(BaseCommand):
    """Makes the client if absent and prints its new token once, alone on the last line."""

    help = "Issue an API token; it is shown once, on the last line, and only its hash is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The client, its agency, and what the token is good for."""
        parser.add_argument("--client", required=True)
        parser.add_argument("--agency", required=True)
        parser.add_argument("--scope", action="append", required=True, help=f"one of {' '.join(Scope.values)}")
        parser.add_argument("--system", action="append", default=[], help="a name under which its own system sends")
        parser.add_argument("--network", action="append", default=[], help="a source network such as 10.0.0.0/8")
        parser.add_argument("--days", type=int, default=A_YEAR, help="how long it is good for; 0: until revoked")

    def handle(self, *args: Any, **options: Any) -> None:
        """Issue it, or say all that is wrong."""
        now = timezone.now()
        expires_at = now + timedelta(days=options["days"]) if options["days"] > 0 else None
        wish = TokenRequest(
            options["client"],
            options["agency"],
            options["scope"],
            networks=options["network"],
            expires_at=expires_at,
            systems=options["system"],
        )
        try:
            with transaction.atomic():
                token = issue_token(wish, by=SYSTEM, at=now)
        except BadInput as refusal:
            raise CommandError("\n".join(f"{error.pointer}: {error.detail}" for error in refusal.errors)) from None
        except SecondPersonRequired:
            raise CommandError(
                "a token that reads referrals is asked for at /tokens and agreed to at /approvals"
            ) from None
        self.stdout.write(token)
