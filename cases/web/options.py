"""What the fields of a verb's form offer on this clue, today."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Case, When
from django.utils.translation import gettext as _

from agencies.models import ORGAN_KINDS, Agency, Person, Post, Role
from agencies.queries.regions import county_code
from agencies.queries.validity import in_force
from cases.actions.dispatches import unreleased
from cases.models import NOT_COUNTED, Clue
from kernel.forms import Choices
from kernel.listing import first_of
from kernel.shortening import shortened
from kernel.verbs import FieldOf

TWO_MONTHS = timedelta(days=62)
MOST_ALIKE = 50


def options_on(clue: Clue, *, on: date) -> Callable[[FieldOf], Choices | None]:
    """The choices of each field that names another record; None for a field that is simply filled in."""
    offered: dict[str, Callable[[], Choices]] = {
        "agency": lambda: agencies_by_kind(on=on, without=clue.concerns_agency_id),
        "agency[]": lambda: [(agency.code, agency.name) for agency in handling_agencies(on=on)],
        "person": lambda: people_of(clue.lead_agency_id, on=on),
        "clue": lambda: alike(clue, on=on),
        "attachment[]": lambda: [(str(one.pk), one.name) for one in unreleased(clue)],
    }
    by_name: dict[str, Callable[[], Choices]] = {
        "post": lambda: posts_to_show(on=on),
        "by_post": lambda: posts_to_show(on=on),
    }

    def options(field: FieldOf) -> Choices | None:
        offer = by_name.get(field.name) or offered.get(field.type)
        return offer() if offer else None

    return options


def handling_agencies(*, on: date) -> list[Agency]:
    """The agencies a clue may be given to."""
    return list(
        Agency.objects.exclude(kind__in=ORGAN_KINDS).order_by("kind", "region", "code").filter(in_force(on), case="")
    )


def agencies_by_kind(*, on: date, without: str | None) -> Choices:
    """The same under headings, without the one a clue is about."""
    found = [agency for agency in handling_agencies(on=on) if agency.code != without]
    grouped: list[tuple[str, Any]] = []
    for kind, agencies in groupby(found, key=lambda agency: agency.kind):
        grouped.append((str(Agency.Kind(kind).label), [(agency.code, agency.name) for agency in agencies]))
    return grouped


def people_of(agency: str | None, *, on: date) -> Choices:
    """Who works at the agency."""
    people = Person.objects.filter(in_force(on, "posts__"), case="", posts__agency=agency, is_active=True).distinct()
    return [(person.username, person.name) for person in people]


def posts_to_show(*, on: date) -> Choices:
    """The posts of leaders and of those in charge, as `AGENCY:ROLE`."""
    posts = (
        Post.objects.filter(role__in=[Role.LEADER, Role.DIRECTOR], person__case="")
        .select_related("agency")
        .order_by("role", "agency")
    )
    named = {post.code: f"{post.agency.name} {post.get_role_display()}" for post in posts.filter(in_force(on))}
    return list(named.items())


def alike(clue: Clue, *, on: date) -> Choices:
    """Clues of the same county and the last two months that this one may repeat, those about the same first."""
    near = Clue.objects.filter(
        region__code__startswith=county_code(clue.region_id), received_at__date__gte=on - TWO_MONTHS
    )
    same = Case(When(pollution_types__overlap=clue.pollution_types, then=0), default=1)
    found = near.exclude(pk=clue.pk).exclude(status__in=NOT_COUNTED).order_by(same, "-received_at")
    shown = first_of(found.defer("search"), MOST_ALIKE)
    lines: Choices = [
        (str(one.pk), f"{one.number} {one.title or shortened(one.handling_summary, 30)}") for one in shown
    ]
    told = {"shown": len(shown), "total": shown.total}
    return [(_("显示 %(shown)s / 共 %(total)s") % told, lines)] if shown.is_cut else lines
