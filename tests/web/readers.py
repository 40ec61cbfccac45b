"""Browsers without a screen: clients signed in as somebody of the cast."""

from typing import Any

from django.test import Client

from agencies.models import Person

HTMX = {"HX-Request": "true"}


def reader(username: str) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    client.force_login(Person.objects.get(username=username))
    return client


def form_of(body: dict[str, Any]) -> dict[str, Any]:
    """A JSON body as a browser's form would send it: smaller inputs are paragraphs of one text."""
    return {name: _filled_in(value) for name, value in body.items()}


def _filled_in(value: Any) -> Any:
    if isinstance(value, list):
        return "\n\n".join(part["description"] for part in value) if isinstance(value[0], dict) else value
    return str(value)
