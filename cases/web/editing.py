"""A clue is mended on a page: whoever saves over another's change sees it first, and loses no word of their own."""

from collections.abc import Mapping

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.actions.clues import edit_clue
from cases.forms import PLACE, ClueEditForm
from cases.models import Clue
from cases.queries.clues import clues_visible_to, may_edit
from cases.web.registration import stand_beside
from cases.workflow import CLUE
from kernel.access import claim, find, permit
from kernel.errors import DomainError, PreconditionFailed, TransitionNotAllowed
from kernel.forms import WAS, line_ends, mark_refused
from kernel.page_request import PageRequest
from kernel.web import form_token, go, once, page

FIELDS = ClueEditForm.field_order
PLACE_FIELDS = frozenset(PLACE)
SHOWN_AGAIN = {409, 412, 422}


@page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest, pk: str) -> HttpResponse:
    """Show what may be mended, or keep what this reader changed."""
    actor = request.actor
    clue = find(clues_visible_to(actor), pk)
    permit(may_edit(actor, clue))
    if request.method == "POST":
        return _saved(request, clue)
    if not clue.is_open:
        raise TransitionNotAllowed(status=clue.status, allowed=CLUE.open_to(clue))
    return _shown(request, clue, ClueEditForm(initial=texts_of(clue)))


def texts_of(clue: Clue) -> dict[str, str]:
    """What may be mended, as its form shows it."""
    told = {name: getattr(clue, name) for name in FIELDS}
    happened = clue.occurred_at
    told["occurred_at"] = f"{timezone.localtime(happened):%Y-%m-%dT%H:%M}" if happened else ""
    return {name: "" if value is None else str(value) for name, value in told.items()}


def _saved(request: PageRequest, clue: Clue) -> HttpResponse:
    actor, form = request.actor, ClueEditForm(request.POST)
    if not form.is_valid() or _asks_about_place(clue, form, request.POST):
        return _shown(request, clue, form, was=_was(request.POST), seen=_seen(request.POST), status=422)
    changes = {name: form.cleaned_data[name] for name in _touched(request.POST)}

    def effect() -> str:
        locked = claim(clues_visible_to(actor), clue.pk)
        permit(may_edit(actor, locked))
        if _seen(request.POST) != str(locked.version):
            raise PreconditionFailed
        return str(edit_clue(locked, changes, by=actor, at=timezone.now()).pk)

    try:
        once(request, effect, at=timezone.now())
    except DomainError as refusal:
        if refusal.status not in SHOWN_AGAIN:
            raise
        return _asked_again(request, clue, form, refusal)
    return go(request, f"/clues/{clue.pk}")


def _asks_about_place(clue: Clue, form: ClueEditForm, sent: QueryDict) -> bool:
    return bool(PLACE_FIELDS.intersection(_touched(sent))) and form.asks_about_place(clue.region_id)


def _asked_again(request: PageRequest, clue: Clue, form: ClueEditForm, refusal: DomainError) -> HttpResponse:
    if isinstance(refusal, PreconditionFailed):
        present = find(clues_visible_to(request.actor), clue.pk)
        return _shown(request, present, _beside(texts_of(present), request.POST), status=refusal.status)
    stand_beside(form, refusal)
    return _shown(request, clue, form, was=_was(request.POST), seen=_seen(request.POST), status=refusal.status)


def _beside(present: Mapping[str, str], sent: QueryDict) -> ClueEditForm:
    """The form with this reader's own changes, what somebody else wrote beside them, and all else as it is now."""
    touched, was, data = _touched(sent), _was(sent), sent.copy()
    for name in FIELDS:
        if name not in touched:
            data[name] = present[name]
    form = ClueEditForm(data)
    form.add_error(None, _("该线索已被他人更新。您改过的各项仍保留在下面，请核对后再保存。"))
    for name in FIELDS:
        if name in touched and present[name] not in (was[name], line_ends(str(data[name]))):
            form.add_error(name, _("他人已改为：%(text)s") % {"text": _as_chosen(form, name, present[name])})
        elif name not in touched and present[name] != was[name]:
            form[name].help_text = _("他人刚更新了此项")
    return form


def _as_chosen(form: ClueEditForm, name: str, value: str) -> str:
    """The value as people read it."""
    return str(dict(getattr(form.fields[name], "choices", ())).get(value, value)) or _("空")


def _touched(sent: QueryDict) -> list[str]:
    """The fields that this reader changed."""
    was = _was(sent)
    return [name for name in FIELDS if line_ends(sent.get(name, "")) != was[name]]


def _was(sent: QueryDict) -> dict[str, str]:
    return {name: line_ends(sent.get(f"{WAS}{name}", "")) for name in FIELDS}


def _seen(sent: QueryDict) -> str:
    return sent.get("version", "")


def _shown(
    request: PageRequest,
    clue: Clue,
    form: ClueEditForm,
    *,
    was: Mapping[str, str] | None = None,
    seen: str = "",
    status: int = 200,
) -> HttpResponse:
    if form.is_bound:
        mark_refused(form)
    before = was or texts_of(clue)
    context = {
        "clue": clue,
        "form": form,
        "was": [(f"{WAS}{name}", text) for name, text in before.items()],
        "version": seen or clue.version,
        "token": form_token(request),
    }
    return render(request, "cases/clues/edit.html", context, status=status)
