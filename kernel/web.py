"""The web door's common parts: request ids, the reader's language, pages that refuse in one voice, forms sent once."""

import hashlib
import logging
import re
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial, wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import orjson
from django.conf import settings
from django.db import DatabaseError, DataError, IntegrityError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from kernel.addresses import address_of
from kernel.deadlocks import begun_again
from kernel.errors import BadInput, Conflict, DomainError, PreconditionFailed, PreconditionRequired
from kernel.idempotency import attempt
from kernel.ids import new_id
from kernel.logs import log_request
from kernel.marks_answers import answer_of_form
from kernel.page_request import PageRequest
from kernel.request_ids import request_id
from kernel.shortages import shortage_of
from kernel.uploads import rewind

log = logging.getLogger(__name__)
# Asked for every few seconds by whoever watches.
QUIET = {"/healthz", "/readyz"}
GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
FORM_TOKEN = "once"  # noqa: S105 -- the name of a hidden field
# The hidden field that says which version of the record its reader saw.
SEEN = "version"
PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=({place}), payment=(), usb=()"
Answer = Callable[[PageRequest], HttpResponse]
View = Callable[..., HttpResponseBase]


class RequestIdMiddleware:
    """Gives every request an id, answers with it, and refuses a NUL in the address."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: PageRequest) -> HttpResponse:
        """Pass the request on under its id."""
        given = request.headers.get("X-Request-Id", "")
        name = given if GIVEN.fullmatch(given) else str(new_id())
        token, begun = request_id.set(name), time.monotonic()
        try:
            response = self._answer(request)
            if request.path not in QUIET or response.status_code != HTTPStatus.OK:
                log_request(_facts_of(request), status=response.status_code, begun=begun)
        finally:
            request_id.reset(token)
        response["X-Request-Id"] = name
        return response

    def _answer(self, request: PageRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return _nul_problem() if request.path.startswith("/api/") else HttpResponseBadRequest("NUL")
        return self.get_response(request)


def _facts_of(request: PageRequest) -> dict[str, object]:
    """Who asks and for what; nothing that was typed, so no query either."""
    actor = getattr(request, "actor", None)
    return {
        "method": request.method,
        "path": request.path,
        "user": actor.person.pk if actor and actor.person else None,
        "client": actor.client.pk if actor and actor.client else None,
        "address": address_of(request.META, trusted=settings.TRUSTED_PROXIES),
    }


def _nul_problem() -> HttpResponse:
    """The refusal as programs read it."""
    body = {
        "type": "urn:qingyuan:problem:invalid", "title": _("地址中不能包含空字符"), "status": 400,
        "detail": _("地址中不能包含空字符"), "code": "invalid", "request_id": request_id.get(),
    }  # fmt: skip
    return HttpResponse(orjson.dumps(body), status=400, content_type="application/problem+json")


class LanguageMiddleware(LocaleMiddleware):
    """Programs get the language they accept; pages speak the office's own until their reader chose another."""

    def process_request(self, request: HttpRequest) -> None:
        """Choose the language of this request."""
        if request.path.startswith("/api/"):
            super().process_request(request)
            return
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        known = dict(settings.LANGUAGES)
        language = chosen if chosen in known else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language


def page(view: View) -> View:
    """A page for people who signed in, never kept by a cache, refusing in one voice."""
    return _guarded(view)


def public_page(view: View) -> View:
    """The same for anybody."""
    return _guarded(view, public=True)


def field_page(view: View) -> View:
    """A page that may ask the device where it is; no other may."""
    return _guarded(view, place="self")


def _guarded(view: View, *, place: str = "", public: bool = False) -> View:
    @wraps(view)
    def answer(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = _answered(view, request, args, kwargs, public=public)
        response["Cache-Control"] = "no-store"
        response["Permissions-Policy"] = PERMISSIONS_POLICY.format(place=place)
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response

    return answer


def _answered(view: View, request: PageRequest, args: Any, kwargs: Any, *, public: bool) -> HttpResponseBase:
    if not public and request.actor.person is None:
        return _to_sign_in(request)
    detour = "" if public else getattr(request, "detour", "")
    if detour and request.path != detour:
        return go(request, detour)
    _hear_of_marks(request)
    try:
        return begun_again(lambda: view(request, *args, **kwargs), partial(rewind, request))
    except DomainError as refusal:
        if refusal.leads_to:
            return go(request, f"{refusal.leads_to}?{urlencode({'next': request.path})}")
        return refused(request, refusal)
    except (IntegrityError, DataError, OperationalError, OSError) as error:
        return _refused_by_machine(request, error)


def _hear_of_marks(request: PageRequest) -> None:
    """What a form says of personal marks goes with whoever sent it."""
    if request.method == "POST":
        request.actor = request.actor.answering(answer_of_form(request.POST))


def _refused_by_machine(request: PageRequest, error: DatabaseError | OSError) -> HttpResponse:
    """What database or disk did not take, or could not do now; a fault of ours stays one."""
    short = shortage_of(error)
    if short:
        log.error("out of %s", short.code, exc_info=error)
        return _said(request, 503, str(short.detail))
    if isinstance(error, OSError):
        raise error
    if isinstance(error, DataError):
        return refused(request, BadInput(_("提交的内容超出范围")))
    log.warning("the database refused: %s", type(error.__cause__ or error).__name__)
    if isinstance(error, IntegrityError):
        return refused(request, Conflict())
    return _said(request, 503, _("系统繁忙，请稍后重试"))


def _to_sign_in(request: PageRequest) -> HttpResponse:
    back = request.headers.get("HX-Current-URL", "/") if wants_partial(request) else request.get_full_path()
    return go(request, f"{settings.LOGIN_URL}?{urlencode({'next': back if back.startswith('/') else '/'})}")


def go(request: PageRequest, address: str) -> HttpResponse:
    """Lead the reader to another page, whether the browser or htmx asked."""
    if not wants_partial(request):
        return redirect(address)
    return HttpResponse(status=204, headers={"HX-Redirect": address})


def refused(request: PageRequest, refusal: DomainError) -> HttpResponse:
    """The refusal as a page, or as the part of one that htmx asked for."""
    status = 422 if refusal.status == 428 else refusal.status  # noqa: PLR2004 -- a browser sends no If-Match
    return _said(request, status, str(refusal.detail), [str(error.detail) for error in refusal.errors])


def _said(request: PageRequest, status: int, title: str, details: list[str] | None = None) -> HttpResponse:
    template = "ui/_refusal.html" if wants_partial(request) else "refusal.html"
    return render(request, template, {"title": title, "details": details or [], "status": status}, status=status)


def wants_partial(request: PageRequest) -> bool:
    """Say whether htmx asks for a part of the page only."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def page_or_partial(request: PageRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The page `noun/list.html`, or for htmx its partial `noun/_list.html`, from the same context."""
    folder, _slash, name = template.rpartition("/")
    chosen = f"{folder}/_{name}" if wants_partial(request) else template
    return render(request, chosen, context, status=status)


def download(content: bytes, name: str, media_type: str) -> HttpResponse:
    """Bytes that no browser runs, with their hash."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["X-Content-SHA256"] = hashlib.sha256(content).hexdigest()
    response["X-Content-Type-Options"] = "nosniff"
    return response


def form_token(request: PageRequest) -> str:
    """The token a form carries so that sending it twice does its work once; the same again when it was refused."""
    given = request.POST.get(FORM_TOKEN, "")
    return given if GIVEN.fullmatch(given) else str(new_id())


def state_of(values: Mapping[str, object]) -> str:
    """What stands for the version of a row that has none: it changes with what the page shows of it."""
    return hashlib.sha256(repr(sorted(values.items())).encode()).hexdigest()[:32]


def check_seen(request: PageRequest, version: int | str) -> None:
    """Refuse what was decided on an older state of the record than the present one (412), or on none (428)."""
    refuse_stale(request.POST.get(SEEN, ""), version)


def refuse_stale(seen: str, version: int | str) -> None:
    """The same of a version that came otherwise than in a field of its own."""
    if not seen:
        raise PreconditionRequired(_("请从页面办理：缺少所见版本"))
    if seen != str(version):
        raise PreconditionFailed


def once(request: PageRequest, effect: Callable[[], Any], *, at: datetime) -> str:
    """Run the effect in one transaction, once per form token; say which resource it made, now or the first time."""
    with transaction.atomic():
        person = request.actor.person
        sent = sorted((name, tuple(values)) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
        tried = attempt(
            f"person:{person.pk if person else 0}",
            f"page:{form_token(request)}",
            request.path.encode(),
            repr(sent).encode(),
        )
        known = tried.begin(at=at)
        if known is not None and known.status is not None:
            return known.resource
        resource = str(effect())
        tried.finish(status=200, resource=resource)
        return resource
