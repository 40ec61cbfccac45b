"""Second factors: begun, confirmed with a first code, used once per step, and taken away when a phone is lost."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.actions.people import LETTERS
from agencies.actions.sessions import named_person
from agencies.models import Person, SecondFactor
from agencies.queries.second_factors import has_second_factor
from agencies.totp import new_secret, step_of
from kernel.actor import Actor
from kernel.errors import FieldError, Forbidden, GuardUnmet
from kernel.events import record
from kernel.keys import KeyRing

CODES, GROUPS, GROUP_LENGTH = 10, 4, 4
FRESH = timedelta(minutes=5)


class FreshCodeRequired(Forbidden):
    """Whoever has a second factor gives a code of it, minutes before they do this."""

    code = "fresh_code_required"
    detail = gettext_lazy("此操作须先再次输入手机验证码，五分钟内有效")
    leads_to = "/prove"


def refuse_without_fresh_code(by: Actor, *, at: datetime) -> None:
    """Refuse whoever has a second factor and did not prove it minutes ago."""
    fresh = by.proven_at is not None and by.proven_at > at - FRESH
    if not fresh and isinstance(by.person, Person) and has_second_factor(by.person):
        raise FreshCodeRequired


def begin_second_factor(person: Person, *, ring: KeyRing) -> bytes:
    """The secret that waits to be confirmed; the same again until it is."""
    known = SecondFactor.objects.filter(person=person).first()
    if known is None:
        sealed = ring.seal(new_secret().hex(), place=_place(person))
        known, _made = SecondFactor.objects.get_or_create(person=person, defaults={"secret": sealed})
    return secret_of(known, ring=ring)


def confirm_second_factor(person: Person, code: str, *, ring: KeyRing, at: datetime) -> list[str]:
    """Take the factor into use with its first code; the recovery codes are given back here and never again."""
    factor = SecondFactor.objects.select_for_update().get(person=person)
    step = step_of(secret_of(factor, ring=ring), code, at=at)
    if factor.confirmed_at is not None or step is None:
        raise GuardUnmet(errors=[FieldError("/code", "wrong_code", _("验证码不正确，请看手机上当前的六位数字"))])
    codes = [_recovery_code() for _turn in range(CODES)]
    factor.confirmed_at, factor.last_step = at, step
    factor.recovery_digests = [_digest(one) for one in codes]
    factor.save()
    record(named_person(person), "person.second_factor_enrolled", by=Actor(person=person), at=at)
    return codes


def use_code(person: Person, code: str, *, ring: KeyRing, at: datetime) -> bool:
    """Say whether the code opens the door: one of the present step that was not used, or a recovery code, once."""
    factor = SecondFactor.objects.select_for_update().filter(person=person, confirmed_at__isnull=False).first()
    if factor is None:
        return False
    step = step_of(secret_of(factor, ring=ring), code, at=at)
    if step is not None:
        fresh, factor.last_step = step > factor.last_step, max(step, factor.last_step)
        factor.save(update_fields=["last_step"])
        return fresh
    return _use_recovery_code(factor, _digest(code), at=at)


def _use_recovery_code(factor: SecondFactor, digest: str, *, at: datetime) -> bool:
    if digest not in factor.recovery_digests:
        return False
    factor.recovery_digests.remove(digest)
    factor.save(update_fields=["recovery_digests"])
    facts = {"left": len(factor.recovery_digests)}
    person = factor.person
    record(named_person(person), "person.recovery_code_used", by=Actor(person=person), at=at, data=facts)
    return True


def remove_second_factor(person: Person, *, by: Actor, at: datetime) -> bool:
    """Let the person enrol anew, after a phone was lost; says whether there was a factor."""
    removed, _rows = SecondFactor.objects.filter(person=person).delete()
    if removed:
        record(named_person(person), "person.second_factor_removed", by=by, at=at)
    return bool(removed)


def secret_of(factor: SecondFactor, *, ring: KeyRing) -> bytes:
    """The secret, opened."""
    return bytes.fromhex(ring.open(bytes(factor.secret), place=f"agencies_secondfactor|{factor.pk}|secret"))


def _place(person: Person) -> str:
    return f"agencies_secondfactor|{person.pk}|secret"


def _recovery_code() -> str:
    groups = ("".join(secrets.choice(LETTERS) for _letter in range(GROUP_LENGTH)) for _turn in range(GROUPS))
    return "-".join(groups)


def _digest(code: str) -> str:
    return hashlib.sha256("".join(code.lower().split()).replace("-", "").encode()).hexdigest()
