"""Tokens of other bureaus' programs: who has which, how they are doing, a new one, and an end to one."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from agencies.actions.tokens import TokenRequest, ask_for_token, collect_token, issue_token, revoke_token
from agencies.models import GRAVE_SCOPES, Agency, ApiToken, Approval, Role, Scope
from agencies.queries.clients import clients_for_reading, health_of
from agencies.queries.validity import in_force
from agencies.rules import administers
from kernel.access import claim, permit
from kernel.actor import Actor
from kernel.errors import DomainError, NotFound
from kernel.forms import is_filled_in
from kernel.page_request import PageRequest
from kernel.web import check_seen, form_token, once, page

A_YEAR = 365
ASKED = "asked"
LONGEST_TERM = 3 * A_YEAR
CONTROL, SELECT = {"class": "form-control", "autocomplete": "off"}, {"class": "form-select"}


class TokenForm(forms.Form):
    """What a token is to be good for."""

    client = forms.CharField(
        label=_("客户端名称"),
        max_length=64,
        widget=forms.TextInput(CONTROL),
        help_text=_("如 12345热线；同名即为已有客户端再发一枚"),
    )
    agency = forms.ChoiceField(label=_("所属机构"), widget=forms.Select(SELECT))
    scopes = forms.MultipleChoiceField(label=_("权限"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple())
    days = forms.IntegerField(
        label=_("有效天数"), min_value=1, max_value=LONGEST_TERM, initial=A_YEAR, widget=forms.NumberInput(CONTROL)
    )
    networks = forms.CharField(
        label=_("来源网段"),
        required=False,
        max_length=500,
        widget=forms.TextInput(CONTROL),
        help_text=_("如 10.1.0.0/16，多个用空格分开；不填则不限"),
    )

    systems = forms.CharField(
        label=_("来源系统名称"),
        required=False,
        max_length=500,
        widget=forms.TextInput(CONTROL),
        help_text=_("该客户端报送线索时使用的来源名称，如 hotline-12345，多个用空格分开；一经登记即归其专用"),
    )
    reason = forms.CharField(
        label=_("申请理由"),
        required=False,
        max_length=2000,
        widget=forms.TextInput(CONTROL),
        help_text=_("含移送权限的令牌须写明理由，由该机构负责人或案件管理员同意后领取"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = Agency.objects.filter(in_force()).values_list("code", "name")
        field: Any = self.fields["agency"]
        field.choices = [("", _("请选择")), *((code, f"{name}（{code}）") for code, name in agencies)]
        field.is_long = True

    def wish(self, *, at: datetime) -> TokenRequest:
        """The filled-in form as a request."""
        told = self.cleaned_data
        return TokenRequest(
            client=told["client"].strip(),
            agency=told["agency"],
            scopes=told["scopes"],
            networks=told["networks"].split(),
            expires_at=at + timedelta(days=told["days"]),
            systems=told["systems"].split(),
        )

    def clean(self) -> dict[str, Any]:
        """A token that takes two is asked for with a reason."""
        told: dict[str, Any] = super().clean() or {}
        if not GRAVE_SCOPES.isdisjoint(told.get("scopes", ())) and not told.get("reason", "").strip():
            self.add_error("reason", gettext("请填写理由"))
        return told

    def refuse(self, refusal: DomainError) -> None:
        """Stand each refusal beside its field."""
        for error in refusal.errors:
            name = error.pointer.lstrip("/")
            self.add_error(name if name in self.fields else None, str(error.detail))
        if not refusal.errors:
            self.add_error(None, str(refusal.detail))


def security_administrator(request: PageRequest) -> Actor:
    """The actor, who must be the security administrator."""
    actor = request.actor
    permit(administers(actor, Role.SECADMIN))
    return actor


@page
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: PageRequest) -> HttpResponse:
    """The clients with their tokens and their health, and a new token, which is shown here and never again."""
    actor, now = security_administrator(request), timezone.now()
    form = TokenForm(request.POST or None)
    issued: list[str] = []
    if request.method == "POST" and is_filled_in(form, request.POST):
        try:
            done = once(request, lambda: _issued(form, issued, actor, now), at=now)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            if not issued:
                return redirect("/approvals" if done == ASKED else "/tokens")
            form = TokenForm()
    context = {"form": form, "token": form_token(request), "issued": issued, "now": now}
    return render(
        request, "agencies/tokens/tokens.html", context | _listed(request, now), status=422 if form.errors else 200
    )


def _issued(form: TokenForm, issued: list[str], actor: Actor, now: datetime) -> str:
    wish = form.wish(at=now)
    if wish.takes_two:
        ask_for_token(wish, form.cleaned_data["reason"].strip(), by=actor, at=now)
        return ASKED
    issued.append(issue_token(wish, by=actor, at=now))
    return "issued"


def _listed(request: PageRequest, now: datetime) -> dict[str, Any]:
    clients = list(clients_for_reading())
    begin = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    health = health_of(clients, since=begin, at=now)
    return {"clients": [(client, health[client.pk]) for client in clients]}


@page
@require_POST
def collect(request: PageRequest, pk: str) -> HttpResponse:
    """The token that somebody else agreed to, shown here once to who asked for it."""
    actor, now = security_administrator(request), timezone.now()
    mine = Approval.objects.filter(act=Approval.Act.ISSUE_TOKEN, asked_by=actor.person.pk if actor.person else None)
    with transaction.atomic():
        approval = claim(mine, pk)
        check_seen(request, approval.version)
        secret = collect_token(approval, by=actor, at=now)
    context = {"form": TokenForm(), "token": form_token(request), "issued": [secret], "now": now}
    return render(request, "agencies/tokens/tokens.html", context | _listed(request, now))


@page
@require_POST
def revoke(request: PageRequest, pk: int) -> HttpResponse:
    """Shut one."""
    actor = security_administrator(request)
    with transaction.atomic():
        token = ApiToken.objects.select_for_update(of=("self",)).select_related("client").filter(pk=pk).first()
        if token is None:
            raise NotFound
        revoke_token(token, by=actor, at=timezone.now())
    return redirect("/tokens")
