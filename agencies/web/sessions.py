"""Signing in and out, acting in another post, reading in another language."""

from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from agencies.actions.sessions import record_password_change, record_sign_in, record_sign_out
from agencies.actions.sign_ins import account_key, forget_tries, may_try, record_refused_sign_in
from agencies.models import Person
from agencies.queries.second_factors import has_second_factor
from agencies.web.actor import CHOSEN
from agencies.web.devices import place_of, remember_device
from agencies.web.session_life import begin
from kernel.addresses import address_of
from kernel.errors import NotFound
from kernel.page_request import PageRequest
from kernel.web import page, public_page

HALFWAY, HALFWAY_LASTS = "halfway", 300
ONE_YEAR = 31_536_000
REFUSED = _("用户名或密码不正确，或该账号已停用")
TOO_MANY = _("尝试次数过多，请稍后再试")


class SignIn(forms.Form):
    """A name and a password."""

    username = forms.CharField(label=_("用户名"), max_length=64, strip=True)
    password = forms.CharField(label=_("密码"), max_length=128, strip=False, widget=forms.PasswordInput)


@sensitive_post_parameters("password")
@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: PageRequest) -> HttpResponse:
    """Show the door, or open it; a refusal never says which half was wrong."""
    onward = local_path(request.POST.get("next") or request.GET.get("next"), request)
    if request.method != "POST":
        return redirect(onward) if isinstance(request.user, Person) else _door(request, SignIn(), onward)
    form, now = SignIn(request.POST), timezone.now()
    name, address = request.POST.get("username", ""), source_of(request)
    account = account_key(name)
    place = place_of(request, account, address)
    if not may_try(account, place, at=now):
        return _door(request, form, onward, status=429, refusal=TOO_MANY)
    person = authenticate(request, **_named(form)) if form.is_valid() else None
    if not isinstance(person, Person):
        record_refused_sign_in(name, address, "password", at=now)
        return _door(request, form, onward, status=422, refusal=REFUSED)
    forget_tries(account, place)
    if has_second_factor(person):
        request.session[HALFWAY] = half_of(person, until=now.timestamp() + HALFWAY_LASTS)
        return redirect(f"/login/code?{urlencode({'next': onward})}")
    login(request, person)
    begin(request.session)
    record_sign_in(person, at=now)
    response = redirect(onward)
    remember_device(request, response, account)
    return response


def half_of(person: Person, *, until: float) -> dict[str, object]:
    """What the session keeps of who gave the right password; a new password ends it."""
    return {"person": person.pk, "until": until, "password": person.get_session_auth_hash()}


def _named(form: SignIn) -> dict[str, str]:
    return {"username": form.cleaned_data["username"].lower(), "password": form.cleaned_data["password"]}


def _door(request: PageRequest, form: SignIn, onward: str, *, status: int = 200, refusal: object = "") -> HttpResponse:
    context = {"form": form, "next": onward, "refusal": refusal, "demo": settings.MODE == "demo"}
    return render(request, "agencies/sessions/sign_in.html", context, status=status)


def local_path(wanted: str | None, request: PageRequest) -> str:
    """Where to go next: a path of this site, never another host."""
    here = {request.get_host()}
    if not wanted or not wanted.startswith("/") or not url_has_allowed_host_and_scheme(wanted, here):
        return str(settings.LOGIN_REDIRECT_URL)
    return wanted


def source_of(request: PageRequest) -> str:
    """The address that tries are counted for."""
    return address_of(request.META, trusted=settings.TRUSTED_PROXIES)


@require_POST
def sign_out(request: PageRequest) -> HttpResponse:
    """End the session, and leave nothing of it in the browser."""
    if isinstance(request.user, Person):
        record_sign_out(request.user, at=timezone.now())
    logout(request)
    response = redirect(settings.LOGIN_URL)
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@page
@require_POST
def choose_post(request: PageRequest) -> HttpResponse:
    """Act in another of one's own posts from now on."""
    chosen = request.POST.get("post", "")
    if chosen not in [str(post.pk) for post in request.posts]:
        raise NotFound
    request.session[CHOSEN] = int(chosen)
    request.session.cycle_key()
    return redirect(settings.LOGIN_REDIRECT_URL)


@public_page
@require_POST
def choose_language(request: PageRequest) -> HttpResponse:
    """Read in another language from now on."""
    language = request.POST.get("language", "")
    response = redirect(local_path(request.POST.get("next"), request))
    if language in dict(settings.LANGUAGES):
        name, secure = settings.LANGUAGE_COOKIE_NAME, request.is_secure()
        response.set_cookie(name, language, max_age=ONE_YEAR, samesite="Lax", httponly=True, secure=secure)
    return response


@sensitive_post_parameters("old_password", "new_password1", "new_password2")
@page
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: PageRequest) -> HttpResponse:
    """Take a new password; every other session of the person ends."""
    person, now = Person.objects.get(username=request.user.get_username()), timezone.now()
    form = PasswordChangeForm(person, request.POST or None)
    if request.method == "POST" and not _may_try_password(person, request):
        return _password_page(request, PasswordChangeForm(person), status=429, refusal=TOO_MANY)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            Person.objects.filter(pk=person.pk).update(must_change_password=False)
            record_password_change(person, at=now)
        forget_tries(account_key(f"password:{person.pk}"), source_of(request))
        update_session_auth_hash(request, person)
        return redirect(settings.LOGIN_REDIRECT_URL)
    if "old_password" in form.errors:
        record_refused_sign_in(person.username, source_of(request), "old_password", at=now)
    return _password_page(request, form, status=422 if form.errors else 200)


def _may_try_password(person: Person, request: PageRequest) -> bool:
    """The old password is guessed no more often inside a session than at the door."""
    return may_try(account_key(f"password:{person.pk}"), source_of(request), at=timezone.now())


def _password_page(
    request: PageRequest, form: PasswordChangeForm, *, status: int, refusal: object = ""
) -> HttpResponse:
    for field in form.fields.values():
        field.widget.attrs["class"] = "form-control"
    return render(request, "agencies/sessions/password.html", {"form": form, "refusal": refusal}, status=status)
