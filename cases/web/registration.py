"""A new clue: one column, big targets, once."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agencies.models import Agency, Region, Role
from agencies.queries.regions import current_regions
from agencies.queries.validity import in_force
from agencies.rules import in_business
from cases import forms
from cases.actions.attachments import add_attachment
from cases.actions.registration import register_clue
from cases.models import Channel, Clue
from cases.queries.clues import clues_visible_to
from cases.queries.inspections import batches_visible_to
from cases.web.clues import channels_for
from kernel.access import claim, permit
from kernel.actor import Actor
from kernel.apart import ordinary
from kernel.errors import BadInput, DomainError, FieldError
from kernel.forms import is_filled_in, mark_refused
from kernel.outgoing import is_mark
from kernel.page_request import PageRequest
from kernel.uploads import arrived
from kernel.web import field_page, form_token, go, once, page

MOST_FILES = 12


@field_page
@require_http_methods(["GET", "HEAD", "POST"])
def new_clue(request: PageRequest) -> HttpResponse:
    """Show the form, or take the clue in."""
    actor = request.actor
    permit(in_business(actor))
    form = forms.ClueForm(request.POST or None, initial=_suggested(actor))
    _offer(form, actor)
    if request.method != "POST" or not _is_complete(form, request):
        return _shown(request, form, status=422 if request.method == "POST" else 200)
    try:
        pk = once(request, lambda: _registered(request, form, actor).pk, at=timezone.now())
    except DomainError as refusal:
        stand_beside(form, refusal)
        return _shown(request, form, status=422)
    clue = Clue.objects.only("number").get(pk=pk)
    messages.success(request, _("已登记，编号 %(number)s") % {"number": clue.number})
    return redirect(f"/clues/{pk}" if clues_visible_to(actor).filter(pk=pk).exists() else "/clues/")


def _is_complete(form: forms.ClueForm, request: PageRequest) -> bool:
    """Say whether everything is there, and nothing is to be asked back."""
    return is_filled_in(form, request.POST) and not form.asks_about_place(form.cleaned_data["region_code"].pk)


def _registered(request: PageRequest, form: forms.ClueForm, actor: Actor) -> Clue:
    now = timezone.now()
    clue = register_clue(form.entry(), by=actor, at=now)
    _attach(request, clue, "photos", by=actor)
    return clue


def _attach(request: PageRequest, clue: Clue, part: str, *, by: Actor) -> None:
    files = request.FILES.getlist(part)
    if len(files) > MOST_FILES:
        raise BadInput(
            errors=[FieldError("/file", "too_many", _("一次最多上传 %(most)d 个文件") % {"most": MOST_FILES})]
        )
    for file in files:
        add_attachment(clue, arrived(file), by=by, at=timezone.now())


def _suggested(actor: Actor) -> dict[str, Any]:
    """An inspector on a round need not say so."""
    on_round = actor.post is not None and actor.post.role == Role.INSPECTOR
    return {"channel": Channel.ROUTINE_CHECK if on_round else "", "priority": "general", "legal_path": "env_business"}


def _offer(form: forms.ClueForm, actor: Actor) -> None:
    """The channels, regions and agencies of today."""
    today = timezone.localdate()
    choices: Any = {
        "channel": [("", _("请选择")), *channels_for(actor)],
        "region_code": [("", _("请选择")), *_regions_by_county(list(current_regions(on=today)))],
    }
    for name, offered in choices.items():
        form.fields[name].choices = offered  # type: ignore[attr-defined]
    agencies: Any = form.fields["concerns_agency"]
    batches: Any = form.fields["batch"]
    batches.queryset = ordinary(batches_visible_to(actor)).order_by("-received_at")
    agencies.queryset = Agency.objects.order_by("kind", "code").filter(in_force(today), case="")
    agencies.is_long = True


def _regions_by_county(regions: list[Region]) -> list[tuple[str, Any]]:
    """Townships under their counties; the city itself first."""
    names = {region.code: region.name for region in regions}
    under: dict[str, list[tuple[str, str]]] = {}
    for region in regions:
        head = region.parent_id if region.level == Region.Level.TOWNSHIP and region.parent_id else region.code
        under.setdefault(head, []).append((region.code, region.name))
    return [(names.get(head, head), rows) for head, rows in under.items()]


def stand_beside(form: forms.ClueForm, refusal: DomainError) -> None:
    """Each refusal beside the field it is about, or at the head of the form."""
    for error in refusal.errors:
        name = error.pointer.strip("/").partition("/")[0]
        form.add_error(name if name in form.fields else None, str(error.detail))
        form.asks_about_marks |= is_mark(error)
    if not refusal.errors:
        form.add_error(None, str(refusal.detail))


def _shown(request: PageRequest, form: forms.ClueForm, *, status: int) -> HttpResponse:
    mark_refused(form)
    context = {
        "form": form,
        "token": form_token(request),
        "about": [form[name] for name in forms.ABOUT],
        "whom": [form[name] for name in (*forms.WHOM, "handling_summary", "batch")],
        "reporter_fields": [form[name] for name in forms.REPORTER],
        "unfolded": any(name in form.errors for name in (*forms.ABOUT, *forms.WHOM, *forms.REPORTER)),
    }
    return render(request, "cases/clues/new.html", context, status=status)


@page
@require_POST
def add_files(request: PageRequest, pk: str) -> HttpResponse:
    """Add pictures or documents to a clue."""
    actor = request.actor

    def effect() -> str:
        clue = claim(clues_visible_to(actor), pk)
        permit(in_business(actor))
        if not request.FILES.getlist("file"):
            raise BadInput(errors=[FieldError("/file", "required", _("请选择文件"))])
        _attach(request, clue, "file", by=actor)
        return str(clue.pk)

    once(request, effect, at=timezone.now())
    return go(request, f"/clues/{pk}#attachments")
