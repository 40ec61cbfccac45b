"""One-time passwords: of whoever guards the system or may be a second person, only with another's agreement."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.actions.approvals import Asked, agreed_to, ask_approval, use_approval
from agencies.actions.people import Slip, give_one_time_passwords
from agencies.actions.sessions import named_person
from agencies.models import Approval, Person, Post, Role
from agencies.queries.validity import ever_in_force_since
from agencies.rules import administers, is_command_office, needs_second_factor
from kernel.actor import Actor
from kernel.days import local_day
from kernel.errors import FieldError, GuardUnmet
from kernel.events import record
from kernel.ids import name_id


def takes_two(person: Person, *, at: datetime) -> bool:
    """Say whether the person holds, or will hold, a post that guards the system or agrees to what others ask for.

    Whoever got such an account's password alone would be both of the two persons.
    """
    posts = Post.objects.filter(ever_in_force_since(local_day(at)), person=person)
    return needs_second_factor(list(posts.values_list("role", flat=True)))


def ask_for_password(person: Person, why: str, *, by: Actor, at: datetime) -> Approval:
    """Ask for a password that nobody gives alone; refuses without a reason."""
    if not why:
        raise GuardUnmet(errors=[FieldError("/reason", "required", _("请填写理由"))])
    facts = {"person_id": person.pk}
    asked = Asked(Approval.Act.GIVE_PASSWORD, _about(person), f"{person.name}（{person.username}）", why, facts)
    return ask_approval(asked, by=by, at=at)


def may_be_given(person: Person, *, by: Actor, at: datetime) -> bool:
    """Say whether this actor gives the password now: it takes one person, or another has agreed."""
    return not takes_two(person, at=at) or agreed_to(Approval.Act.GIVE_PASSWORD, _about(person), by=by, at=at).exists()


def give_password(person: Person, *, by: Actor, at: datetime) -> Slip:
    """A password good for one sign-in; every session of the person ends. Refuses with `second_person_required`."""
    if takes_two(person, at=at):
        use_approval(Approval.Act.GIVE_PASSWORD, _about(person), by=by, at=at)
    [slip] = give_one_time_passwords([person])
    record(named_person(person), "person.password_given", by=by, at=at)
    return slip


def may_agree_to_credentials(actor: Actor, approval: Approval) -> bool:
    """The security administrator or a director of the command office, who are not whom the password or factor is of."""
    if actor.person is not None and actor.person.pk == approval.facts["person_id"]:
        return False
    return answers_for_the_installation(actor)


def answers_for_the_installation(actor: Actor) -> bool:
    """Say whether the actor may be the second person in what an operator does to all of it."""
    director = actor.post is not None and actor.post.role == Role.DIRECTOR
    return administers(actor, Role.SECADMIN) or (director and is_command_office(actor))


def _about(person: Person) -> UUID:
    return name_id("password", str(person.pk))
