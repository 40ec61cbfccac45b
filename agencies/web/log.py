"""The auditor's page of the event log."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from agencies.queries.log import LogSearch, seals_opened, search_log
from agencies.rules import reads_log
from kernel.access import permit
from kernel.days import start_of
from kernel.news import NEWS, SUBJECTS
from kernel.page_request import PageRequest
from kernel.web import page

CONTROL = {"class": "form-control", "autocomplete": "off"}
DAYS_OF_OPENINGS = 31
DAY = CONTROL | {"type": "date"}


def kinds() -> list[tuple[str, Any]]:
    """Every type of event in words, under what it is about; a subject as a whole stands first among its own."""
    found: dict[str, list[tuple[str, Any]]] = {}
    for name, line in NEWS.items():
        subject = name.partition(".")[0]
        found.setdefault(subject, [(f"{subject}.", _("（全部）"))]).append((name, line.words))
    return [("", "—"), *((str(SUBJECTS[subject]), lines) for subject, lines in sorted(found.items()))]


class LogForm(forms.Form):
    """Person, object, kind and days; all may stay empty."""

    person = forms.CharField(label=_("用户名"), required=False, max_length=64, widget=forms.TextInput(CONTROL))
    about = forms.CharField(label=_("对象编号"), required=False, max_length=64, widget=forms.TextInput(CONTROL))
    kind = forms.ChoiceField(
        label=_("事件类型"), required=False, choices=kinds, widget=forms.Select({"class": "form-select"})
    )
    begin = forms.DateField(label=_("起"), required=False, widget=forms.DateInput(DAY))
    end = forms.DateField(label=_("止"), required=False, widget=forms.DateInput(DAY))
    before = forms.UUIDField(required=False, widget=forms.HiddenInput())

    def wanted(self) -> LogSearch:
        """The filled-in form as a question."""
        told = self.cleaned_data
        begin = start_of(told["begin"]) if told["begin"] else None
        end = start_of(told["end"] + timedelta(days=1)) if told["end"] else None
        return LogSearch(told["person"], told["about"], told["kind"], begin, end, told["before"])


@page
@require_safe
def log(request: PageRequest) -> HttpResponse:
    """What was done, the latest first: no contents, and no way to change anything."""
    permit(reads_log(request.actor))
    form = LogForm(request.GET)
    lines, more = search_log(form.wanted()) if form.is_valid() else ([], None)
    opened = seals_opened(since=timezone.now() - timedelta(days=DAYS_OF_OPENINGS))
    context = {"form": form, "lines": lines, "next": _next(request, more) if more else "", "opened": opened}
    return render(request, "agencies/log/log.html", context, status=422 if form.errors else 200)


def _next(request: PageRequest, more: UUID) -> str:
    asked = {name: value for name, value in request.GET.items() if name != "before" and value}
    return urlencode({**asked, "before": str(more)})
