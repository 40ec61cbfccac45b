"""Templates and recipients on pages: the words that reports begin with, and the posts that receive them."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies.models import Post
from agencies.queries.validity import in_force
from agencies.rules import ADMINISTRATORS, is_command_office
from kernel.access import permit
from kernel.errors import NotFound
from kernel.forms import Choices
from kernel.page_request import PageRequest
from kernel.verbs import FieldOf
from kernel.web import page
from kernel.web_forms import Question, ask
from reports.actions.deliveries import ChooseRecipients, choose_recipients
from reports.actions.templates import WriteTemplate, template_in_use, write_template
from reports.content import MOVES
from reports.metrics import METRICS
from reports.models import ReportKind
from reports.prose.filling import FACTS, WORDS
from reports.queries.texts import in_use, recipients_of, templates_visible_to
from reports.rules import chooses_recipients, writes_templates


@page
@require_safe
def settings_list(request: PageRequest) -> HttpResponse:
    """Every kind of report with the edition in use and the posts that receive it."""
    actor = request.actor
    permit(is_command_office(actor))
    editions = {one.kind: one for one in in_use(templates_visible_to(actor))}
    names = post_names(on=timezone.localdate())
    context = {
        "kinds": [
            (value, label, editions.get(value), [names.get(post, post) for post in recipients_of(value)])
            for value, label in ReportKind.choices
        ],
        "writes": writes_templates(actor),
        "chooses": chooses_recipients(actor),
    }
    return render(request, "reports/texts/settings.html", context)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def template(request: PageRequest, kind: str) -> HttpResponse:
    """The words of a kind: the edition in use, to write the next one from."""
    actor = request.actor
    permit(writes_templates(actor))
    _known_kind(kind)

    def does(what: WriteTemplate, now: datetime) -> str:
        write_template(what, by=actor, at=now)
        return "/reports/settings"

    with transaction.atomic():
        newest = template_in_use(kind, at=timezone.now())
    question = Question(
        WriteTemplate,
        does,
        _("修改模板"),
        _("保存后成为新的一版，以前的报告仍用原来的版本"),
        "/reports/settings",
        template="reports/texts/template.html",
        initial={"kind": kind, "body": newest.body},
        context=lambda _form: {"editions": templates_visible_to(actor).filter(kind=kind), "places": _places()},
    )
    return ask(request, question)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def recipients(request: PageRequest, kind: str) -> HttpResponse:
    """The posts that receive the issued reports of a kind."""
    actor = request.actor
    permit(chooses_recipients(actor))
    _known_kind(kind)
    names = post_names(on=timezone.localdate())

    def does(what: ChooseRecipients, now: datetime) -> str:
        choose_recipients(what, by=actor, at=now)
        return "/reports/settings"

    def options(field: FieldOf) -> Choices | None:
        return list(names.items()) if field.name == "posts" else None

    initial = {"kind": kind, "posts": recipients_of(kind)}
    title, hint = _("选择接收岗位"), _("报告印发后送达所选岗位，首次打开时留下回执")
    return ask(
        request, Question(ChooseRecipients, does, title, hint, "/reports/settings", options=options, initial=initial)
    )


def post_names(*, on: date) -> dict[str, str]:
    """Every post that somebody could hold, by its code."""
    posts = Post.objects.exclude(role__in=ADMINISTRATORS).select_related("agency").filter(in_force(on))
    return {post.code: f"{post.agency.name} {post.get_role_display()}" for post in posts.order_by("agency", "role")}


def _known_kind(kind: str) -> None:
    if kind not in ReportKind.values:
        raise NotFound


def _places() -> list[tuple[str, Any]]:
    """What a template may ask for, with its name in words."""
    return [
        *((name, metric.label) for name, metric in METRICS.items()),
        *((name, label) for name, (_count, label) in MOVES.items()),
        *((name, "") for name in (*WORDS, *sorted(FACTS))),
    ]
