"""Paper: slips of one clue, as pages that print on A4."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from agencies.rules import is_command_office
from cases.models import Channel, Clue
from cases.queries.clues import attach_clocks, clues_visible_to, for_reading, readership, shown_channel, shown_title
from cases.queries.lines import types_of
from cases.queries.timelines import timeline_of
from cases.web.ways import way_of
from kernel.access import find
from kernel.actor import Actor
from kernel.errors import NotFound
from kernel.language import officially
from kernel.page_request import PageRequest
from kernel.web import page


@dataclass(frozen=True)
class Paper:
    """A slip: its name in the address, its title, and whether only the office prints it."""

    name: str
    label: str | Promise
    office_only: bool
    fits: Callable[[Clue], bool]


PAPERS = (
    Paper("registration", _("登记表"), office_only=True, fits=lambda _clue: True),
    Paper("presentation", _("呈阅单"), office_only=True, fits=lambda _clue: True),
    Paper("dispatch", _("转办单"), office_only=False, fits=lambda clue: clue.lead_agency_id is not None),
)


def papers_for(actor: Actor, clue: Clue) -> list[Paper]:
    """The slips of this clue that this reader may print."""
    office = is_command_office(actor)
    return [paper for paper in PAPERS if (office or not paper.office_only) and paper.fits(clue)]


@page
@require_safe
def clue_paper(request: PageRequest, pk: str, name: str) -> HttpResponse:
    """One slip of one clue."""
    actor, now = request.actor, timezone.now()
    clue = attach_clocks([find(for_reading(clues_visible_to(actor)).select_related("concerns_agency"), pk)])[0]
    paper = next((one for one in papers_for(actor, clue) if one.name == name), None)
    if paper is None:
        raise NotFound
    with officially():
        slip = _slip(clue, actor)
    return render(request, f"cases/papers/{name}.html", slip | {"paper": paper, "printed_at": now})


def _slip(clue: Clue, actor: Actor) -> dict[str, Any]:
    reader = readership(actor, clue)
    instructions = [
        entry for entry in timeline_of(clue, actor) if entry["type"] in {"clue.instructed", "clue.presented"}
    ]
    return {
        "clue": clue,
        "title": shown_title(clue, reader),
        "channel": Channel(shown_channel(clue, reader)).label,
        "types": types_of(clue),
        **way_of(clue),
        "instructions": instructions,
        "leg": next((clock for clock in clue.clocks if clock.kind == "leg" and clock.state != "cancelled"), None),  # type: ignore[attr-defined]
    }
