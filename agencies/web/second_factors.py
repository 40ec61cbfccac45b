"""The second factor: asked for at the door, and enrolled once."""

import segno
from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from agencies.actions.second_factors import begin_second_factor, confirm_second_factor, use_code
from agencies.actions.sessions import record_sign_in
from agencies.actions.sign_ins import account_key, forget_tries, may_try, record_refused_sign_in
from agencies.models import Person
from agencies.queries.second_factors import has_second_factor
from agencies.totp import address_of, spelled
from agencies.web.actor import PROVEN_AT, PROVEN_TWICE
from agencies.web.devices import place_of, remember_device
from agencies.web.session_life import begin
from agencies.web.sessions import HALFWAY, TOO_MANY, local_path, source_of
from kernel.errors import GuardUnmet
from kernel.keys import key_ring
from kernel.page_request import PageRequest
from kernel.web import page, public_page

BACKEND = "django.contrib.auth.backends.ModelBackend"
LET_IN = 200
WRONG = _("验证码不正确或已用过")


class CodeForm(forms.Form):
    """Six digits, or a recovery code."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=64,
        help_text=_("手机验证器上的六位数字；手机不在身边时填一个恢复码"),
        widget=forms.TextInput(
            {"class": "form-control", "inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
    )


@sensitive_post_parameters("code")
@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def ask_code(request: PageRequest) -> HttpResponse:
    """The second half of signing in."""
    onward = local_path(request.POST.get("next") or request.GET.get("next"), request)
    person = _halfway(request)
    if person is None:
        return redirect(settings.LOGIN_URL)
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        status = _prove(request, person, form)
        if status == LET_IN:
            response = _let_in(request, person, onward)
            remember_device(request, response, account_key(person.username))
            return response
    return render(request, "agencies/sessions/code.html", {"form": form, "next": onward}, status=status)


def _halfway(request: PageRequest) -> Person | None:
    """Who gave the right password a moment ago."""
    known = request.session.get(HALFWAY) or {}
    if timezone.now().timestamp() > known.get("until", 0):
        return None
    person = Person.objects.filter(pk=known["person"], is_active=True).first()
    # A password that was reset meanwhile is no half of anything.
    still = person is not None and constant_time_compare(str(known.get("password")), person.get_session_auth_hash())
    return person if still else None


def _prove(request: PageRequest, person: Person, form: CodeForm) -> int:
    """Whether the code is the person's, counted like tries at the door; the form says why not."""
    now, account = timezone.now(), account_key(f"code:{person.pk}")
    place = place_of(request, account_key(person.username), source_of(request))
    if not may_try(account, place, at=now):
        form.add_error("code", TOO_MANY)
        return 429
    with transaction.atomic():
        opened = use_code(person, form.cleaned_data["code"], ring=key_ring(), at=now)
    if not opened:
        record_refused_sign_in(person.username, source_of(request), "code", at=now)
        form.add_error("code", WRONG)
        return 422
    forget_tries(account, place)
    return LET_IN


def _let_in(request: PageRequest, person: Person, onward: str) -> HttpResponse:
    del request.session[HALFWAY]
    login(request, person, backend=BACKEND)
    begin(request.session)
    request.session[PROVEN_TWICE], request.session[PROVEN_AT] = True, timezone.now().timestamp()
    record_sign_in(person, at=timezone.now())
    return redirect(onward)


@sensitive_post_parameters("code")
@page
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: PageRequest) -> HttpResponse:
    """Prove oneself anew inside a session, before what takes a fresh code."""
    onward = local_path(request.POST.get("next") or request.GET.get("next"), request)
    person = Person.objects.get(username=request.user.get_username())
    if not has_second_factor(person):
        return redirect(onward)
    form, status = CodeForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        status = _prove(request, person, form)
        if status == LET_IN:
            request.session[PROVEN_AT] = timezone.now().timestamp()
            return redirect(onward)
    return render(request, "agencies/sessions/code.html", {"form": form, "next": onward, "again": True}, status=status)


@sensitive_post_parameters("code")
@page
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: PageRequest) -> HttpResponse:
    """Enrol a phone: a picture to scan, a first code to prove it, and recovery codes that are shown once."""
    person = Person.objects.get(username=request.user.get_username())
    if has_second_factor(person):
        return render(request, "agencies/sessions/second_factor.html", {"enrolled": True})
    form = CodeForm(request.POST or None)
    account = account_key(f"code:{person.pk}")
    if request.method == "POST" and not may_try(account, source_of(request), at=timezone.now()):
        form.is_valid()
        form.add_error("code", TOO_MANY)
    elif request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                codes = confirm_second_factor(person, form.cleaned_data["code"], ring=key_ring(), at=timezone.now())
        except GuardUnmet as refusal:
            form.add_error("code", str(refusal.errors[0].detail))
        else:
            request.session[PROVEN_TWICE] = True
            request.session.cycle_key()
            return render(request, "agencies/sessions/recovery_codes.html", {"codes": codes})
    secret = begin_second_factor(person, ring=key_ring())
    picture = segno.make(address_of(secret, person.username), error="m").svg_data_uri(scale=5)
    context = {"form": form, "picture": picture, "spelled": spelled(secret), "enrolled": False}
    return render(request, "agencies/sessions/second_factor.html", context, status=422 if form.errors else 200)
