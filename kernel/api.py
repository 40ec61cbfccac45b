"""The REST door's common parts: strict JSON, strict shapes, keyset pages, entity tags."""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import IO, Any
from uuid import UUID

import orjson
from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from kernel.errors import BadInput, FieldError

PAGE = 50
LARGEST_PAGE = 200
# No shape of the contract nests half as deep; Python's own functions give up at about a thousand.
DEEPEST = 32
# Of a colon as an escape, what stands before its last digit, which is written in two ways.
ESCAPED_COLON = b"\\u003"


class JSONRenderer(BaseRenderer):
    """JSON in UTF-8."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """The bytes of the answer; nothing for an empty one."""
        return b"" if data is None else as_json(data)


def as_json(data: object) -> bytes:
    """An answer as it leaves, the refusals among them."""
    return orjson.dumps(data, _written, orjson.OPT_PASSTHROUGH_DATETIME)


def _written(value: object) -> str:
    """Every instant with the office's own offset, whoever put it into the answer."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(get_default_timezone()).isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


class JSONParser(BaseParser):
    """JSON in UTF-8, refused when too deep, broken, or holding a NUL."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The decoded body."""
        raw = stream.read()
        try:
            data = orjson.loads(raw)
        except orjson.JSONDecodeError:
            raise ParseError(_("请求体不是有效的 JSON")) from None
        if b"\\u0000" in raw.lower() or raw.count(b"[") + raw.count(b"{") > DEEPEST:
            refuse_depth_and_nul(data)
        if not each_key_once(raw, data):
            refuse_repeated_keys(raw)
        return data


def each_key_once(raw: bytes, data: object) -> bool:
    """Say whether every key of the text is still there once it was read and is written again.

    A colon stands behind each key, and in texts, which are read as they are; a key that was read over takes its own
    with it. One that is written as an escape could stand in for it, so that nothing is said of a text with one.
    """
    return ESCAPED_COLON not in raw and orjson.dumps(data).count(b":") == raw.count(b":")


def refuse_repeated_keys(raw: bytes) -> None:
    """Refuse an object that names a key twice: readers differ in which of the two they take."""

    def once(pairs: list[tuple[str, object]]) -> None:
        names = [name for name, _value in pairs]
        if len(set(names)) < len(names):
            twice = next(name for index, name in enumerate(names) if name in names[:index])
            raise BadInput(errors=[FieldError(f"/{_escaped(twice)}", "duplicate_key", _("同一字段出现了两次"))])

    try:
        json.loads(raw, object_pairs_hook=once)
    except (RecursionError, ValueError):
        # What is too deep is refused in the same words whatever its keys.
        return


def refuse_depth_and_nul(data: object) -> None:
    """Refuse a text that holds a NUL, which no column can keep, and lists that nest beyond any shape of ours."""
    waiting: list[tuple[object, str, int]] = [(data, "", 1)]
    while waiting:
        value, pointer, depth = waiting.pop()
        inner = _inside(value)
        if inner and depth > DEEPEST:
            raise ParseError(_("请求体嵌套过深"))
        if isinstance(value, str) and "\0" in value:
            raise BadInput(errors=[FieldError(pointer, "null_character", _("不能包含空字符"))])
        waiting += [(below, f"{pointer}{step}", depth + 1) for step, below in inner]


def _inside(value: object) -> list[tuple[str, object]]:
    """What a value holds, with the step that leads there; a key stands at its object's own place."""
    if isinstance(value, dict):
        return [("", key) for key in value] + [(f"/{_escaped(key)}", below) for key, below in value.items()]
    return [(f"/{index}", below) for index, below in enumerate(value)] if isinstance(value, list) else []


class StrictSerializer(serializers.Serializer[Any]):
    """A shape that refuses fields it does not know and those it only shows."""

    def to_internal_value(self, data: Any) -> Any:
        """The cleaned data, or every fault at once."""
        if isinstance(data, Mapping):
            writable = self._writable_names()
            unknown = {key: ["unknown"] for key in data if key not in writable}
            if unknown:
                raise serializers.ValidationError(self._with_other_faults(data, unknown))
        return super().to_internal_value(data)

    def _writable_names(self) -> set[str]:
        return {name for name, field in self.fields.items() if not field.read_only}

    def _with_other_faults(self, data: Mapping[str, Any], unknown: dict[str, list[str]]) -> dict[str, Any]:
        faults: dict[str, Any] = {
            key: serializers.ErrorDetail(
                _("只读字段") if key in self.fields else _("没有这个字段"), code=self._why(key)
            )
            for key in unknown
        }
        try:
            super().to_internal_value({key: value for key, value in data.items() if key not in unknown})
        except serializers.ValidationError as error:
            if isinstance(error.detail, dict):
                faults.update(error.detail)
        return {key: fault if isinstance(fault, list | dict) else [fault] for key, fault in faults.items()}

    def _why(self, key: str) -> str:
        return "read_only" if key in self.fields else "unknown_field"


class InstantField(serializers.DateTimeField):
    """An instant with its offset; without one nobody knows which instant it is."""

    def enforce_timezone(self, value: datetime) -> datetime:
        """Refuse an instant without an offset."""
        if value.tzinfo is None:
            raise serializers.ValidationError(_("时间须带时区，如 2026-11-16T12:00:00+08:00"), code="offset_required")
        return super().enforce_timezone(value)


def field_errors(detail: Any, pointer: str = "") -> list[FieldError]:
    """DRF's nested error detail as a flat list with JSON pointers."""
    if isinstance(detail, Mapping):
        return [
            error
            for key, inner in detail.items()
            for error in field_errors(inner, pointer if key == "non_field_errors" else f"{pointer}/{_escaped(key)}")
        ]
    if isinstance(detail, list):
        if any(isinstance(inner, Mapping) for inner in detail):
            return [error for index, inner in enumerate(detail) for error in field_errors(inner, f"{pointer}/{index}")]
        return [error for inner in detail for error in field_errors(inner, pointer)]
    return [FieldError(pointer, getattr(detail, "code", "invalid"), str(detail))]


def _escaped(key: object) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")


def entity_tag(*parts: object) -> str:
    """A strong ETag over what the answer depends on."""
    return '"' + hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32] + '"'


def page_of(
    rows: "QuerySet[Any]", request: Request, *, by: str = "received_at"
) -> tuple[list[Any], dict[str, str | None]]:
    """One keyset page, newest `by` first, and the addresses of the next and the previous one."""
    size = _page_size(request)
    cursor = _read_cursor(request.query_params.get("cursor"))
    backwards = cursor is not None and cursor[0] == "p"
    ordered = rows.order_by(by, "id") if backwards else rows.order_by(f"-{by}", "-id")
    if cursor:
        _, at, pk = cursor
        side = "gt" if backwards else "lt"
        ordered = ordered.filter(Q(**{f"{by}__{side}": at}) | Q(**{by: at, f"id__{side}": pk}))
        ordered = ordered.filter(**{f"{by}__{side}e": at})
    found = list(ordered[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_next, has_previous = (bool(found), more) if backwards else (more, cursor is not None and bool(found))
    return found, {
        "next": _address(request, "n", found[-1], by) if has_next and found else None,
        "previous": _address(request, "p", found[0], by) if has_previous and found else None,
    }


def _page_size(request: Request) -> int:
    raw = request.query_params.get("page_size", str(PAGE))
    if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw) <= LARGEST_PAGE:
        raise BadInput(errors=[FieldError("/page_size", "invalid", _("page_size 须为 1–200 的整数"))])
    return int(raw)


def _read_cursor(text: str | None) -> tuple[str, datetime, UUID] | None:
    if text is None:
        return None
    try:
        side, at, pk = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().split("|")
        instant = parse_datetime(at)
        if side not in {"n", "p"} or instant is None or instant.tzinfo is None:
            raise ValueError  # noqa: TRY301 -- one way out for every broken cursor
        return side, instant, UUID(pk)
    except (ValueError, binascii.Error):
        raise BadInput(errors=[FieldError("/cursor", "invalid_cursor", _("游标无效"))]) from None


def _address(request: Request, side: str, row: Model, by: str) -> str:
    text = f"{side}|{getattr(row, by).isoformat()}|{row.pk}"
    query = request.query_params.copy()
    query["cursor"] = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
