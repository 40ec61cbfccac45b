"""Referrals as pages: the office's register, the organ's desk, one referral, its package and its papers."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from rest_framework.request import Request

from agencies.rules import is_command_office
from kernel.access import claim, find, permit
from kernel.actor import Actor
from kernel.api import page_of
from kernel.errors import BadInput, FieldError, NotFound, Words
from kernel.ids import new_id
from kernel.news import words_of
from kernel.page_request import PageRequest
from kernel.web import download, go, once, page, page_or_partial
from supervision.actions.compartment_log import note_reading
from supervision.actions.materials import add_material
from supervision.exports import package_of, read_material
from supervision.filters import ReferralFilter
from supervision.models import FORMS, MaterialKind, Reading, Referral, ReferralStatus
from supervision.nouns import REFERRALS
from supervision.queries.hands import hands_of, readings_of
from supervision.queries.referrals import (
    for_reading,
    materials_visible_to,
    papers_visible_to,
    referrals_visible_to,
    shelves_of,
)
from supervision.rules import drafts, is_organ, is_organ_auditor, of_two_organs, writes

TONES = {
    ReferralStatus.DRAFTED: "",
    ReferralStatus.APPROVED: "blue",
    ReferralStatus.SENT: "amber",
    ReferralStatus.RECEIVED: "teal",
    ReferralStatus.RETURNED: "red",
    ReferralStatus.RELEASED: "green",
    ReferralStatus.WITHDRAWN: "",
}
GRAVE = frozenset({"return", "withdraw"})
MAIN = ("approve", "send", "receive", "resend", "release")


@dataclass(frozen=True)
class Tab:
    """A part of the register or of the desk."""

    label: Words
    query: str
    count: int
    chosen: bool


def refuse_strangers(actor: Actor) -> None:
    """To whoever is of neither organ there is no such page."""
    if not of_two_organs(actor):
        raise NotFound


def tone_of(referral: Referral) -> str:
    """The colour of its status."""
    return TONES[ReferralStatus(referral.status)]


@page
@require_safe
def referral_list(request: PageRequest) -> HttpResponse:
    """The office's register, or the organ's desk: 待接收、已接收、已退回、待反馈."""
    actor = request.actor
    refuse_strangers(actor)
    wanted = ReferralFilter(_given(request.GET), queryset=for_reading(referrals_visible_to(actor)), actor=actor)
    valid = wanted.form.is_valid()
    found, addresses = page_of(wanted.qs, Request(request), by="created_at") if valid else ([], {})
    note_reading(Reading.What.LIST, [referral.id for referral in found], by=actor, at=timezone.now())
    context = {
        "lines": [(referral, tone_of(referral)) for referral in found],
        "addresses": addresses,
        "tabs": tabs_for(actor, request.GET),
        "organ": is_organ(actor),
        "drafts": drafts(actor),
    }
    return page_or_partial(request, "supervision/referrals/list.html", context, status=200 if valid else 400)


def _given(query: QueryDict) -> QueryDict:
    kept = query.copy()
    for name in [name for name in kept if not str(kept[name]).strip()]:
        del kept[name]
    return kept


def tabs_for(actor: Actor, query: QueryDict) -> list[Tab]:
    """The organ's four shelves, or the office's statuses; each with its count."""
    counts, chosen = shelves_of(actor), _given(query).urlencode()
    status = ReferralStatus
    kept = counts.get(status.RECEIVED, 0) + counts.get(status.RELEASED, 0)
    desk: list[tuple[Words, str, int]] = [
        (_("待接收"), "status=sent", counts.get(status.SENT, 0)),
        (_("已接收"), "receipted=true", kept),
        (_("已退回"), "status=returned", counts.get(status.RETURNED, 0)),
        (_("待反馈"), "status=received", counts.get(status.RECEIVED, 0)),
    ]
    register: list[tuple[Words, str, int]] = [
        (value.label, f"status={value}", counts.get(value, 0)) for value in status if counts.get(value)
    ]
    every: tuple[Words, str, int] = (_("全部"), "", sum(counts.values()))
    rows = [*(desk if is_organ(actor) else register), every]
    return [Tab(label, query, count, chosen == query) for label, query, count in rows]


def read_referral(actor: Actor, pk: str, what: Reading.What = Reading.What.REFERRAL) -> Referral:
    """The referral with everything its page shows; an organ's reading is noted first."""
    refuse_strangers(actor)
    referral = find(for_reading(referrals_visible_to(actor)).select_related("clue", "receipt__received_by"), pk)
    note_reading(what, [referral.id], by=actor, at=timezone.now())
    return referral


@page
@require_safe
def referral_detail(request: PageRequest, pk: str) -> HttpResponse:
    """One referral: the paper, its files, what may be done now, and the chain of hands."""
    actor = request.actor
    referral = read_referral(actor, pk)
    names = sorted(REFERRALS.open_to(actor, referral), key=lambda name: (name not in MAIN, name in GRAVE))
    tones = {name: "grave" if name in GRAVE else "quiet" for name in names}
    if names and names[0] in MAIN:
        tones[names[0]] = "primary"
    context = {
        "referral": referral,
        "tone": tone_of(referral),
        "office": is_command_office(actor),
        "buttons": [(name, REFERRALS.verb(name).label, tones[name]) for name in names],
        "hands": [(words_of(hand.type), hand) for hand in hands_of(referral, actor)],
        "adds": writes(actor, referral) and referral.status in {"drafted", "approved", "sent", "returned"},
        "papers": list(papers_visible_to(actor).filter(referral=referral).defer("content")),
        "token": str(new_id()),
    }
    return page_or_partial(request, "supervision/referrals/detail.html", context)


@page
@require_POST
def add_files(request: PageRequest, pk: str) -> HttpResponse:
    """Put files to a referral."""
    actor = request.actor
    refuse_strangers(actor)
    scan = request.POST.get("kind") == MaterialKind.SCAN
    kind = MaterialKind.SCAN if scan else MaterialKind.MATERIAL

    def effect() -> str:
        referral = claim(referrals_visible_to(actor), pk)
        permit(writes(actor, referral))
        files = request.FILES.getlist("file")
        if not files:
            raise BadInput(errors=[FieldError("/file", "required", _("请选择文件"))])
        for file in files:
            root, size, name = Path(settings.MEDIA_ROOT), file.size or 0, file.name or ""
            add_material(referral, file, size=size, name=name, kind=kind, root=root, by=actor, at=timezone.now())
        return str(referral.pk)

    once(request, effect, at=timezone.now())
    return go(request, f"/referrals/{pk}")


@page
@require_safe
def material_bytes(request: PageRequest, pk: str, material: str) -> HttpResponse:
    """One file, with its hash."""
    actor = request.actor
    found = find(materials_visible_to(actor).filter(referral=read_referral(actor, pk)), material)
    return download(read_material(found, root=Path(settings.MEDIA_ROOT)), found.name, found.media_type)


@page
@require_safe
def package(request: PageRequest, pk: str) -> HttpResponse:
    """Everything that lies with it, in one archive with its list and hashes."""
    referral = read_referral(request.actor, pk, Reading.What.PACKAGE)
    content = package_of(referral, root=Path(settings.MEDIA_ROOT), zone=timezone.get_default_timezone())
    return download(content, f"{referral.number}.zip", "application/zip")


@page
@require_safe
def receipt(request: PageRequest, pk: str) -> HttpResponse:
    """The receipt, to print, sign and hand back."""
    actor = request.actor
    referral = read_referral(actor, pk, Reading.What.RECEIPT)
    if not hasattr(referral, "receipt"):
        raise NotFound
    return _sheet(request, referral, "receipt")


@page
@require_safe
def hands(request: PageRequest, pk: str) -> HttpResponse:
    """The chain of hands, to print."""
    return _sheet(request, read_referral(request.actor, pk), "hands")


def _sheet(request: PageRequest, referral: Referral, name: str) -> HttpResponse:
    actor = request.actor
    chain = [(words_of(hand.type), hand) for hand in hands_of(referral, actor)]
    context = {"referral": referral, "hands": chain, "printed_at": timezone.now()}
    return render(request, f"supervision/referrals/{name}.html", context)


@page
@require_safe
def paper(request: PageRequest, pk: str, paper: str) -> HttpResponse:
    """移送函 or 回执 as it was frozen, by its id."""
    actor = request.actor
    referral = read_referral(actor, pk)
    found = find(papers_visible_to(actor).filter(referral=referral), paper)
    name = f"{referral.number}-{found.get_kind_display()}.{found.form}"
    return download(bytes(found.content), name, FORMS[found.form])


@page
@require_safe
def readings(request: PageRequest) -> HttpResponse:
    """Who of an organ read what, for its own auditor alone."""
    actor = request.actor
    if not is_organ_auditor(actor):
        raise NotFound
    return render(
        request,
        "supervision/referrals/readings.html",
        {"lines": readings_of(actor.agency_id or "", using=settings.COMPARTMENT_DATABASE)},
    )
