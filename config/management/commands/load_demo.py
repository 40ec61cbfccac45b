"""Load the demo city, its people and its sample clues; keeps what is there."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from agencies.actions.demo import load_demo_city
from agencies.models import Person
from agencies.queries.posts import posts_held_by
from cases.actions.demo import load_demo_clues
from cases.actions.demo_cases import load_demo_cases
from config import env
from kernel.actor import Actor
from supervision.actions.demo import load_demo_referrals

PASSWORD_FILE = "demo-password"  # noqa: S105 -- the name of a file


class Command(BaseCommand):
    """Prints the accounts and their one password, which stands in the home folder."""

    help = "Load the demo city; refuses in production."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load what is missing, then say who may sign in."""
        if settings.MODE == "production":
            raise CommandError("the demo city is not loaded in production")
        password, now = self._password(), timezone.now()
        with transaction.atomic():
            load_demo_city(password=password, at=now)
            people = {person.username: self._actor(person) for person in Person.objects.all()}
            load_demo_clues(people, now=now)
            load_demo_cases(people, now=now)
            load_demo_referrals(people, now=now)
        self.stdout.write(f"accounts: {' '.join(sorted(people))}")
        self.stdout.write(f"password: {password}")

    def _password(self) -> str:
        """The given password, else the one made at the first start."""
        kept = settings.HOME / PASSWORD_FILE
        given = env.text("QINGYUAN_DEMO_PASSWORD", "")
        known = kept.read_text().strip() if kept.exists() else ""
        if not given and known:
            return str(known)
        password = given or f"qingyuan-{secrets.token_hex(4)}"
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(password)
        return password

    def _actor(self, person: Person) -> Actor:
        return Actor(person=person, post=posts_held_by(person, on=timezone.localdate()).first())
