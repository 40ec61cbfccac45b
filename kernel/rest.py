"""A REST view of ours: who asks, what their token may do, once only, and how often."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, cast

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, Throttled
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.actor import Actor
from kernel.counting import count_error, count_of_minute
from kernel.deadlocks import begun_again
from kernel.errors import BadInput, FieldError, Forbidden, PreconditionFailed, PreconditionRequired
from kernel.idempotency import attempt
from kernel.page_request import PageRequest
from kernel.uploads import rewind


class TooLarge(APIException):
    """The body is beyond the limit."""

    status_code = 413
    default_code = "too_large"


class ScopeMissing(Forbidden):
    """The token does not carry the scope."""

    code = "scope_missing"


class ContractView(APIView):
    """Every endpoint of the contract: scopes for programs, CSRF for browsers, limits for both."""

    # What an address reads of its query string; None where it looks for itself.
    parameters: ClassVar[frozenset[str] | None] = frozenset()
    read_scope: ClassVar[str] = ""
    write_scope: ClassVar[str] = ""

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return cast("PageRequest", self.request._request).actor  # noqa: SLF001 -- one actor for page and API

    @property
    def caller(self) -> str:
        """Whose idempotency keys and limits these are."""
        actor = self.actor
        return f"client:{actor.client.pk}" if actor.client else f"person:{actor.person.pk if actor.person else 0}"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Check who asks and how often, and that their token may."""
        self._read_body(request)
        super().initial(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return
        self._count()
        self.refuse_without(*self.needed_scopes(request))
        if self.parameters is not None:
            unknown = sorted(set(request.query_params) - self.parameters)
            if unknown:
                raise BadInput(errors=[FieldError(f"/{name}", "unknown_filter", f"{name}?") for name in unknown])

    def needed_scopes(self, request: Request) -> tuple[str, ...]:
        """What a token needs for this request; `a|b` is either."""
        scope = self.read_scope if request.method in {"GET", "HEAD", "OPTIONS"} else self.write_scope
        return (scope,) if scope else ()

    def lacks(self, scope: str) -> bool:
        """Say whether the token does not carry the scope, or none of `a|b`; a person's session carries them all."""
        scopes = getattr(self.request.auth, "scopes", None)
        return scopes is not None and not set(scope.split("|")).intersection(scopes)

    def refuse_without(self, *needed: str) -> None:
        """Refuse with `scope_missing` a token that lacks one of these."""
        missing = next((scope for scope in needed if self.lacks(scope)), None)
        if missing is not None:
            raise ScopeMissing(_("令牌缺少权限 %(scope)s") % {"scope": missing.split("|")[0]})

    def _read_body(self, request: Request) -> None:
        """Read a JSON body at once, so that its bytes can tell a repeated request from another one."""
        if "multipart/" not in (request.content_type or ""):
            try:
                request._request.body  # noqa: B018, SLF001 -- Django reads and keeps it
            except RequestDataTooBig:
                raise TooLarge(_("提交的内容过大")) from None

    def _count(self) -> None:
        self.counted_at = now = timezone.now()
        count = count_of_minute(self.caller, at=now)
        limit = int(settings.API_REQUESTS_PER_MINUTE)
        self.limits = (limit, max(0, limit - count), 60 - now.second)
        if count > limit:
            raise Throttled(wait=60 - now.second)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Add the limits and forbid caches to keep anything."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if hasattr(self, "limits"):
            limit, remaining, reset = self.limits
            response["RateLimit-Limit"], response["RateLimit-Remaining"], response["RateLimit-Reset"] = (
                limit,
                remaining,
                reset,
            )
            if 400 <= response.status_code < 503:  # noqa: PLR2004 -- refused or failed, while the database answers
                count_error(self.caller, at=self.counted_at)
        response["Cache-Control"] = "no-store"
        response["Content-Security-Policy"] = "default-src 'none'"
        return response

    def once(self, effect: Callable[[datetime], Response], *, replay: Callable[[str, int], Response]) -> Response:
        """Run the effect in one transaction, once per Idempotency-Key; a repeated one shows the resource again."""
        files = self.request._request  # noqa: SLF001 -- Django keeps them
        return begun_again(lambda: self._once(effect, replay), partial(rewind, files))

    def _once(self, effect: Callable[[datetime], Response], replay: Callable[[str, int], Response]) -> Response:
        now = timezone.now()
        key = self.request.headers.get("Idempotency-Key")
        with transaction.atomic():
            if key is None:
                return effect(now)
            request = self.request
            tried = attempt(self.caller, key, str(request.method).encode(), request.path.encode(), body_digest(request))
            known = tried.begin(at=now)
            if known is not None and known.status is not None:
                response = replay(known.resource, known.status)
                response["Idempotent-Replayed"] = "true"
                return response
            response = effect(now)
            if response.status_code < 300:  # noqa: PLR2004 -- only what succeeded is kept
                tried.finish(status=response.status_code, resource=str(getattr(response, "resource", "")))
            return response


class AnyMedia(DefaultContentNegotiation):
    """Bytes are what they are, whatever the caller would rather have."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> tuple[Any, str]:
        """The renderer of refusals."""
        return renderers[0], renderers[0].media_type


def body_digest(request: Request) -> bytes:
    """The hash by which a repeated request is told from another one: the raw body, or every part and file of a form."""
    if "multipart/" not in (request.content_type or ""):
        return hashlib.sha256(_in_order(request)).digest()
    sha = hashlib.sha256(repr(sorted(request.POST.lists())).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            sha.update(name.encode())
            for chunk in file.chunks():
                sha.update(chunk)
            file.seek(0)
    return sha.digest()


def _in_order(request: Request) -> bytes:
    """A JSON body with its keys in order and nothing between them, as it was read; an empty one is empty."""
    empty = not request._request.body  # noqa: SLF001 -- Django keeps the raw body
    return b"" if empty else orjson.dumps(request.data, option=orjson.OPT_SORT_KEYS)


def check_match(request: Request, tag: str, current: Callable[[], object], *, required: bool = False) -> None:
    """Refuse when If-Match names another state than the present one, or is missing where it must be there."""
    given = request.headers.get("If-Match")
    if given is None:
        if required:
            raise PreconditionRequired
        return
    if given.strip() != "*" and tag not in [part.strip() for part in given.split(",")]:
        raise PreconditionFailed(current=current())


def not_modified(request: Request, tag: str) -> bool:
    """Say whether the reader already has this state."""
    given = request.headers.get("If-None-Match", "")
    return given.strip() == "*" or tag in [part.strip().removeprefix("W/") for part in given.split(",")]
