"""The verbs of any noun at the REST door: claim, check the shape, perform, show."""

from datetime import datetime
from functools import cache
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.access import find
from kernel.actor import Actor, MarksAnswer
from kernel.errors import BadInput, FieldError, NotFound
from kernel.marks_answers import without_marks_answer
from kernel.nouns import Noun
from kernel.rest import ContractView, check_match, not_modified
from kernel.verbs import Nothing, Verb, fields_of, shaped, takes_files

CREATED = 201
PAGING = frozenset({"cursor", "page_size"})
# How records that another noun's verb makes are shown: each such noun's own view puts its line here.
SHOWS: "dict[type[Model], type[NounView]]" = {}


class NounView(ContractView):
    """What every address of a noun shares; the noun's own view says how a record is read, tagged and shown."""

    noun: ClassVar[Noun[Any]]

    def read(self, pk: str) -> Any:
        """The visible record with everything its answer shows, or NotFound."""
        return find(self.noun.visible_to(self.actor), pk)

    def read_back(self, row: Any) -> Any:
        """A record just written, with everything its answer shows; whoever wrote it may see the answer."""
        return type(row)._base_manager.get(pk=row.pk)

    def tag(self, row: Any) -> str:
        """The record's ETag for this kind of caller."""
        raise NotImplementedError

    def shown(self, row: Any) -> dict[str, Any]:
        """The record as this caller may know it."""
        raise NotImplementedError

    def answer(self, row: Any, *, status: int = 200) -> Response:
        """The record with its ETag and its address; its id alone, where the token may not read this noun."""
        shown = {"id": str(row.pk)} if self.lacks(self.read_scope) else self.shown(row)
        response = Response(shown, status=status, headers={"ETag": self.tag(row)})
        response.resource = row.pk  # type: ignore[attr-defined]
        if status == CREATED:
            response["Location"] = f"/api/v1/{self.noun.plural}/{row.pk}"
        return response

    def replayed(self, resource: str, status: int) -> Response:
        """The record as this caller may see it now: its id alone, when it went out of their sight meanwhile."""
        for view in (type(self), *SHOWS.values()):
            try:
                voice = self.speaking_as(view)
                return voice.answer(voice.read(resource), status=status)
            except NotFound:
                continue
        return Response({"id": resource}, status=status)

    def speaking_as(self, view: "type[NounView]") -> "NounView":
        """Another noun's view of the same request."""
        voice = view()
        voice.request = self.request
        return voice


class OneRecord(NounView):
    """`/nouns/{id}`."""

    def get(self, request: Request, pk: str) -> Response:
        """The record, or 304."""
        row = self.read(pk)
        tag = self.tag(row)
        return Response(status=304, headers={"ETag": tag}) if not_modified(request, tag) else self.answer(row)


class ActionList(NounView):
    """`/nouns/{id}/actions`."""

    def get(self, request: Request, pk: str) -> Response:
        """What this caller may do now, and what each verb takes."""
        row = find(self.noun.visible_to(self.actor), pk)
        verbs = ((name, self.noun.verb(name)) for name in self.noun.open_to(self.actor, row))
        usable = [(name, verb) for name, verb in verbs if not any(map(self.lacks, (self.write_scope, *verb.scopes)))]
        return Response({"results": [described(name, verb) for name, verb in usable]})


class OneAction(NounView):
    """`/nouns/{id}/actions/{name}`."""

    def verb_name(self) -> str:
        """The verb that this address performs."""
        return str(getattr(self, "kwargs", {}).get("name", ""))

    def needed_scopes(self, request: Request) -> tuple[str, ...]:
        """The noun's own scope, and those of what the verb makes or moves."""
        verb = self.noun.verbs.get(self.verb_name())
        return (*super().needed_scopes(request), *(verb.scopes if verb else ()))

    def get_parsers(self) -> "list[BaseParser]":
        """JSON; a form as well, where the verb takes files."""
        verb = self.noun.verbs.get(self.verb_name())
        parsers: list[BaseParser] = super().get_parsers()
        return [*parsers, MultiPartParser()] if verb and takes_files(verb.takes) else parsers

    def post(self, request: Request, pk: str, name: str) -> Response:
        """Do it, or say why not."""
        return self.once(lambda now: self._perform(request, pk, name, now), replay=self.replayed)

    def _perform(self, request: Request, pk: str, name: str, now: datetime) -> Response:
        takes = self.noun.verbs[name].takes if name in self.noun.verbs else Nothing
        said = cache(lambda: _said(takes, request, by=self.actor))
        row = self.noun.claim(self.actor, pk, name, lambda: said()[0])
        self.noun.permit(self.actor, name, row)
        what, acting, marks = said()
        check_match(request, self.tag(row), lambda: self.shown(self.read(pk)))
        done = self.noun.perform(row, name, what, by=self.actor.speaking_for(acting).answering(marks), at=now)
        return self.after(done, row)

    def after(self, done: Any, row: Any) -> Response:
        """The answer to a verb: the record it changed, or 201 with another one that it made."""
        if type(done) is not type(row):
            voice = self.speaking_as(SHOWS[type(done)])
            return voice.answer(voice.read_back(done), status=CREATED)
        return self.answer(self.read_back(row))


def _said(takes: type[Any], request: Request, *, by: Actor) -> tuple[Any, Any, Any]:
    """A verb's input, for whom a program speaks, and what it says of words that were found."""
    data, acting, marks = _apart(request.data)
    return shaped(takes, data, by=by), acting, marks


def filtered(request: Request, wanted: Any, rows: "QuerySet[Any]", *, by: Actor) -> Any:
    """The visible rows that the query string asks for by its FilterSet; an unknown or ill-formed filter is 400."""
    unknown = set(request.query_params) - set(wanted.base_filters) - PAGING
    errors = [FieldError(f"/{name}", "unknown_filter", f"{name}?") for name in sorted(unknown)]
    found = wanted(request.query_params, queryset=rows, actor=by)
    errors += found.faults()
    if errors:
        raise BadInput(errors=errors)
    return found.filter_queryset(rows)


def described(name: str, verb: Verb) -> dict[str, object]:
    """A verb as the `actions` list shows it."""
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


def _apart(data: Any) -> tuple[Any, dict[str, str] | None, MarksAnswer]:
    """A verb's input without what is said beside it: for whom a program speaks, and what of personal marks."""
    rest, marks = without_marks_answer(data)
    rest, acting = without_acting_person(rest)
    return rest, acting, marks


def without_acting_person(data: Any) -> tuple[Any, dict[str, str] | None]:
    """A program may say for which person of its own it speaks; the rest is the verb's input."""
    if not isinstance(data, dict) or "acting_person" not in data:
        return data, None
    acting = data["acting_person"]
    if not (
        isinstance(acting, dict)
        and set(acting) == {"name", "post"}
        and all(isinstance(v, str) and v.strip() for v in acting.values())
    ):
        raise BadInput(errors=[FieldError("/acting_person", "invalid", "{name, post}")])
    return {key: value for key, value in data.items() if key != "acting_person"}, acting
