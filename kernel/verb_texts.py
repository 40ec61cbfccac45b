"""The words in a verb's input, by JSON pointers, wherever in it they stand."""

import dataclasses
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from kernel.actor import Actor
from kernel.outgoing import Identity, let_out, nobody
from kernel.uploads import Upload


def let_out_input(
    what: Any, *, by: Actor, within: Collection[str] = (), identities: Callable[[], Iterable[Identity]] = nobody
) -> tuple[Any, Actor]:
    """An input that is no verb's as it may leave, and the actor with what the event tells (see `kernel.outgoing`)."""
    said = {place: text for place, text in texts_of(what).items() if place.split("/")[1] not in within}
    masked, by = let_out(said, by=by, identities=identities)
    return with_texts(what, masked), by


def texts_of(what: Any, *, beneath: str = "") -> dict[str, str]:
    """Every free text of an input with its place; what is chosen from a list, or is a code, is none."""
    return dict(_texts(what, beneath))


def with_texts(what: Any, texts: Mapping[str, str], *, beneath: str = "") -> Any:
    """The input with these texts at their places."""
    changes = {}
    for field in dataclasses.fields(what):
        pointer, value = f"{beneath}/{field.name}", getattr(what, field.name)
        if any(one == pointer or one.startswith(f"{pointer}/") for one in texts):
            changes[field.name] = _replaced(pointer, value, texts)
    return dataclasses.replace(what, **changes) if changes else what


def is_free(field: "dataclasses.Field[Any]") -> bool:
    """Say whether people write what they like in it."""
    return not (field.metadata.get("choices") or field.metadata.get("check"))


def _texts(what: Any, beneath: str) -> Iterator[tuple[str, str]]:
    for field in dataclasses.fields(what):
        if not is_free(field):
            continue
        for pointer, value in _each(f"{beneath}/{field.name}", getattr(what, field.name)):
            if isinstance(value, str):
                yield pointer, value
            elif dataclasses.is_dataclass(value) and not isinstance(value, Upload):
                yield from _texts(value, pointer)


def _each(pointer: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, tuple | list):
        for index, one in enumerate(value):
            yield f"{pointer}/{index}", one
    else:
        yield pointer, value


def _replaced(pointer: str, value: Any, texts: Mapping[str, str]) -> Any:
    if isinstance(value, tuple | list):
        return type(value)(_replaced(f"{pointer}/{index}", one, texts) for index, one in enumerate(value))
    if isinstance(value, str):
        return texts.get(pointer, value)
    return with_texts(value, texts, beneath=pointer) if dataclasses.is_dataclass(value) else value
