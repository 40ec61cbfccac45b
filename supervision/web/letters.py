"""Letters as pages: the register, one letter with its files, and a new draft about a clue."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from rest_framework.request import Request

from agencies.models import Role
from agencies.queries.changes import record_since
from agencies.rules import in_business, is_command_office
from cases.models import Clue
from cases.queries.clues import clues_visible_to
from kernel.access import find, permit
from kernel.actor import Actor
from kernel.apart import ordinary
from kernel.api import page_of
from kernel.errors import FieldError, GuardUnmet, NotFound
from kernel.forms import Options
from kernel.page_request import PageRequest
from kernel.verbs import given
from kernel.web import download, page, page_or_partial
from kernel.web_nouns import VerbPage
from supervision.actions.clue_letters import draft_about_clue
from supervision.models import FORMS, Letter, LetterKind, LetterStatus
from supervision.nouns import LETTERS
from supervision.queries.letters import files_visible_to, for_reading, letters_visible_to, reply_wanted
from supervision.web.record_forms import RecordPage

TONES = {LetterStatus.DRAFTED: "amber", LetterStatus.SIGNED: "green", LetterStatus.VOIDED: ""}
ABOUT_CLUES = [
    (kind.value, kind.label)
    for kind in (LetterKind.TRANSFER_ORDER, LetterKind.REMINDER_LETTER, LetterKind.SUPERVISION_LETTER)
]
GRAVE = frozenset({"void"})
WRITERS = frozenset({Role.DISPATCHER, Role.DIRECTOR, Role.RECTIFICATION})


@page
@require_safe
def letter_list(request: PageRequest) -> HttpResponse:
    """The office's letters by status, or those that came to this agency."""
    actor = request.actor
    permit(in_business(actor))
    rows = for_reading(ordinary(letters_visible_to(actor), source=request.GET.get("source", "").strip()))
    chosen = request.GET.get("status", "")
    if chosen in LetterStatus.values:
        rows = rows.filter(status=chosen)
    now = timezone.now()
    letters, addresses = page_of(rows, Request(request), by="drafted_at")
    context = {
        "lines": [(one, TONES[LetterStatus(one.status)], reply_wanted(one, at=now)) for one in letters],
        "addresses": addresses,
        "tabs": [(value, label, value == chosen) for value, label in LetterStatus.choices],
        "chosen": chosen,
        "office": is_command_office(actor),
    }
    return page_or_partial(request, "supervision/letters/list.html", context)


@page
@require_safe
def letter_detail(request: PageRequest, pk: str) -> HttpResponse:
    """One letter as it will be, or was, sent."""
    actor = request.actor
    letter = find(for_reading(letters_visible_to(actor)), pk)
    context = {
        "letter": letter,
        "tone": TONES[LetterStatus(letter.status)],
        "due": reply_wanted(letter, at=timezone.now()),
        "paragraphs": letter.body.splitlines(),
        "files": list(letter.files.defer("content")),
        "about": _clue_of(letter, actor),
        "siblings": _siblings(letter, actor),
        "buttons": [(n, LETTERS.verb(n).label, _tone_of(n)) for n in LETTERS.open_to(actor, letter)],
    }
    return page_or_partial(request, "supervision/letters/detail.html", context)


def _tone_of(name: str) -> str:
    return {"sign": "primary", "void": "grave"}.get(name, "quiet")


def _clue_of(letter: Letter, actor: Actor) -> Clue | None:
    """The clue that it is about, where the reader sees it."""
    if letter.subject_type != "clue" or letter.subject_id is None:
        return None
    return clues_visible_to(actor).filter(pk=letter.subject_id).first()


def _siblings(letter: Letter, actor: Actor) -> list[Letter]:
    """The letters that the same thing set off."""
    if letter.trigger is None:
        return []
    return list(letters_visible_to(actor).filter(trigger=letter.trigger).exclude(pk=letter.pk))


@page
@require_safe
def letter_file(request: PageRequest, pk: str, form: str) -> HttpResponse:
    """A signed letter as it was frozen."""
    actor = request.actor
    letter = find(letters_visible_to(actor), pk)
    file = files_visible_to(actor).filter(letter=letter, form=form).first()
    if file is None:
        raise NotFound
    return download(bytes(file.content), f"{letter.title}.{form}", FORMS[form])


@dataclass(frozen=True)
class NewLetter:
    """Which letter about which clue."""

    kind: str = given(_("文种"), choices=LetterKind)
    clue: str = given(_("线索编号"), most=36)


def _draft(what: NewLetter, *, by: Actor, at: Any) -> Letter:
    clue = _clue_named(what.clue, by=by)
    letter = draft_about_clue(clue, LetterKind(what.kind), by=by, at=at)
    if letter is None:
        raise GuardUnmet(errors=[FieldError("/clue", "no_lead", _("该线索还没有牵头单位"))])
    return letter


def _clue_named(name: str, *, by: Actor) -> Clue:
    clues = clues_visible_to(by).select_related("lead_agency", "region")
    clue = clues.filter(number=name.strip()).first()
    if clue is None:
        raise GuardUnmet(errors=[FieldError("/clue", "does_not_exist", NotFound.detail)])
    return clue


def _writes(actor: Actor) -> bool:
    return is_command_office(actor) and actor.post is not None and actor.post.role in WRITERS


def _kinds(actor: Actor) -> Options:
    return lambda field: ABOUT_CLUES if field.name == "kind" else None


def _start(request: PageRequest) -> dict[str, Any]:
    return {"clue": request.GET.get("clue", ""), "kind": request.GET.get("kind", "")}


def _open_to_all(actor: Actor) -> None:
    """Whoever may not is told so: that there are letters is no secret."""


new_letter = RecordPage(
    title=_("起草函件"),
    hint=_("先生成草稿，修改后由负责人签发；未签发的不会送出。"),
    takes=NewLetter,
    do=_draft,
    allowed=_writes,
    hidden=_open_to_all,
    back="/letters/",
    leads_to=lambda letter: f"/letters/{letter.pk}",
    options=_kinds,
    initial=_start,
).view()


def _title(request: PageRequest, letter: Letter) -> str:
    return letter.title


def _suggested(name: str, letter: Letter) -> dict[str, Any]:
    fields = ("title", "addressed_to", "body", "copies", "letter_number", "reply_due")
    return {field: getattr(letter, field) for field in fields} if name in {"edit", "sign"} else {}


def _no_options(letter: Letter) -> Options:
    return lambda _field: None


letter_action = VerbPage(LETTERS, _no_options, _title, GRAVE, suggested=_suggested, since=record_since).view()
