"""Everything that somebody can fetch: pages from link to link, and every address of the contract that answers a GET."""

import re
from typing import Any

LINK = re.compile(r'(?:href|hx-get|action)="(/[^"#]*)"')
PASSING = (
    (re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"'), "csrf"),
    (re.compile(r'"csrf": "[^"]+"'), "csrf"),
    (re.compile(r'name="once" value="[^"]+"'), "once"),
    (re.compile(r"\d{4}年\d+月\d+日 [^ <]+ \d\d:\d\d"), "now"),
    (re.compile(r'"(as_of|request_id)":"[^"]+"'), "stamp"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(?= · )"), "printed"),
    (re.compile(r"打印时间 [\d: -]+"), "printed"),
    (re.compile(r"cursor=[\w-]+"), "cursor"),
)
# A wall print carries the minute of its making; it shows the tasks of `/tasks/` and nothing else.
SKIPPED = ("/logout", "/static/", "/language", "/post", "/clues/export.xlsx", "/dashboard/wall.pdf")
CHANGING = {"X-Request-Id", "RateLimit-Reset", "RateLimit-Remaining", "Set-Cookie", "Content-Length", "ETag"}
Fetched = dict[str, tuple[int, dict[str, str], str]]


def normalised(content: bytes) -> str:
    """The body without tokens, request ids and the minute of its making."""
    text = content.decode(errors="replace")
    for pattern, word in PASSING:
        text = pattern.sub(word, text)
    return text


def crawled(client: Any, starts: list[str], *, follow: bool = True) -> Fetched:
    """What the client gets at these addresses and, page by page, at every address found there."""
    found: Fetched = {}
    waiting = list(starts)
    while waiting:
        path = waiting.pop(0)
        if path in found or path.startswith(SKIPPED):
            continue
        found[path] = fetched(client, path)
        if follow:
            waiting += [link.replace("&amp;", "&") for link in LINK.findall(found[path][2])]
    return found


def fetched(client: Any, path: str) -> tuple[int, dict[str, str], str]:
    """Status, lasting headers and normalised body of one answer."""
    answer = client.get(path)
    headers = {name: value for name, value in answer.headers.items() if name not in CHANGING}
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, headers, normalised(content)


def differences(before: Fetched, after: Fetched) -> list[str]:
    """The addresses at which something else is to be had now."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
