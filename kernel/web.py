"""The web door's common parts: request ids, and pages that answer htmx with their partial."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render

from kernel.events import request_id
from kernel.ids import new_id

GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
Answer = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Gives every request an id, answers with it, and refuses a NUL in the address."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on under its id."""
        given = request.headers.get("X-Request-Id", "")
        name = given if GIVEN.fullmatch(given) else str(new_id())
        token = request_id.set(name)
        try:
            response = self._answer(request)
        finally:
            request_id.reset(token)
        response["X-Request-Id"] = name
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest("NUL")
        return self.get_response(request)


def wants_partial(request: HttpRequest) -> bool:
    """Say whether htmx asks for a part of the page only."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def page_or_partial(request: HttpRequest, template: str, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    """The page `noun/list.html`, or for htmx its partial `noun/_list.html`, from the same context."""
    folder, _, name = template.rpartition("/")
    chosen = f"{folder}/_{name}" if wants_partial(request) else template
    return render(request, chosen, context, status=status)
