"""The city's register on pages, for the system administrator: regions, agencies, people, posts, rules, the calendar.

It stands in this app because the agencies below do not know channels and pollution types.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.forms import model_to_dict, modelform_factory
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from agencies.actions.calendar import load_calendar
from agencies.actions.passwords import ask_for_password, give_password, may_be_given
from agencies.actions.register import ask_for_post, keep_row
from agencies.errors import FileRefused
from agencies.models import Agency, CalendarYear, Person, Post, Region, Role, RoutingRule
from agencies.rules import administers
from cases.models import Channel, PollutionType
from kernel.access import permit
from kernel.actor import Actor
from kernel.apart import OfACase, ordinary
from kernel.deadlocks import lock_in_order
from kernel.errors import DomainError, NotFound, Words
from kernel.forms import LONG_LIST, is_filled_in
from kernel.page_request import PageRequest
from kernel.web import check_seen, form_token, once, page, state_of

PAGE = 50
VALIDITY = ("valid_from", "valid_to")
CHOICES: dict[str, Any] = {"channels": Channel, "pollution_types": PollutionType}


@dataclass(frozen=True)
class Book:
    """One book of the register: its rows, what a line shows, what the form takes, and what a search looks at."""

    model: type[models.Model]
    noun: str
    label: Words
    shown: Sequence[str]
    fields: Sequence[str]
    searched: Sequence[str]
    fixed: str = ""
    with_rows: Sequence[str] = ()


BOOKS = {
    "regions": Book(
        Region, "region", _("区划"), ("code", "name", "get_level_display", "parent", "valid_to"),
        ("code", "name", "level", "parent", "centre_lon", "centre_lat", "reach_km", *VALIDITY), ("code", "name"),
        fixed="code", with_rows=("parent",),
    ),
    "agencies": Book(
        Agency, "agency", _("机构"), ("code", "name", "get_kind_display", "region", "contact_name", "valid_to"),
        ("code", "name", "aliases", "kind", "region", "line_parent", "territory_parent", "contact_name",
         "contact_phone", "duty_number", *VALIDITY), ("code", "name"), fixed="code", with_rows=("region",),
    ),
    "people": Book(
        Person, "person", _("人员"), ("username", "name", "phone", "email", "is_active"),
        ("username", "name", "phone", "email", "is_active"), ("username", "name", "pinyin"), fixed="username",
    ),
    "posts": Book(
        Post, "post", _("岗位"), ("agency", "get_role_display", "person", "substitute", "absent_from", "absent_to"),
        ("agency", "role", "person", "substitute", "absent_from", "absent_to", *VALIDITY),
        ("agency__name", "person__name", "person__username"), with_rows=("agency", "person", "substitute"),
    ),
    "rules": Book(
        RoutingRule, "routing_rule", _("分办规则"), ("position", "name", "get_mode_display", "lead", "valid_to"),
        ("name", "position", "mode", "region_codes", "pollution_types", "channels", "keywords", "lead", "co_agencies",
         "releases_attachments",
         *VALIDITY), ("name", "lead__name"), with_rows=("lead",),
    ),
}  # fmt: skip


def system_administrator(request: PageRequest) -> Actor:
    """The actor, who must be the system administrator."""
    actor = request.actor
    permit(administers(actor, Role.SYSADMIN))
    return actor


def book_of(name: str) -> Book:
    """The book of that name, or NotFound."""
    if name not in BOOKS:
        raise NotFound
    return BOOKS[name]


def _form(book: Book, data: Any = None, *, row: models.Model | None = None) -> "forms.ModelForm[Any]":
    shape: type[forms.ModelForm[Any]] = modelform_factory(book.model, fields=list(book.fields))
    form = shape(data, instance=row, initial={"valid_from": timezone.localdate()} if row is None else None)
    for name, field in list(form.fields.items()):
        form.fields[name] = _dressed(name, field)
    if book.model is Post:
        reason = forms.CharField(label=_("申请理由（由安全管理员同意后生效）"), max_length=2000)
        form.fields["reason"] = _dressed("reason", reason)
    if row is not None and book.fixed:
        form.fields[book.fixed].disabled = True
    return form


def _dressed(name: str, field: Any) -> forms.Field:
    """The field in the house's own look; lists of codes are boxes to tick."""
    if name in CHOICES:
        boxes = forms.CheckboxSelectMultiple()
        return forms.MultipleChoiceField(label=field.label, choices=CHOICES[name].choices, required=False, widget=boxes)
    if isinstance(field, forms.ModelMultipleChoiceField):
        field.widget = forms.CheckboxSelectMultiple(choices=list(cast("Any", field.choices)))
    elif isinstance(field, forms.DateField):
        field.widget = forms.DateInput({"class": "form-control", "type": "date"}, format="%Y-%m-%d")
    elif not isinstance(field.widget, forms.CheckboxInput):
        field.widget.attrs["class"] = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
    field.is_long = len(list(getattr(field, "choices", ()))) > LONG_LIST
    return cast("forms.Field", field)


@page
@require_http_methods(["GET", "HEAD"])
def rows(request: PageRequest, name: str) -> HttpResponse:
    """A page of a book."""
    system_administrator(request)
    book, words, after = book_of(name), request.GET.get("q", "").strip(), request.GET.get("after", "")
    found = book.model._default_manager.order_by("pk")
    if issubclass(book.model, OfACase):
        found = ordinary(found)
    if book.with_rows:
        found = found.select_related(*book.with_rows)
    if words:
        like = models.Q()
        for column in book.searched:
            like |= models.Q(**{f"{column}__icontains": words})
        found = found.filter(like)
    listed = list(_after(found, after)[: PAGE + 1])
    heads = [_head(book.model, column) for column in book.shown]
    lines = [
        (row, [(head, _told(row, column)) for head, column in zip(heads, book.shown, strict=True)])
        for row in listed[:PAGE]
    ]
    more = str(listed[PAGE - 1].pk) if len(listed) > PAGE else ""
    context = {"book": book, "name": name, "books": BOOKS, "lines": lines, "heads": heads, "q": words, "more": more}
    return render(request, "cases/register/rows.html", context)


def _after(found: "models.QuerySet[Any]", after: str) -> "models.QuerySet[Any]":
    try:
        return found.filter(pk__gt=found.model._meta.pk.to_python(after)) if after else found
    except forms.ValidationError:
        raise NotFound from None


def _told(row: models.Model, column: str) -> object:
    value = getattr(row, column)
    return value() if callable(value) else value


def _head(model: type[models.Model], column: str) -> object:
    name = column.removeprefix("get_").removesuffix("_display")
    return getattr(model._meta.get_field(name), "verbose_name", name)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def one_row(request: PageRequest, name: str, pk: str = "") -> HttpResponse:
    """A row's form, new or known."""
    actor, book = system_administrator(request), book_of(name)
    row = _found(book, pk) if pk else None
    form = _form(book, request.POST, row=row) if request.method == "POST" else _form(book, row=row)
    if request.method == "POST" and is_filled_in(form, request.POST):
        try:
            made = once(request, lambda: _kept(request, form, book, actor), at=timezone.now())
            if name == "posts":
                return redirect("/approvals")
            return redirect(f"/register/{name}" if pk or name != "people" else f"/register/people/{made}")
        except DomainError as refusal:
            for error in refusal.errors:
                field = error.pointer.lstrip("/")
                form.add_error(field if field in form.fields else None, str(error.detail))
            if not refusal.errors:
                form.add_error(None, str(refusal.detail))
    asks = isinstance(row, Person) and not may_be_given(row, by=actor, at=timezone.now())
    context = {"book": book, "name": name, "row": row, "form": form, "token": form_token(request)}
    context["asks_for_password"] = asks
    context["seen"] = _state(form, _found(book, pk)) if pk else None
    return render(request, "cases/register/one.html", context, status=422 if form.errors else 200)


def _state(form: "forms.ModelForm[Any]", row: models.Model) -> str:
    """What the form shows of a row, as its version."""
    return state_of(model_to_dict(row, list(form.fields)))


def _found(book: Book, pk: str) -> models.Model:
    try:
        row = book.model._default_manager.filter(pk=pk).first()
    except (forms.ValidationError, ValueError):
        row = None
    if row is None:
        raise NotFound
    return row


def _kept(request: PageRequest, form: "forms.ModelForm[Any]", book: Book, actor: Actor) -> str:
    if book.model._default_manager.filter(pk=form.instance.pk).exists():
        lock_in_order(book.model, [form.instance.pk])
        check_seen(request, _state(form, _found(book, form.instance.pk)))
    row = form.save(commit=False)
    if isinstance(row, Post):
        return str(ask_for_post(row, form.cleaned_data["reason"], by=actor, at=timezone.now()).pk)
    keep_row(row, book.noun, by=actor, at=timezone.now())
    form.save_m2m()
    return str(row.pk)


@page
@require_POST
def password(request: PageRequest, pk: str) -> HttpResponse:
    """A one-time password for a person, shown here and never again; where it takes two, first it is asked for."""
    actor, now = system_administrator(request), timezone.now()
    with transaction.atomic():
        person = Person.objects.select_for_update().filter(pk=int(pk) if pk.isdigit() else 0).first()
        if person is None:
            raise NotFound
        if not may_be_given(person, by=actor, at=now):
            ask_for_password(person, request.POST.get("reason", "").strip(), by=actor, at=now)
            return redirect("/approvals")
        slip = give_password(person, by=actor, at=now)
    return render(request, "cases/register/slip.html", {"slip": slip})


class CalendarForm(forms.Form):
    """The yearly notice as a CSV."""

    file = forms.FileField(
        label=_("放假安排（CSV：日期,工作日,名称）"), widget=forms.ClearableFileInput({"class": "form-control"})
    )
    source = forms.CharField(
        label=_("文件名称或文号"),
        max_length=180,
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
    )


@page
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: PageRequest) -> HttpResponse:
    """The years that are loaded, and the next one."""
    actor = system_administrator(request)
    form = CalendarForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            once(request, lambda: _loaded(form.cleaned_data, actor), at=timezone.now())
            return redirect("/register/calendar")
        except FileRefused as refusal:
            for fault in refusal.faults[:20]:
                form.add_error("file", str(fault))
    years = CalendarYear.objects.order_by("-year")
    context = {"form": form, "years": years, "books": BOOKS, "token": form_token(request)}
    return render(request, "cases/register/calendar.html", context, status=422 if form.errors else 200)


def _loaded(asked: dict[str, Any], actor: Actor) -> str:
    file: UploadedFile[bytes] = asked["file"]
    content = file.read()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    years = load_calendar(text, source=asked["source"], by=actor, at=timezone.now())
    return ",".join(str(year.year) for year in years)
