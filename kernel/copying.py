"""COPY: finished rows into finished tables, for bulk paths whose rows the single path's builder made."""

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import orjson
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BinaryField, CharField, Field, JSONField, Model, TextField

TEXTS = (CharField, TextField)
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_rows(rows: Sequence[Model]) -> None:
    """Write unsaved rows of one model by COPY, in the caller's transaction."""
    if rows:
        copy_into(type(rows[0]), rows)


def copy_into(model: type[Model], rows: Sequence[object]) -> None:
    """Write whatever has the attributes of a model as its rows by COPY, where making the models would cost most."""
    if not rows:
        return
    columns = [field for field in model._meta.concrete_fields if not _is_serial(field)]
    names = ", ".join(f'"{field.column}"' for field in columns)
    with connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN', _lines(rows, columns))


def copy_all(rows: Sequence[Model]) -> None:
    """Write unsaved rows of any models by COPY, model after model in the order in which they first come."""
    by_model: dict[type[Model], list[Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for table in by_model.values():
        copy_rows(table)


def update_rows(rows: Sequence[Model], fields: Sequence[str]) -> None:
    """Write these fields of saved rows of one model, in two statements whatever their number."""
    if not rows:
        return
    meta = type(rows[0])._meta
    columns = [field for field in meta.concrete_fields if field.primary_key or field.name in fields]
    columns.sort(key=lambda field: not field.primary_key)
    names = [f'"{field.column}"' for field in columns]
    goals = ", ".join(f"{name} = changed.{name}" for name in names[1:])
    with connection.cursor() as cursor:
        cursor.execute(
            f'CREATE TEMP TABLE changed ON COMMIT DROP AS SELECT {", ".join(names)} FROM "{meta.db_table}" LIMIT 0'  # noqa: S608 -- names of our own models
        )
        cursor.copy_expert(f"COPY changed ({', '.join(names)}) FROM STDIN", _lines(rows, columns))
        cursor.execute(
            f'UPDATE "{meta.db_table}" AS kept SET {goals} FROM changed WHERE kept.{names[0]} = changed.{names[0]}'  # noqa: S608 -- names of our own models
        )
        cursor.execute("DROP TABLE changed")


def _lines(rows: Sequence[object], columns: Sequence[Any]) -> io.StringIO:
    """The rows as COPY reads them."""
    writers = [(field.attname, _writer_of(field)) for field in columns]
    return io.StringIO(
        "\n".join("\t".join([write(getattr(row, name)) for name, write in writers]) for row in rows) + "\n"
    )


def _is_serial(field: "Field[Any, Any]") -> bool:
    return field.get_internal_type() in {"AutoField", "BigAutoField"}


def _writer_of(field: "Field[Any, Any]") -> Callable[[Any], str]:
    if isinstance(field, JSONField):
        return _json
    if isinstance(field, ArrayField):
        return _array_of(_quoted if isinstance(field.base_field, TEXTS) else _writer_of(field.base_field))
    return _bytes if isinstance(field, BinaryField) else _plain


def _json(value: Any) -> str:
    return "\\N" if value is None else orjson.dumps(value, default=str).decode().translate(ESCAPES)


def _bytes(value: Any) -> str:
    return "\\N" if value is None else "\\\\x" + bytes(value).hex()


def _plain(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(ESCAPES)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def _array_of(write: Callable[[Any], str]) -> Callable[[Any], str]:
    """A writer of arrays whose elements are written so."""
    return lambda values: "\\N" if values is None else "{" + ",".join([write(value) for value in values]) + "}"


def _quoted(text: str) -> str:
    return ('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"').translate(ESCAPES)
