"""The city's register, changed by hand: one row at a time, each change an event that names the fields."""

from datetime import date, datetime

from django.db import models
from django.utils.translation import gettext as _

from agencies.actions.approvals import Asked, ask_approval
from agencies.actions.parentages import keep_parents
from agencies.actions.people import sort_key
from agencies.actions.sessions import named_person
from agencies.models import Agency, Approval, Person, Post, Region, Role
from agencies.queries.validity import overlaps
from agencies.rules import administers, roles_go_together
from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import Named, record
from kernel.ids import name_id, new_id

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


def ask_for_post(post: Post, why: str, *, by: Actor, at: datetime) -> Approval:
    """Ask that a post be given or changed as it stands here; the security administrator agrees.

    Refuses what could not be kept anyway, and a post of one's own (`own_post`).
    """
    _refuse_own(post, by=by)
    _refuse_mixed_administrators(post)
    days = {name: getattr(post, name) for name in ("valid_from", "valid_to", "absent_from", "absent_to")}
    facts: dict[str, object] = {name: day.isoformat() if day else None for name, day in days.items()}
    facts |= {"id": post.pk, "agency_id": post.agency_id, "role": post.role}
    facts |= {"person_id": post.person_id, "substitute_id": post.substitute_id}
    subject = f"{post.agency.name} {post.get_role_display()} {post.person.name if post.person else ''}".strip()
    about = name_id("post", str(post.pk)) if post.pk else new_id()
    return ask_approval(Asked(Approval.Act.CHANGE_POST, about, subject, why, facts), by=by, at=at)


def may_agree_to_post(actor: Actor, approval: Approval) -> bool:
    """The security administrator, who is not given the post."""
    own = actor.person is not None and actor.person.pk in {approval.facts["person_id"], approval.facts["substitute_id"]}
    return administers(actor, Role.SECADMIN) and not own


def change_post_as_asked(approval: Approval, by: Actor, at: datetime) -> None:
    """What the agreement does: the post is kept as it was asked for."""
    facts = dict(approval.facts)
    pk = facts.pop("id")
    post = Post.objects.select_for_update().get(pk=pk) if pk else Post()
    post.agency_id, post.role = facts["agency_id"], facts["role"]
    post.person_id, post.substitute_id = facts["person_id"], facts["substitute_id"]
    post.valid_from, post.valid_to = date.fromisoformat(facts["valid_from"]), _day(facts["valid_to"])
    post.absent_from, post.absent_to = _day(facts["absent_from"]), _day(facts["absent_to"])
    keep_row(post, "post", by=by, at=at)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _refuse_own(post: Post, *, by: Actor) -> None:
    """Nobody gives themselves a post, or changes one that they hold or stand in for."""
    kept = Post.objects.filter(pk=post.pk).values_list("person_id", "substitute_id").first() or ()
    if by.person is not None and by.person.pk in {post.person_id, post.substitute_id, *kept}:
        raise GuardUnmet(errors=[FieldError("/person", "own_post", _("不得为本人任职或调整本人岗位"))])


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
