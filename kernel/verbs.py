"""Verbs: one line ties a name to its action and its input; form, serializer and field list are derived from it."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from django.db import models
from rest_framework import serializers

from kernel.actor import Actor
from kernel.api import InstantField, StrictSerializer
from kernel.errors import Words
from kernel.related import RelatedField
from kernel.uploads import Upload, upload_field

LONGEST_TEXT = 5000
MOST_ITEMS = 100
# Yuan, to the fen.
MONEY_DIGITS, MONEY_PLACES = 14, 2


def _none_beside(row: Any, what: Any) -> Iterable[object]:
    return ()


def _no_names(row: Any, what: Any) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class Verb:
    """An action on a record: its button, what it does, and the dataclass of what it takes.

    Whoever did one of the steps in `not_by` on the same record (a verb of it, or what its event says after the noun)
    does not do this one: who asks does not decide.
    `beside` gives the ids of the other records of the noun that the action locks: the door locks all in one order.
    Every text of the input passes the gate (`kernel/outgoing.py`), but for those in `within`, with the reason why none
    of them leaves the office's circle by this verb; `sends` names the texts of the record that leave with it, and
    `names` gives other words that do and that nobody can change, such as what a released file is called.
    """

    label: Words
    do: Callable[..., Any]
    takes: type[Any]
    not_by: tuple[str, ...] = ()
    # What a token needs besides the noun's own scope: the verb makes or moves a record of another noun.
    scopes: tuple[str, ...] = ()
    beside: Callable[[Any, Any], Iterable[object]] = _none_beside
    within: Mapping[str, str] = field(default_factory=dict)
    sends: tuple[str, ...] = ()
    names: Callable[[Any, Any], Mapping[str, str]] = _no_names

    @property
    def locks_others(self) -> bool:
        """Say whether the action locks other records of its noun."""
        return self.beside is not _none_beside


@dataclass(frozen=True)
class Nothing:
    """The input of a verb that needs none."""


class Kept(Enum):
    """What stands in a field that nothing was said of: it stays as it is, where a blank would empty it."""

    KEPT = "kept"


KEPT = Kept.KEPT


def given(label: Words, default: Any = dataclasses.MISSING, **options: Any) -> Any:
    """A field of a verb's input: label, default (none: required), and `choices`, `least`, `most`, `long`, `check`.

    `lines` says how high a long text's field is. A default of `KEPT` tells what was left out from what was emptied.
    A file has `accept`, what a page lets choose, and `capture`, to take it with the camera.
    """
    return dataclasses.field(default=default, metadata={"label": label, **options})


@dataclass(frozen=True)
class FieldOf:
    """One field of an input, as forms and the API's `fields` list show it.

    Where it holds smaller inputs, `part` names the field of each that a page asks for.
    """

    name: str
    label: Words
    type: str
    required: bool
    choices: tuple[tuple[str, Words], ...]
    long: bool
    most: int | None
    part: str
    accept: str = ""
    capture: bool = False
    keeps: bool = False
    lines: int = 0

    @property
    def is_file(self) -> bool:
        """Say whether it takes files."""
        return self.type in {"file", "file[]"}


def fields_of(takes: type[Any]) -> list[FieldOf]:
    """The fields of an input, in the order of the dataclass."""
    hints = get_type_hints(takes)
    return [_described(field, hints[field.name]) for field in dataclasses.fields(takes)]


def _described(field: "dataclasses.Field[Any]", hint: Any) -> FieldOf:
    inner, many = _unwrapped(hint)
    choices = field.metadata.get("choices")
    named = _is_model(inner) or _is_smaller_input(inner)
    name = field.metadata.get("shows") or (inner.__name__.lower() if named else _plain_name(inner))
    return FieldOf(
        name=field.name,
        label=field.metadata["label"],
        type=f"{name}[]" if many else ("choice" if choices else name),
        required=field.default is dataclasses.MISSING,
        choices=tuple(choices.choices) if choices else (),
        long=bool(field.metadata.get("long")),
        most=field.metadata.get("most"),
        part=dataclasses.fields(inner)[0].name if named and not _is_model(inner) else "",
        accept=field.metadata.get("accept", ""),
        capture=bool(field.metadata.get("capture")),
        keeps=field.default is KEPT,
        lines=field.metadata.get("lines", 0),
    )


def _plain_name(hint: Any) -> str:
    names = {str: "text", int: "integer", bool: "boolean", date: "date", datetime: "instant"}
    return (names | {Decimal: "money", Upload: "file"})[hint]


def _is_model(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, models.Model)


def _is_smaller_input(hint: Any) -> bool:
    return dataclasses.is_dataclass(hint) and hint is not Upload


def takes_files(takes: type[Any]) -> bool:
    """Say whether an input has a field for files."""
    return any(field.is_file for field in fields_of(takes))


def _unwrapped(hint: Any) -> tuple[Any, bool]:
    """`tuple[X, ...]` is many X; `X | None` is X."""
    if get_origin(hint) is tuple:
        return get_args(hint)[0], True
    arguments = [part for part in get_args(hint) if part is not NoneType]
    return (arguments[0], False) if arguments else (hint, False)


_serializers: dict[type[Any], type[StrictSerializer]] = {}


def serializer_of(takes: type[Any]) -> type[StrictSerializer]:
    """The serializer that checks the shape of a verb's input, made once."""
    if takes in _serializers:
        return _serializers[takes]
    hints = get_type_hints(takes)
    made = {field.name: _serializer_field(field, hints[field.name]) for field in dataclasses.fields(takes)}
    _serializers[takes] = type(f"{takes.__name__}In", (StrictSerializer,), made)
    return _serializers[takes]


def _serializer_field(field: "dataclasses.Field[Any]", hint: Any) -> "serializers.Field[Any, Any, Any, Any]":
    inner, many = _unwrapped(hint)
    options: dict[str, Any] = {"required": field.default is dataclasses.MISSING, "help_text": field.metadata["label"]}
    if field.default is None or (field.default is KEPT and NoneType in get_args(hint)):
        options["allow_null"] = True
    if _is_model(inner) or inner is Upload:
        return _thing_field(inner, many, field, options)
    if _is_smaller_input(inner):
        return _parts_field(inner, field, options)
    if choices := field.metadata.get("choices"):
        several = serializers.MultipleChoiceField if many else serializers.ChoiceField
        return several(choices=choices.choices, **options)
    if many:
        return serializers.ListField(
            child=_plain_field(inner, field, {"required": True}), max_length=MOST_ITEMS, **options
        )
    return _plain_field(inner, field, options)


def _thing_field(
    thing: Any,
    many: bool,  # noqa: FBT001 -- as `_unwrapped` has it
    field: "dataclasses.Field[Any]",
    options: dict[str, Any],
) -> "serializers.Field[Any, Any, Any, Any]":
    """A file, or another record by its reference."""
    if thing is Upload:
        return upload_field(many=many, most=field.metadata.get("most"), options=options)
    return RelatedField(thing, many=many, **options)


def _parts_field(
    part: Any, field: "dataclasses.Field[Any]", options: dict[str, Any]
) -> "serializers.Field[Any, Any, Any, Any]":
    """A list of smaller inputs, each checked like a verb's own."""
    options |= {"min_length": field.metadata.get("least"), "max_length": field.metadata.get("most")}
    return serializers.ListField(child=serializer_of(part)(), **options)


def _plain_field(
    hint: Any, field: "dataclasses.Field[Any]", options: dict[str, Any]
) -> "serializers.Field[Any, Any, Any, Any]":
    most = field.metadata.get("most")
    if hint is str:
        options["validators"] = [field.metadata["check"]] if "check" in field.metadata else []
        options |= {"max_length": most or LONGEST_TEXT, "allow_blank": not options["required"]}
        return serializers.CharField(**options)
    if hint is int:
        return serializers.IntegerField(min_value=field.metadata.get("least"), max_value=most, **options)
    if hint is Decimal:
        options |= {
            "max_digits": MONEY_DIGITS,
            "decimal_places": MONEY_PLACES,
            "min_value": field.metadata.get("least"),
        }
        return serializers.DecimalField(**options)
    kinds: dict[Any, type[serializers.Field[Any, Any, Any, Any]]] = {
        bool: serializers.BooleanField,
        date: serializers.DateField,
        datetime: InstantField,
    }
    return kinds[hint](**options)


def shaped(takes: type[Any], data: Any, *, by: Actor) -> Any:
    """The verb's input from raw data, or a ValidationError with every fault at once; `by` names what they see."""
    serializer = serializer_of(takes)(data=data, context={"by": by})
    serializer.is_valid(raise_exception=True)
    return _filled(takes, serializer.validated_data)


def _filled(takes: type[Any], data: Mapping[str, Any]) -> Any:
    """The input from cleaned data; the smaller inputs in it likewise."""
    hints = {name: _unwrapped(hint)[0] for name, hint in get_type_hints(takes).items()}
    return takes(**{name: _value(hints[name], value) for name, value in data.items()})


def _value(hint: Any, value: Any) -> Any:
    if isinstance(value, list | set):
        return tuple(_value(hint, inner) for inner in (sorted(value) if isinstance(value, set) else value))
    return _filled(hint, value) if isinstance(value, Mapping) else value
