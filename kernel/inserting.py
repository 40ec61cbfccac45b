"""INSERT: the rows of one act, of whatever models, in one round trip."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model


def insert_rows(rows: Sequence[Model]) -> None:
    """Write unsaved rows in their order, in the caller's transaction; a serial key stays unknown to its row."""
    statements, parameters = [], []
    for row in rows:
        statement, columns = _insert_into(type(row))
        statements.append(statement)
        parameters += [field.get_db_prep_save(getattr(row, field.attname), connection) for field in columns]
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 -- as save() leaves it
    if statements:
        with connection.cursor() as cursor:
            cursor.execute(";".join(statements), parameters)


@cache
def _insert_into(model: type[Model]) -> tuple[str, tuple["Field[Any, Any]", ...]]:
    """The statement for one row of a model, and the fields it takes."""
    columns = tuple(field for field in model._meta.concrete_fields if not field.db_returning)
    names = ", ".join(f'"{field.column}"' for field in columns)
    places = ", ".join(["%s"] * len(columns))
    return f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({places})', columns  # noqa: S608 -- names of our own models
