"""Who has a second factor in use."""

from agencies.models import Person, SecondFactor


def has_second_factor(person: Person) -> bool:
    """Say whether the person has confirmed one."""
    return SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).exists()
