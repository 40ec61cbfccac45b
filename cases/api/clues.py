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
from cases.queries.clues import (
    as_registered,
    attach_clocks,
    clues_visible_to,
    for_reading,
    may,
    may_edit,
    readership,
    verbs_open_to,
)
from cases.queries.timelines import timeline_of
from cases.rules import PERSON_ONLY
from cases.verbs import CLUE_VERBS
from kernel.access import claim, find, permit
from kernel.actor import Actor
from kernel.api import entity_tag, page_of
from kernel.errors import BadInput, FieldError, NotFound, PersonRequired, TransitionNotAllowed
from kernel.rest import ContractView, check_match, not_modified
from kernel.verbs import fields_of, shaped

PAGING = {"cursor", "page_size"}


def tag_of(clue: Clue, actor: Actor) -> str:
    """The clue's ETag for this kind of caller."""
    return entity_tag(clue.id, clue.version, readership(actor, clue))


def read_clue(actor: Actor, pk: object) -> Clue:
    """The clue with everything its answer shows."""
    clue = find(for_reading(clues_visible_to(actor)), str(pk))
    return attach_clocks([clue])[0]


def answer(clue: Clue, actor: Actor, *, status: int = 200) -> Response:
    """The clue as this caller may see it, with its ETag and its address."""
    response = Response(clue_shown(clue, actor), status=status, headers={"ETag": tag_of(clue, actor)})
    response.resource = clue.id  # type: ignore[attr-defined]
    if status == 201:  # noqa: PLR2004 -- created
        response["Location"] = f"/api/v1/clues/{clue.id}"
    return response


class ClueView(ContractView):
    """What every address of clues shares."""

    read_scope = "clues:read"
    write_scope = "clues:write"

    def replayed(self, resource: str, status: int) -> Response:
        """The resource as this caller may see it now: its id alone, when it went out of their sight meanwhile."""
        try:
            return answer(read_clue(self.actor, resource), self.actor, status=status)
        except NotFound:
            return Response({"id": resource}, status=status)


class ClueList(ClueView):
    """`/clues`."""

    def get(self, request: Request) -> Response:
        """One page, newest first."""
        rows = for_reading(filtered(request, self.actor))
        clues, addresses = page_of(rows, request)
        return Response({"results": [clue_shown(clue, self.actor) for clue in attach_clocks(clues)], **addresses})

    def post(self, request: Request) -> Response:
        """Register a clue."""
        permit(in_business(self.actor))
        shape = ClueIn(data=request.data)
        shape.is_valid(raise_exception=True)
        return self.once(lambda now: self._register(shape.entry(), now), replay=self.replayed)

    def _register(self, entry: Any, now: datetime) -> Response:
        rows = register_rows(entry, by=self.actor, at=now)
        return answer(as_registered(rows.clue, rows.clocks), self.actor, status=201)


class ClueDetail(ClueView):
    """`/clues/{id}`."""

    def get(self, request: Request, pk: str) -> Response:
        """The clue, or 304."""
        clue = read_clue(self.actor, pk)
        tag = tag_of(clue, self.actor)
        return Response(status=304, headers={"ETag": tag}) if not_modified(request, tag) else answer(clue, self.actor)

    def patch(self, request: Request, pk: str) -> Response:
        """Mend what may be mended while it is open."""
        with transaction.atomic():
            clue = claim(clues_visible_to(self.actor), pk)
            permit(may_edit(self.actor, clue))
            shape = ClueEdit(data=request.data, partial=True)
            shape.is_valid(raise_exception=True)
            check_match(
                request,
                tag_of(clue, self.actor),
                lambda: clue_shown(read_clue(self.actor, pk), self.actor),
                required=True,
            )
            edit_clue(clue, shape.changes(), by=self.actor, at=timezone.now())
        return answer(read_clue(self.actor, pk), self.actor)


class ClueActions(ClueView):
    """`/clues/{id}/actions`."""

    def get(self, request: Request, pk: str) -> Response:
        """What this caller may do now, and what each verb takes."""
        clue = find(clues_visible_to(self.actor), pk)
        return Response({"results": [described(name) for name in verbs_open_to(self.actor, clue)]})


class ClueAction(ClueView):
    """`/clues/{id}/actions/{name}`."""

    def post(self, request: Request, pk: str, name: str) -> Response:
        """Do it, or say why not."""
        return self.once(lambda now: self._perform(request, pk, name, now), replay=self.replayed)

    def _perform(self, request: Request, pk: str, name: str, now: datetime) -> Response:
        clue = claim(clues_visible_to(self.actor), pk)
        verb = CLUE_VERBS.get(name)
        if verb is None:
            raise NotFound
        self._permit(clue, name)
        data, acting = _without_acting_person(request.data)
        what = shaped(verb.takes, data)
        check_match(request, tag_of(clue, self.actor), lambda: clue_shown(read_clue(self.actor, pk), self.actor))
        try:
            done = verb.do(clue, what, by=self.actor.speaking_for(acting), at=now)
        except TransitionNotAllowed as refusal:
            refusal.facts["allowed"] = verbs_open_to(self.actor, clue)
            raise
        return self._shown(done, clue)

    def _permit(self, clue: Clue, name: str) -> None:
        if self.actor.client is not None and name in PERSON_ONLY:
            raise PersonRequired
        permit(may(self.actor, name, clue))

    def _shown(self, done: Clue, clue: Clue) -> Response:
        fresh = read_back(clue)
        if hasattr(done, "revealed"):
            fresh.revealed = done.revealed  # type: ignore[attr-defined]
        return answer(fresh, self.actor)


class ClueTimeline(ClueView):
    """`/clues/{id}/timeline`."""

    def get(self, request: Request, pk: str) -> Response:
        """What happened, oldest first."""
        clue = find(clues_visible_to(self.actor), pk)
        return Response({"results": timeline_of(clue, self.actor)})


def read_back(clue: Clue) -> Clue:
    """A clue just written, with everything its answer shows; whoever wrote it may see the answer."""
    return attach_clocks([for_reading(Clue.objects.all()).get(pk=clue.pk)])[0]


def filtered(request: Request, actor: Actor) -> Any:
    """The visible clues that the query string asks for; an unknown or ill-formed filter is 400."""
    unknown = set(request.query_params) - set(ClueFilter.base_filters) - PAGING  # type: ignore[attr-defined]
    errors = [FieldError(f"/{name}", "unknown_filter", f"{name}?") for name in sorted(unknown)]
    wanted = ClueFilter(request.query_params, queryset=clues_visible_to(actor), actor=actor)
    if not wanted.is_valid():  # type: ignore[no-untyped-call]
        errors += [
            FieldError(f"/{name}", fault.code or "invalid", fault.messages[0])
            for name, faults in wanted.errors.as_data().items()
            for fault in faults
        ]
    if errors:
        raise BadInput(errors=errors)
    return wanted.qs


def described(name: str) -> dict[str, object]:
    """A verb as the `actions` list shows it."""
    verb = CLUE_VERBS[name]
    fields = [
        {
            "name": field.name,
            "label": str(field.label),
            "type": field.type,
            "required": field.required,
            "choices": [{"value": value, "label": str(label)} for value, label in field.choices],
        }
        for field in fields_of(verb.takes)
    ]
    return {"name": name, "label": str(verb.label), "fields": fields}


def _without_acting_person(data: Any) -> tuple[Any, dict[str, str] | None]:
    """A program may say for which person of its own it speaks; the rest is the verb's input."""
    if not isinstance(data, dict) or "acting_person" not in data:
        return data, None
    acting = data["acting_person"]
    if not (
        isinstance(acting, dict)
        and set(acting) <= {"name", "post"}
        and all(isinstance(v, str) for v in acting.values())
    ):
        raise BadInput(errors=[FieldError("/acting_person", "invalid", "{name, post}")])
    return {key: value for key, value in data.items() if key != "acting_person"}, acting
