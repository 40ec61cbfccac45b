"""A verb's form, derived from its input: what the page shows and what the REST door checks come from one dataclass."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError

from kernel.actor import Actor
from kernel.api import field_errors
from kernel.errors import FieldError
from kernel.outgoing import is_mark
from kernel.verbs import FieldOf, fields_of, shaped

Choices = list[tuple[str, Any]]
Options = Callable[[FieldOf], "Choices | None"]
LONG_LIST = 12
# What a form showed when it was opened comes back in fields of this prefix.
WAS = "was-"
# What was typed to narrow a long list comes with a field of this prefix.
FIND = "find-"
# A text as long as a paper is written in a field as high as one.
A_PAPER, ROWS_OF_A_PAPER = 20_000, 18


class VerbForm(forms.Form):
    """Shows a verb's fields; whether what came back has the right shape is for `read` to say."""

    use_required_attribute = True
    kept: tuple[str, ...] = ()
    # Personal marks were found: the form asks whether to mask them, or why they stay.
    asks_about_marks = False

    @property
    def was(self) -> list[tuple[str, str]]:
        """What the fields that stay unless they are touched showed when the form was opened."""
        if self.is_bound:
            names = (f"{WAS}{name}" for name in self.kept)
            return [(name, str(self.data[name])) for name in names if name in self.data]
        values = [(f"{WAS}{name}", self[name].value()) for name in self.kept]
        return [(name, "" if value is None else str(value)) for name, value in values]

    def refuse(self, errors: Iterable[FieldError]) -> None:
        """Stand each refusal beside the field it is about, or at the head of the form."""
        if not hasattr(self, "cleaned_data"):
            self._errors = ErrorDict()
            self.cleaned_data: dict[str, Any] = {}
        for error in errors:
            name = error.pointer.lstrip("/").partition("/")[0]
            self.add_error(name if name in self.fields else None, str(error.detail))
            self.asks_about_marks |= is_mark(error)
        mark_refused(self)


def mark_refused(form: forms.Form) -> None:
    """Show which fields are at fault."""
    for name in form.errors:
        if name in form.fields:
            attrs = form.fields[name].widget.attrs
            attrs["class"] = f"{attrs.get('class', '')} is-invalid"


def form_for(
    takes: type[Any], *, options: Options, data: QueryDict | None = None, initial: Mapping[str, Any] | None = None
) -> VerbForm:
    """The form of an input; `options` gives the choices of fields that name other records."""
    form = VerbForm(data, initial=dict(initial or {}), auto_id="verb-%s")
    for field in fields_of(takes):
        choices = options(field)
        form.fields[field.name] = form_field(field, choices)
        form.fields[field.name].is_long = _length(choices or []) > LONG_LIST  # type: ignore[attr-defined]
        form.kept += (field.name,) if field.keeps else ()
    return form


def _length(choices: Choices) -> int:
    """How many there are to choose from, under headings or not."""
    return sum(len(label) if isinstance(label, list) else 1 for _value, label in choices)


def read(form: VerbForm, takes: type[Any], data: QueryDict, *, by: Actor) -> Any | None:
    """The input as the REST door would read it, or None when the form now says what is wrong."""
    if lost := unmatched(form, data):
        form.refuse(lost)
        return None
    try:
        return shaped(takes, raw_data(takes, data), by=by)
    except ValidationError as error:
        form.refuse(field_errors(error.detail))
        return None


def is_filled_in(form: forms.BaseForm, data: QueryDict) -> bool:
    """Say whether the form is valid, and every list that was narrowed held what was chosen."""
    for lost in unmatched(form, data) if form.is_valid() else ():
        form.add_error(lost.pointer.lstrip("/"), str(lost.detail))
    return form.is_valid()


def unmatched(form: forms.BaseForm, data: QueryDict) -> list[FieldError]:
    """The fields whose list was narrowed to words that the chosen line does not hold: nothing was found there."""
    return [
        FieldError(f"/{name}", "no_match", _("没有匹配“%(words)s”的选项，请重新选择") % {"words": words})
        for name, field in form.fields.items()
        if isinstance(field.widget, forms.Select)
        and (words := data.get(f"{FIND}{name}", "").strip())
        and words.casefold() not in _chosen(field, data.get(name, "")).casefold()
    ]


def _chosen(field: forms.Field, value: str) -> str:
    """The line of the list that this value stands for; nothing where there is none."""
    lines = getattr(field, "choices", ())
    flat = [line for head, label in lines for line in (label if isinstance(label, list) else [(head, label)])]
    return next((str(label) for known, label in flat if value and str(known) == value), "")


def posted(request: HttpRequest) -> QueryDict:
    """What was sent with a form, its files among its words."""
    data = request.POST.copy()
    for name, files in request.FILES.lists():
        data.setlist(name, files)  # type: ignore[arg-type]  # a form's field may hold files
    return data


def raw_data(takes: type[Any], data: QueryDict) -> dict[str, object]:
    """What was filled in, by field; blanks were not, but for what was touched in a field that else stays."""
    told = [(field, _filled(field, data)) for field in fields_of(takes) if not field.keeps or _touched(field, data)]
    return {field.name: value or _emptied(field, value) for field, value in told if value != "" or field.keeps}


def _touched(field: FieldOf, data: QueryDict) -> bool:
    """Say whether a field came back, and otherwise than its form showed it."""
    was = data.get(f"{WAS}{field.name}")
    return field.name in data and (was is None or line_ends(was) != line_ends(data.get(field.name, "")))


def _emptied(field: FieldOf, value: object) -> object:
    """A blank as the REST door reads it: no count is null."""
    return None if value == "" and field.type != "text" else value


def line_ends(text: str) -> str:
    """As it is kept: browsers send a carriage return before each line feed."""
    return text.replace("\r\n", "\n")


def _filled(field: FieldOf, data: QueryDict) -> object:
    """What stands in one field; nothing for a blank."""
    if field.part:
        return [{field.part: words} for words in paragraphs(data.get(field.name, ""))]
    if takes_lines(field):
        return [line.strip() for text in data.getlist(field.name) for line in text.splitlines() if line.strip()]
    if field.type.endswith("[]"):
        return [value for value in data.getlist(field.name) if value]
    if field.is_file:
        return data.get(field.name, "")
    if field.type == "boolean":
        return field.name in data
    told = data.get(field.name, "").strip()
    return _with_offset(told) if field.type == "instant" else told


def _with_offset(told: str) -> str:
    """A browser's local time as an instant of the office's own zone; what is none is left for the shape to refuse."""
    try:
        naive = datetime.fromisoformat(told)
    except ValueError:
        return told
    return timezone.make_aware(naive).isoformat() if naive.tzinfo is None else told


def paragraphs(text: str) -> list[str]:
    """The pieces of a text between blank lines."""
    return [piece.strip() for piece in re.split(r"\r?\n\s*\r?\n", text) if piece.strip()]


def takes_lines(field: FieldOf) -> bool:
    """Say whether the field is several texts in the reader's own words, one a line."""
    return field.type == "text[]" and not field.choices


def form_field(field: FieldOf, choices: "Choices | None" = None) -> forms.Field:
    """One field as Django's forms draw it."""
    label, required = str(field.label), field.required
    given = choices if choices is not None else list(field.choices)
    if field.part:
        return forms.CharField(
            label=label, required=required, widget=forms.Textarea({"class": "form-control", "rows": 8})
        )
    if field.is_file:
        return forms.FileField(label=label, required=required, widget=_file_input(field))
    if takes_lines(field) and choices is None:
        widget = forms.Textarea({"class": "form-control", "rows": 4})
        return forms.CharField(label=label, required=required, widget=widget, help_text=_("每行一条"))
    if field.type.endswith("[]"):
        return forms.MultipleChoiceField(
            label=label, required=required, choices=given, widget=forms.CheckboxSelectMultiple()
        )
    if given or field.type == "choice" or choices is not None:
        blank = [("", _("请选择"))]
        return forms.ChoiceField(label=label, required=required, choices=blank + given, widget=_select())
    return _plain_field(field, label)


class ManyFiles(forms.FileInput):
    """An input for several files."""

    allow_multiple_selected = True


def _file_input(field: FieldOf) -> forms.FileInput:
    attrs: dict[str, Any] = {"class": "form-control", "accept": field.accept}
    if field.capture:
        attrs["capture"] = "environment"
    return ManyFiles(attrs | {"multiple": True}) if field.type == "file[]" else forms.FileInput(attrs)


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "form-select"})


def _plain_field(field: FieldOf, label: str) -> forms.Field:
    attrs = {"class": "form-control"}
    if field.type == "integer":
        return forms.IntegerField(
            label=label,
            required=field.required,
            max_value=field.most,
            widget=forms.NumberInput(attrs | {"inputmode": "numeric"}),
        )
    if field.type == "money":
        attrs |= {"inputmode": "decimal"}
    if field.type == "boolean":
        return forms.BooleanField(label=label, required=False)
    if field.type in {"date", "instant"}:
        kind = "date" if field.type == "date" else "datetime-local"
        return forms.CharField(label=label, required=field.required, widget=forms.TextInput(attrs | {"type": kind}))
    rows = field.lines or (ROWS_OF_A_PAPER if (field.most or 0) >= A_PAPER else 4)
    widget = forms.Textarea(attrs | {"rows": rows}) if field.long else forms.TextInput(attrs)
    return forms.CharField(label=label, required=field.required, max_length=field.most, widget=widget)
