"""Tables as text: CSV in UTF-8 or GB18030 as rows, a line at a time."""

import csv
import io
from typing import IO, Any

import orjson

from kernel.sandboxed.refusals import Refused

BLOCK, LONGEST_CELL, MOST_CELLS = 1 << 20, 1 << 20, 2_000
ENCODINGS = ("utf-8-sig", "gb18030")


def rows_of_table(file: IO[bytes], out: IO[bytes], options: dict[str, Any]) -> dict[str, Any]:
    """Write the filled lines with their numbers, in the form of a workbook's first sheet; gives the encoding."""
    content = io.BytesIO(file.read())
    encoding = _encoding_of(content)
    csv.field_size_limit(LONGEST_CELL)
    out.write(orjson.dumps(["", 0], option=orjson.OPT_APPEND_NEWLINE))
    content.seek(0)
    try:
        for number, cells in enumerate(csv.reader(io.TextIOWrapper(content, encoding=encoding, newline="")), 1):
            if len(cells) > MOST_CELLS:
                raise Refused("sheet_too_large", rows=number, columns=len(cells))
            if cells:
                out.write(orjson.dumps([number, cells], option=orjson.OPT_APPEND_NEWLINE))
    except csv.Error as error:
        raise Refused("no_table", why=str(error)) from error
    return {"encoding": encoding}


def _encoding_of(content: io.BytesIO) -> str:
    for encoding in ENCODINGS:
        content.seek(0)
        text = io.TextIOWrapper(content, encoding=encoding, newline="")
        try:
            while text.read(BLOCK):
                pass
        except UnicodeDecodeError:
            continue
        finally:
            text.detach()
        return encoding
    raise Refused("no_encoding")
