"""The list of 50 and the dashboard over 57,116 rows, against django-helpdesk's own."""

import http.client
import re
from urllib.parse import urlencode

from bench.speed.client import Burst, Measured, Question
from bench.speed.peers import Helpdesk
from bench.speed.stage import Stage

READER = "leader"
HIDDEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def our_list(token: str) -> Question:
    """Our API list, 50 a page."""
    return Question("GET", "/api/v1/clues?page_size=50", {"Authorization": f"Bearer {token}"})


def our_dashboard(cookie: str) -> Question:
    """Our dashboard page."""
    return Question("GET", "/dashboard", {"Cookie": cookie})


def sign_in(port: int, username: str, password: str) -> str:
    """The cookie of a person who signed in on the page."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", "/login")
    form = line.getresponse()
    cookie = _cookies(form)
    found = HIDDEN.search(form.read().decode())
    assert found, "no form to sign in with"
    sent = urlencode({"csrfmiddlewaretoken": found[1], "username": username, "password": password})
    headers = {
        "Cookie": cookie,
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"http://127.0.0.1:{port}",
    }
    line.request("POST", "/login", sent, headers)
    answer = line.getresponse()
    answer.read()
    assert "sessionid" in _cookies(answer), (answer.status, "not signed in")
    return _cookies(answer)


def _cookies(answer: http.client.HTTPResponse) -> str:
    return "; ".join(given.partition(";")[0] for given in answer.headers.get_all("Set-Cookie") or [])


def compare_reading(
    stage: Stage, tracker: Helpdesk, *, password: str, rounds: int, seconds: float
) -> dict[str, list[Measured]]:
    """Lists and dashboards in turn, so many times; the tracker's list may take a minute, and is asked once a round."""
    cookie = sign_in(stage.city.port, READER, password)
    asked = {
        "our list": (stage.city.port, our_list(stage.city.token), 2, seconds),
        "our dashboard": (stage.city.port, our_dashboard(cookie), 2, seconds),
        "helpdesk dashboard": (tracker.port, tracker.dashboard(), 2, seconds),
        "helpdesk list": (tracker.port, tracker.list(), 1, 0.001),
    }
    found: dict[str, list[Measured]] = {name: [] for name in asked}
    for _ in range(rounds):
        for name, (port, question, clients, long) in asked.items():
            found[name].append(stage.burst(Burst(port, lambda question=question: question, clients, long)))
    return found
