"""The first real office on an empty machine."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from agencies.actions.people import Slip, give_one_time_passwords, sort_key
from agencies.models import Agency, Person, Post, Region, Role
from agencies.rules import roles_go_together
from kernel.actor import Actor
from kernel.days import local_day
from kernel.errors import BadInput, FieldError
from kernel.events import Named, record
from kernel.ids import name_id


@dataclass(frozen=True)
class Office:
    """A command office and the city it stands in."""

    code: str
    name: str
    region_code: str
    region_name: str


@dataclass(frozen=True)
class Member:
    """One of the first people, with their first post."""

    username: str
    name: str
    role: str


def create_office(office: Office, members: Sequence[Member], *, by: Actor, at: datetime) -> list[Slip]:
    """Found a command office with its first people; gives back their slips, in the order they were named."""
    faults = _faults(office, members)
    if faults:
        raise BadInput(errors=faults)
    region, _made = Region.objects.get_or_create(
        code=office.region_code, defaults={"name": office.region_name, "level": Region.Level.CITY}
    )
    agency = Agency.objects.create(
        code=office.code, name=office.name, kind=Agency.Kind.COMMAND_OFFICE, region=region, valid_from=local_day(at)
    )
    people: dict[str, Person] = {}
    for member in dict.fromkeys(members):
        person = people.get(member.username) or _person(member)
        people[member.username] = person
        Post.objects.create(person=person, agency=agency, role=member.role, valid_from=local_day(at))
    facts = {"agency": agency.code, "people": len(people)}
    record(Named("agency", name_id("agency", agency.code)), "office.created", by=by, at=at, data=facts)
    return give_one_time_passwords(people.values())


def _person(member: Member) -> Person:
    return Person.objects.create(username=member.username, name=member.name, pinyin=sort_key(member.name))


def _faults(office: Office, members: Sequence[Member]) -> list[FieldError]:
    """All that is wrong with the office and its people."""
    region = Region(code=office.region_code, name=office.region_name, level=Region.Level.CITY)
    agency = Agency(code=office.code, name=office.name, kind=Agency.Kind.COMMAND_OFFICE)
    faults = [*_shape("region", region), *_shape("office", agency)]
    if Agency.objects.filter(code=office.code).exists():
        faults.append(FieldError("/office/code", "exists", _("机构代码已存在：%s") % office.code))
    if not members:
        faults.append(FieldError("/people", "required", _("至少需要一名人员")))
    for member in members:
        faults.extend(_member_faults(member))
    for username in dict.fromkeys(member.username for member in members):
        roles = [member.role for member in members if member.username == username]
        if not roles_go_together(roles):
            faults.append(FieldError(f"/people/{username}", "roles", _("系统、安全、审计管理员不得兼任其他岗位")))
    return faults


def _member_faults(member: Member) -> Iterable[FieldError]:
    pointer = f"/people/{member.username}"
    yield from _shape(f"people/{member.username}", Person(username=member.username, name=member.name))
    if member.role not in Role.values:
        yield FieldError(pointer, "unknown", _("没有这种岗位：%s") % member.role)
    if Person.objects.filter(username=member.username).exists():
        yield FieldError(pointer, "exists", _("用户名已存在：%s") % member.username)


def _shape(where: str, row: models.Model) -> Iterable[FieldError]:
    """What the row's own fields and constraints refuse."""
    try:
        row.clean_fields(exclude={"region", "parent", "password"})
        row.validate_constraints(exclude={"region", "parent", "line_parent", "territory_parent"})
    except ValidationError as refusal:
        for field, messages in refusal.message_dict.items():
            yield FieldError(f"/{where}/{field}", "invalid", "；".join(messages))
