"""The processes' own logs: a line of JSON each, with the request it belongs to; nothing of what people wrote."""

import json
import logging
import re
import time
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType

from kernel.request_ids import request_id

FACTS = "facts"
LONGEST, LONGEST_MESSAGE = 300, 2000
# Phones, identity numbers, ids of accounts: the end of an error's message may quote a row.
NUMBERS = re.compile(r"\d{6,}")
# What psycopg2 adds to a message quotes the row.
QUOTED = re.compile(r"\s*(DETAIL|CONTEXT|HINT|LINE \d+):.*", re.DOTALL)
requests = logging.getLogger("qingyuan.request")


class JsonFormatter(logging.Formatter):
    """One line, whatever was said: time, level, logger, message, request, facts and traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": record.getMessage()[:LONGEST_MESSAGE],
        }
        if request_id.get():
            said["request_id"] = request_id.get()
        said |= getattr(record, FACTS, {})
        if record.exc_info and record.exc_info[1]:
            said["traceback"] = trace_of(record.exc_info[1], record.exc_info[2])
        return json.dumps(said, ensure_ascii=False, default=str)


def trace_of(error: BaseException, trace: TracebackType | None) -> list[str]:
    """Where it went wrong, place by place, and with what: the cause first."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = trace_of(cause, cause.__traceback__) if cause else []
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
    told = NUMBERS.sub("…", QUOTED.sub("", str(error)))[:LONGEST]
    return [*lines, *places, f"{type(error).__name__}: {told}"]


def log_request(facts: Mapping[str, object], *, status: int, begun: float) -> None:
    """Who asked what, and how it went; `begun` by `time.monotonic()`."""
    level = logging.ERROR if status >= 500 else logging.INFO  # noqa: PLR2004 -- a fault of ours
    told = {**facts, "status": status, "milliseconds": round((time.monotonic() - begun) * 1000, 1)}
    requests.log(level, "%s %s %s", facts["method"], facts["path"], status, extra={FACTS: told})
