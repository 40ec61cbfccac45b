"""The common parts of the OpenAPI document: headers, refusals, and how an operation is told."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers

from kernel.rest_nouns import PAGING
from kernel.verbs import serializer_of, takes_files


class ErrorOut(serializers.Serializer[Any]):
    """One fault of one field."""

    pointer = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemOut(serializers.Serializer[Any]):
    """RFC 9457 application/problem+json."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    request_id = serializers.CharField()

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
    """A verb's input as JSON, and as a form where it has files."""
    kinds = ["application/json", *(["multipart/form-data"] if takes_files(takes) else [])]
    return dict.fromkeys(kinds, serializer_of(takes))


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
