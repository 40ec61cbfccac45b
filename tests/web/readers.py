"""Browsers without a screen: clients signed in as somebody of the cast."""

import re
from typing import Any

from django.test import Client

from agencies.models import Approval
from cases.models import Expunction, LedgerImport
from kernel.nouns import NOUN_OF
from tests.cast import sign_in

HTMX = {"HX-Request": "true"}
WITHOUT_VERSIONS = re.compile(r"^/(register/[a-z]+/(?!new$)[^/]+|ladder/\d+)$")
CARRIED = re.compile(r'name="version" value="([^"]*)"')
OF_A_RECORD = re.compile(r"^/(?P<plural>[a-z]+)/(?P<pk>[0-9a-f-]{36})/.+")


class Browser(Client):
    """A client whose forms carry the version of the record, as if its page had been opened just before."""

    def post(self, path: str, data: Any = None, *args: Any, **extra: Any) -> Any:  # type: ignore[override]
        """Send a form."""
        body = {} if data is None else data
        if isinstance(body, dict) and "version" not in body and (version := self.shown(path, body)) is not None:
            body = {**body, "version": str(version)}
        return super().post(path, body, *args, **extra)

    def shown(self, path: str, body: dict[str, Any]) -> int | str | None:
        """What the form carried when it was opened: sent a second time, it is the same form."""
        opened: dict[tuple[str, object], int | str | None] = self.__dict__.setdefault("opened", {})
        key = (path, body.get("once") or len(opened))
        return opened.setdefault(key, self.seen_at(path))

    def seen_at(self, path: str) -> int | str | None:
        """The version that the page's form carries; of a row without versions, what the page says stands for it."""
        if not WITHOUT_VERSIONS.match(path):
            return version_at(path)
        found = CARRIED.search(self.get(path).content.decode())
        return found[1] if found else None


def version_at(path: str) -> int | None:
    """The present version of the record whose address this is."""
    found = OF_A_RECORD.match(path)
    models: dict[str, Any] = {noun.plural: model for model, noun in NOUN_OF.items()}
    model = (
        (models | {"expunctions": Expunction, "import": LedgerImport, "approvals": Approval}).get(found["plural"])
        if found
        else None
    )
    row = model.objects.filter(pk=found["pk"]).first() if model and found else None
    return int(row.version) if row else None


def reader(username: str) -> Client:
    """A browser in which this person has signed in."""
    client = Browser()
    sign_in(client, username)
    return client


def form_of(body: dict[str, Any]) -> dict[str, Any]:
    """A JSON body as a browser's form would send it: smaller inputs are paragraphs of one text."""
    return {name: _filled_in(value) for name, value in body.items()}


def _filled_in(value: Any) -> Any:
    if isinstance(value, list):
        return "\n\n".join(part["description"] for part in value) if isinstance(value[0], dict) else value
    return str(value)
