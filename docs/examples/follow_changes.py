#!/usr/bin/env python3
"""Follow what changes: keep one cursor in a file, print each change as a line of JSON. Standard library only.

    QINGYUAN_TOKEN=qy_… python follow_changes.py https://qingyuan.example CURSOR_FILE [--once]

The cursor is written after the lines are: whoever is cut off between the two sees the last page again and knows it
by each event's id. A deleted record comes as data {"deleted": true}. Keep the highest version of each resource.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = 500
PAUSE = 2.0
LONGEST_PAUSE = 60.0


class CursorExpired(Exception):
    """The cursor is older than what is kept; the message says how to begin again."""


def pages(site: str, token: str, cursor: str) -> Iterator[dict[str, Any]]:
    """One page after another from the cursor on, the last of them with `has_more` false."""
    while True:
        page = asked(site, token, cursor)
        yield page
        cursor = page["cursor"]
        if not page["has_more"]:
            return


def asked(site: str, token: str, cursor: str) -> dict[str, Any]:
    """A page of changes; waits and asks again while the site is away or busy."""
    query = urllib.parse.urlencode({"limit": PAGE, **({"cursor": cursor} if cursor else {})})
    request = urllib.request.Request(f"{site}/api/v1/changes?{query}", headers={"Authorization": f"Bearer {token}"})
    pause = PAUSE
    while True:
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                page: dict[str, Any] = json.load(answer)
                return page
        except urllib.error.HTTPError as refusal:
            problem = json.loads(refusal.read() or b"{}")
            if refusal.code == 410:
                raise CursorExpired(f"read {' then '.join(problem['resync'])}") from None
            if refusal.code not in {429, 502, 503, 504}:
                raise SystemExit(f"{refusal.code} {problem.get('code')}: {problem.get('detail')}") from None
        except OSError:
            pass
        time.sleep(pause)
        pause = min(LONGEST_PAUSE, pause * 2)


def main() -> None:
    """Follow until interrupted; with --once until there is nothing new."""
    site, kept = sys.argv[1].rstrip("/"), Path(sys.argv[2])
    token = os.environ["QINGYUAN_TOKEN"]
    while True:
        for page in pages(site, token, kept.read_text() if kept.exists() else ""):
            for event in page["events"]:
                print(json.dumps(event, ensure_ascii=False), flush=True)
            fresh = kept.with_suffix(".new")
            fresh.write_text(page["cursor"])
            fresh.replace(kept)
        if "--once" in sys.argv:
            return
        time.sleep(PAUSE)


if __name__ == "__main__":
    main()
