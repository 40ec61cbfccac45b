"""How long a session lasts: while somebody works in it, and a day at most; pages ask before they send a form."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.models import Person
from kernel.page_request import PageRequest
from kernel.web import public_page, wants_partial

BEGAN, RENEWED = "began", "renewed"
LONGEST, RENEWED_EVERY = 24 * 3600, 600


def begin(session: SessionBase) -> None:
    """Write down that its person signed in just now; who was signed in otherwise begins with their first page."""
    session[BEGAN] = session[RENEWED] = timezone.now().timestamp()


class SessionLifeMiddleware:
    """Moves the end of a session on while its person works, and ends one that began a day ago.

    Saved at most every ten minutes; what a page asks for by itself while nobody works moves nothing.
    """

    def __init__(self, get_response: Callable[[PageRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PageRequest) -> HttpResponse:
        """Look at the session of a person, and go on."""
        if "Authorization" not in request.headers and isinstance(request.user, Person):
            _renew_or_end(request)
        return self.get_response(request)


def _renew_or_end(request: PageRequest) -> None:
    now, session = timezone.now().timestamp(), request.session
    if now - session.setdefault(BEGAN, now) > LONGEST:
        logout(request)
    elif now - session.get(RENEWED, 0) > RENEWED_EVERY and not _asked_by_itself(request):
        session[RENEWED] = now


def _asked_by_itself(request: PageRequest) -> bool:
    """A part of a page that is read again every few seconds."""
    return wants_partial(request) and request.method == "GET"


@public_page
@require_safe
def session(request: PageRequest) -> HttpResponse:
    """Whose session it is, in which post, and the token of its forms: what a page asks before it sends what was typed.

    Answers 200 with `username` "" where nobody is signed in any more.
    """
    person = request.user if isinstance(request.user, Person) else None
    post = request.actor.post if person else None
    told = {"username": person.username if person else "", "post": post.pk if post else None}
    return JsonResponse({**told, "csrf": get_token(request)})
