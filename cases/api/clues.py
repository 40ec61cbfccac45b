"""Clues at the REST door: claim, check the shape, perform, show."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.rules import in_business
from cases.actions.clues import edit_clue
from cases.actions.registration import register_rows
from cases.api.shapes import ClueEdit, ClueIn, clue_shown
from cases.filters import ClueFilter
from cases.models import Clue
from cases.nouns import CLUES
from cases.queries.clues import as_registered, attach_clocks, clues_visible_to, for_reading, may_edit, readership
from cases.queries.timelines import timeline_of
from kernel.access import claim, find, permit
from kernel.actor import Actor
from kernel.api import entity_tag, page_of
from kernel.marks_answers import without_marks_answer
from kernel.rest import check_match
from kernel.rest_nouns import ActionList, NounView, OneAction, OneRecord, filtered


def tag_of(clue: Clue, actor: Actor) -> str:
    """The clue's ETag for this kind of caller."""
    return entity_tag(clue.id, clue.version, readership(actor, clue))


# Registering a clue and following it takes less than handling one.
SUBMITS = "clues:write|clues:submit"


class ClueView(NounView):
    """What every address of clues shares."""

    noun = CLUES
    read_scope = "clues:read|clues:submit"
    write_scope = "clues:write"

    def read(self, pk: str) -> Clue:
        """The clue with everything its answer shows."""
        return attach_clocks([find(for_reading(clues_visible_to(self.actor)), pk)])[0]

    def read_back(self, clue: Clue) -> Clue:
        """A clue just written, with everything its answer shows; whoever wrote it may see the answer."""
        return attach_clocks([for_reading(Clue.objects.all()).get(pk=clue.pk)])[0]

    def tag(self, clue: Clue) -> str:
        """By version, and by what this kind of caller reads."""
        return tag_of(clue, self.actor)

    def shown(self, clue: Clue) -> dict[str, Any]:
        """The clue as this caller may know it."""
        return clue_shown(clue, self.actor)


class ClueList(ClueView):
    """`/clues`."""

    parameters = None
    write_scope = SUBMITS

    def get(self, request: Request) -> Response:
        """One page, newest first."""
        rows = for_reading(filtered(request, ClueFilter, clues_visible_to(self.actor), by=self.actor))
        clues, addresses = page_of(rows, request)
        return Response({"results": [clue_shown(clue, self.actor) for clue in attach_clocks(clues)], **addresses})

    def post(self, request: Request) -> Response:
        """Register a clue."""
        permit(in_business(self.actor))
        shape = ClueIn(data=request.data, context={"by": self.actor})
        shape.is_valid(raise_exception=True)
        return self.once(lambda now: self._register(shape.entry(), now), replay=self.replayed)

    def _register(self, entry: Any, now: datetime) -> Response:
        rows = register_rows(entry, by=self.actor, at=now)
        return self.answer(as_registered(rows.clue, rows.clocks), status=201)


class ClueDetail(OneRecord, ClueView):
    """`/clues/{id}`."""

    def patch(self, request: Request, pk: str) -> Response:
        """Mend what may be mended while it is open."""
        with transaction.atomic():
            clue = claim(clues_visible_to(self.actor), pk)
            permit(may_edit(self.actor, clue))
            told, marks = without_marks_answer(request.data)
            shape = ClueEdit(data=told, partial=True, context={"by": self.actor})
            shape.is_valid(raise_exception=True)
            check_match(request, self.tag(clue), lambda: self.shown(self.read(pk)), required=True)
            edit_clue(clue, shape.changes(), by=self.actor.answering(marks), at=timezone.now())
        return self.answer(self.read(pk))


class ClueActions(ActionList, ClueView):
    """`/clues/{id}/actions`."""


class ClueAction(OneAction, ClueView):
    """`/clues/{id}/actions/{name}`."""

    def after(self, done: Any, row: Any) -> Response:
        """The clue, with the reporter's name where the seal was just opened."""
        if not hasattr(done, "revealed"):
            return super().after(done, row)
        fresh = self.read_back(row)
        fresh.revealed = done.revealed  # type: ignore[attr-defined]
        return self.answer(fresh)


class ClueTimeline(ClueView):
    """`/clues/{id}/timeline`."""

    def get(self, request: Request, pk: str) -> Response:
        """What happened, oldest first."""
        clue = find(clues_visible_to(self.actor), pk)
        return Response({"results": timeline_of(clue, self.actor)})
