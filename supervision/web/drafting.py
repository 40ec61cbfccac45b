"""A referral is written: at its own desk, or by a verb on what it is about."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from agencies.models import Agency
from agencies.queries.regions import current_regions
from agencies.queries.validity import valid_on
from agencies.rules import is_command_office
from kernel.access import permit
from kernel.actor import Actor
from kernel.errors import BadInput, DomainError
from kernel.forms import Choices, Options, VerbForm, form_for, read
from kernel.verbs import FieldOf
from kernel.web import form_token, go, once, page
from kernel.web_nouns import VerbPage
from supervision.actions.referrals import NewReferral, draft_referral
from supervision.models import Direction, Ground, Referral
from supervision.nouns import REFERRALS
from supervision.queries.ties import tied_agencies
from supervision.rules import ORGAN_KINDS, drafts
from supervision.web.referrals import GRAVE, refuse_strangers

ADDRESSED = (*ORGAN_KINDS, Agency.Kind.COMMAND_OFFICE, Agency.Kind.BUREAU, Agency.Kind.OTHER)
EDITED = ("subject_summary", "facts", "excuses", "letter_number")


def options_for(actor: Actor) -> Options:
    """The agencies a referral may concern or go to, and the directions and grounds of this organ."""
    today = timezone.localdate()

    def options(field: FieldOf) -> Choices | None:
        if field.name == "region_code":
            return [(region.code, region.name) for region in current_regions(on=today)]
        if field.name in {"concerned_agency", "addressee"}:
            agencies = valid_on(Agency.objects.order_by("kind", "code"), today)
            organs = agencies.filter(kind__in=ADDRESSED)
            found = organs if field.name == "addressee" else agencies.exclude(code__in=tied_agencies(actor))
            return [(agency.code, agency.name) for agency in found]
        return _fit(field, from_organ=not is_command_office(actor))

    return options


def _fit(field: FieldOf, *, from_organ: bool) -> Choices | None:
    own = {"direction": Direction.DISCIPLINE_TO_HQ, "ground": Ground.POLLUTION_CLUE}.get(field.name)
    if own is None:
        return None
    return [(value, label) for value, label in field.choices if (value == own) == from_organ]


@page
@require_http_methods(["GET", "HEAD", "POST"])
def new_referral(request: HttpRequest) -> HttpResponse:
    """Show the form, or write it down."""
    actor = request.actor  # type: ignore[attr-defined]
    refuse_strangers(actor)
    permit(drafts(actor))
    start = {name: request.GET.get(name, "") for name in ("clue", "task")}
    start["direction"] = Direction.HQ_TO_DISCIPLINE if is_command_office(actor) else Direction.DISCIPLINE_TO_HQ
    form = form_for(NewReferral, options=options_for(actor), data=request.POST or None, initial=start)
    if request.method != "POST":
        return _shown(request, form)
    try:
        pk = once(request, lambda: _drafted(request, form, actor), at=timezone.now())
    except DomainError as refusal:
        form.refuse(refusal.errors)
        if not form.errors:
            form.add_error(None, str(refusal.detail))
        return _shown(request, form, status=refusal.status if refusal.status != 400 else 422)  # noqa: PLR2004 -- as every form refuses
    return go(request, f"/referrals/{pk}")


def _drafted(request: HttpRequest, form: VerbForm, actor: Actor) -> str:
    what = read(form, NewReferral, request.POST)
    if what is None:
        raise BadInput
    return str(draft_referral(what, by=actor, at=timezone.now()).pk)


def _shown(request: HttpRequest, form: VerbForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "token": form_token(request)}
    return render(request, "supervision/referrals/new.html", context, status=status)


def _title(request: HttpRequest, referral: Referral) -> str:
    return referral.subject_summary


def _suggested(name: str, referral: Referral) -> dict[str, Any]:
    return {field: getattr(referral, field) for field in EDITED} if name in {"edit", "send"} else {}


def _no_options(referral: Referral) -> Options:
    return lambda _field: None


referral_action = VerbPage(REFERRALS, _no_options, _title, GRAVE, suggested=_suggested).view()
