"""COPY: finished rows into finished tables, for bulk paths whose rows the single path's builder made."""

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import orjson
from django.db import connection
from django.db.models import BinaryField, Field, JSONField, Model

ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_rows(rows: Sequence[Model]) -> None:
    """Write unsaved rows of one model by COPY, in the caller's transaction."""
    if not rows:
        return
    model = type(rows[0])
    columns = [field for field in model._meta.concrete_fields if not _is_serial(field)]
    writers = [(field.attname, _writer_of(field)) for field in columns]
    lines = ("\t".join([write(getattr(row, name)) for name, write in writers]) for row in rows)
    buffer = io.StringIO("\n".join(lines) + "\n")
    names = ", ".join(f'"{field.column}"' for field in columns)
    with connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN', buffer)


def _is_serial(field: "Field[Any, Any]") -> bool:
    return field.get_internal_type() in {"AutoField", "BigAutoField"}


def _writer_of(field: "Field[Any, Any]") -> Callable[[Any], str]:
    if isinstance(field, JSONField):
        return _json
    return _bytes if isinstance(field, BinaryField) else _plain


def _json(value: Any) -> str:
    return orjson.dumps(value, default=str).decode().translate(ESCAPES)


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
    if isinstance(value, list | tuple):
        return _array(value)
    return str(value)


def _array(values: Sequence[Any]) -> str:
    quoted = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return ("{" + ",".join(f'"{value}"' for value in quoted) + "}").translate(ESCAPES)
