"""Found the first real command office."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.actions.offices import Member, Office, create_office
from agencies.models import Role
from kernel.actor import SYSTEM
from kernel.errors import BadInput

FIRST_ROLES = (Role.DIRECTOR, Role.DISPATCHER, Role.INTAKE, Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR)


class Command(BaseCommand):
    """Asks for whatever the options leave open, and prints a slip with a one-time password for each person."""

    help = "Found a command office with its first people, by options or by answering questions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The office, its city, and `--person ROLE=USERNAME:NAME` for each of the first people."""
        parser.add_argument("--code", help="the office's code, such as 321100-hq")
        parser.add_argument("--name", help="the office's name as printed")
        parser.add_argument("--region", help="the city's six-digit code")
        parser.add_argument("--region-name", help="the city's name")
        parser.add_argument("--person", action="append", default=[], metavar="ROLE=USERNAME:NAME")

    def handle(self, *args: Any, **options: Any) -> None:
        """Found all of it or nothing."""
        office = Office(
            code=options["code"] or input(_("机构代码：")).strip(),
            name=options["name"] or input(_("机构名称：")).strip(),
            region_code=options["region"] or input(_("城市区划代码：")).strip(),
            region_name=options["region_name"] or input(_("城市名称：")).strip(),
        )
        members = [_member(text) for text in options["person"]] or list(_asked())
        try:
            with transaction.atomic():
                slips = create_office(office, members, by=SYSTEM, at=timezone.now())
        except BadInput as refusal:
            raise CommandError("\n".join(f"{error.pointer}: {error.detail}" for error in refusal.errors)) from None
        for slip in slips:
            self.stdout.write(f"{slip.name}\t{slip.username}\t{slip.password}")


def _member(text: str) -> Member:
    """`ROLE=USERNAME:NAME` as a person with a post."""
    role, _equals, person = text.partition("=")
    username, _colon, name = person.partition(":")
    return Member(username.strip(), name.strip() or username.strip(), role.strip())


def _asked() -> list[Member]:
    """The first people, asked for role by role; an empty answer leaves the role to later."""
    members = []
    for role in FIRST_ROLES:
        username = input(_("%s的用户名（空则略过）：") % role.label).strip()
        if username:
            members.append(Member(username, input(_("姓名：")).strip(), role))
    return members
