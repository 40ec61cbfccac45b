"""Ways out of the platform for a reminder: mail, or any HTTP gateway of the office for SMS or 政务微信."""

import json
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass

from django.core.mail import EmailMessage

PATIENCE = 10
Send = Callable[["Outgoing"], None]


@dataclass(frozen=True)
class Outgoing:
    """What leaves the platform: to whom, and one thin sentence."""

    username: str
    phone: str
    email: str
    text: str


def by_mail(sender: str) -> Send:
    """Send by Django's mail settings."""

    def send(letter: Outgoing) -> None:
        EmailMessage(subject=letter.text, body=letter.text, from_email=sender, to=[letter.email]).send()

    return send


def by_http(address: str, token: str) -> Send:
    """POST `{username, phone, text}` as JSON with the gateway's own token; anything but 2xx is a failure."""

    def send(letter: Outgoing) -> None:
        body = json.dumps({"username": letter.username, "phone": letter.phone, "text": letter.text}).encode()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        request = urllib.request.Request(address, body, headers, method="POST")  # noqa: S310 -- the address is a setting
        with urllib.request.urlopen(request, timeout=PATIENCE):  # noqa: S310 -- the same
            pass

    return send
