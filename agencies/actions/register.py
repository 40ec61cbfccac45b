"""The city's register, changed by hand: one row at a time, each change an event that names the fields."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from agencies.actions.parentages import keep_parents
from agencies.actions.people import Slip, give_one_time_passwords, sort_key
from agencies.actions.sessions import named_person
from agencies.models import Agency, Person, Post, Region
from agencies.queries.validity import overlaps
from agencies.rules import roles_go_together
from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import Named, record
from kernel.ids import name_id

PARENTS: dict[type[models.Model], tuple[str, ...]] = {
    Region: ("parent",),
    Agency: ("line_parent", "territory_parent"),
}
NOT_BY_HAND = frozenset({"password", "pinyin", "last_login"})


def keep_row(row: models.Model, noun: str, *, by: Actor, at: datetime) -> models.Model:
    """Add or change a row of the register; nothing is recorded where nothing changed."""
    is_new = row._state.adding  # noqa: SLF001 -- whether it was ever saved
    changed = _changed(row, is_new=is_new)
    _refuse_circles(row)
    if isinstance(row, Post):
        _refuse_mixed_administrators(row)
    if isinstance(row, Person):
        row.pinyin = sort_key(row.name)
        if is_new:
            row.set_unusable_password()
    if changed:
        row.save()
        if isinstance(row, Agency):
            keep_parents(row, is_new=is_new, at=at)
        facts = {"row": str(row.pk), "fields": changed}
        subject = named_person(row) if isinstance(row, Person) else Named(noun, name_id(noun, str(row.pk)))
        record(subject, f"{noun}.{'added' if is_new else 'changed'}", by=by, at=at, data=facts)
    return row


def give_password(person: Person, *, by: Actor, at: datetime) -> Slip:
    """A password good for one sign-in; every session of the person ends."""
    [slip] = give_one_time_passwords([person])
    record(named_person(person), "person.password_given", by=by, at=at)
    return slip


def _changed(row: models.Model, *, is_new: bool) -> list[str]:
    """The fields that differ from what is kept."""
    names = [field.attname for field in row._meta.concrete_fields if field.name not in NOT_BY_HAND]
    if is_new:
        return names
    kept = type(row)._default_manager.get(pk=row.pk)
    return [name for name in names if getattr(kept, name) != getattr(row, name)]


def _refuse_circles(row: models.Model) -> None:
    """Refuse a parent that stands, by a few steps, below the row itself."""
    for name in PARENTS.get(type(row), ()):
        above, seen = getattr(row, name), {row.pk}
        while above is not None and above.pk not in seen:
            seen.add(above.pk)
            above = getattr(above, name)
        if above is not None:
            raise GuardUnmet(errors=[FieldError(f"/{name}", "circle", _("上级关系成环"))])


def _refuse_mixed_administrators(post: Post) -> None:
    """Whoever is one of the three administrators is nothing else, as holder or as substitute."""
    for name, person in (("person", post.person), ("substitute", post.substitute)):
        if person is None:
            continue
        mine = models.Q(person=person) | models.Q(substitute=person)
        others = Post.objects.filter(mine, overlaps(post.valid_from, post.valid_to)).exclude(pk=post.pk)
        if not roles_go_together([*others.values_list("role", flat=True), post.role]):
            text = _("系统、安全、审计管理员不得兼任其他岗位")
            raise GuardUnmet(errors=[FieldError(f"/{name}", "roles", text)])
