"""The common parts of the OpenAPI document: headers, refusals, and how an operation is told."""

from functools import cache
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers

from kernel.marks_answers import FIELD as MARKS
from kernel.marks_answers import MarksAnswerIn
from kernel.personal_marks import Kind
from kernel.rest_nouns import PAGING
from kernel.verbs import fields_of, serializer_of, takes_files


class ErrorOut(serializers.Serializer[Any]):
    """One fault of one field."""

    pointer = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class FoundMarkOut(serializers.Serializer[Any]):
    """A personal mark in words that would leave; where the seal hides who it is, no place is told."""

    pointer = serializers.CharField()
    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    start = serializers.IntegerField(required=False)
    end = serializers.IntegerField(required=False)
    text = serializers.CharField(required=False)


class ProblemOut(serializers.Serializer[Any]):
    """RFC 9457 application/problem+json."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    request_id = serializers.CharField()

    # Of `personal_marks` alone.
    found = FoundMarkOut(many=True, required=False)

    def get_fields(self) -> dict[str, Any]:
        """`errors` is also the name of the framework's own list."""
        return {**super().get_fields(), "errors": ErrorOut(many=True, required=False)}


ID = OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH)
KEY = OpenApiParameter("Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER)
MATCH = OpenApiParameter("If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True)
PROBLEMS = dict.fromkeys((400, 401, 403, 404, 409, 412, 422, 429), ProblemOut)


def filters(wanted: Any) -> list[OpenApiParameter]:
    """The parameters of a list under a FilterSet."""
    return [OpenApiParameter(name, OpenApiTypes.STR) for name in (*wanted.base_filters, *sorted(PAGING))]


def taken(takes: type[Any]) -> dict[str, Any]:
    """A verb's input as JSON, and as a form where it has files; with an answer about personal marks in its words."""
    kinds = ["application/json", *(["multipart/form-data"] if takes_files(takes) else [])]
    shape = serializer_of(takes)
    worded = any(field.type.startswith("text") or field.part for field in fields_of(takes))
    return dict.fromkeys(kinds, answering(shape) if worded else shape)


@cache
def answering(shape: Any) -> Any:
    """The shape of an input, with what may be said of personal marks in it."""
    return type(shape.__name__, (shape,), {MARKS: MarksAnswerIn(required=False), "__doc__": shape.__doc__})


def answers(shape: Any, status: int = 200) -> dict[int, Any]:
    """What an operation gives, and how it refuses."""
    return {status: shape, **PROBLEMS}


Told = dict[Any, dict[str, Any]]


# What only a person does is offered to no token.
PERSONS: Any = [{"session": []}]


def told(
    name: str,
    gives: Any,
    *parameters: OpenApiParameter,
    takes: Any = None,
    status: int = 200,
    person_only: bool = False,
) -> Any:
    """One operation: its name, what it gives and takes, and whether a program may call it at all."""
    request: dict[str, Any] = {"request": takes} if takes is not None else {}
    if person_only:
        request["auth"] = PERSONS
    return extend_schema(operation_id=name, parameters=list(parameters), responses=answers(gives, status), **request)
