"""The form of a new clue: four fields first, the rest when there is time."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Region
from agencies.queries.directory import directory
from cases.actions.registration import Entry, ReporterEntry
from cases.clue_shape import LONGEST, MOST_TYPES, rounded, tells_nothing
from cases.coordinates import to_wgs84
from cases.models import Batch, CoordSys, LegalPath, PollutionType, Priority

FIRST = ("description", "channel", "region_code", "address")
PLACE = ("lon", "lat", "coord_sys")
ABOUT = ("title", "pollution_types", "priority", "legal_path", "received_at", "occurred_at")
WHOM = ("subject_name", "subject_uscc", "concerns_agency")
REPORTER = ("reporter_name", "reporter_phone", "is_named", "wants_reply")
CONTROL, SELECT = {"class": "form-control"}, {"class": "form-select"}


def _text(label: Any, name: str, *, required: bool = False, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST[name],
        required=required,
        widget=forms.TextInput(CONTROL | attrs),
        empty_value="",
    )


def _instant(label: Any, help_text: Any = "") -> forms.DateTimeField:
    widget = forms.DateTimeInput(CONTROL | {"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=False, widget=widget, help_text=help_text)


class DegreeField(forms.DecimalField):
    """Degrees, kept to six decimal places."""

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]
        """The number, rounded."""
        found = super().to_python(value)
        return None if found is None else rounded(found)


def _degree(label: Any, most: int) -> DegreeField:
    widget = forms.NumberInput(CONTROL | {"step": "any"})
    limits = {"max_digits": 9, "decimal_places": 6, "min_value": Decimal(-most), "max_value": Decimal(most)}
    return DegreeField(label=label, required=False, widget=widget, **limits)  # type: ignore[arg-type]


class ClueForm(forms.Form):
    """What POST /clues takes, under the same names."""

    # Personal marks were found in what a unit would read.
    asks_about_marks = False
    # The place lies outside the region.
    place_is_asked = False

    description = forms.CharField(
        label=_("问题描述"),
        max_length=LONGEST["description"],
        widget=forms.Textarea(CONTROL | {"rows": 5, "placeholder": _("什么问题、在哪里、什么时候发生")}),
    )
    channel = forms.ChoiceField(label=_("来源"), widget=forms.Select(SELECT))
    region_code = forms.ModelChoiceField(
        label=_("所属区划"), queryset=Region.objects.all(), to_field_name="code", widget=forms.Select(SELECT)
    )
    address = _text(_("地址"), "address", autocomplete="off")
    lon, lat = _degree(_("经度"), 180), _degree(_("纬度"), 90)
    coord_sys = forms.ChoiceField(
        label=_("坐标系"), required=False, choices=[("", "—"), *CoordSys.choices], widget=forms.Select(SELECT)
    )
    title = _text(_("标题"), "title")
    pollution_types = forms.MultipleChoiceField(
        label=_("污染类型"),
        required=False,
        choices=PollutionType.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    priority = forms.ChoiceField(label=_("类别"), choices=Priority.choices, widget=forms.Select(SELECT))
    legal_path = forms.ChoiceField(label=_("办理路径"), choices=LegalPath.choices, widget=forms.Select(SELECT))
    received_at = _instant(_("收到时间"), _("不填即为现在；补录的填实际收到时间"))
    occurred_at = _instant(_("发生时间"))
    subject_name = _text(_("涉及单位"), "subject_name")
    subject_uscc = _text(_("统一社会信用代码"), "subject_uscc")
    concerns_agency = forms.ModelChoiceField(
        label=_("被反映机关"),
        required=False,
        queryset=Agency.objects.all(),
        to_field_name="code",
        widget=forms.Select(SELECT),
        help_text=_("反映某机关办理情况的才填；填后由无关联的岗位决定转办"),
    )
    handling_summary = forms.CharField(
        label=_("办理摘要"),
        max_length=LONGEST["handling_summary"],
        required=False,
        widget=forms.Textarea(CONTROL | {"rows": 3}),
        help_text=_("承办单位只看得到摘要；不填时由系统隐去个人信息后生成"),
    )
    batch = forms.ModelChoiceField(
        label=_("督察批次"),
        required=False,
        queryset=Batch.objects.none(),
        widget=forms.Select(SELECT),
    )
    reporter_name = _text(_("举报人姓名"), "reporter_name", autocomplete="off")
    reporter_phone = _text(_("联系电话"), "reporter_phone", autocomplete="off", inputmode="tel")
    is_named = forms.BooleanField(label=_("实名举报"), required=False)
    wants_reply = forms.BooleanField(label=_("要求答复"), required=False)

    still = _("地点在所选区划之外约 %(km)s 公里，仍按此登记")
    place_stands = forms.BooleanField(label=_("地点与区划不符"), required=False)

    def asks_about_place(self, region_code: str) -> bool:
        """Ask back where the place lies outside the region, unless the tick says that it stands."""
        outside = self._km_outside(region_code)
        if outside is None or self.cleaned_data.get("place_stands"):
            return False
        self["place_stands"].label = self.still % {"km": outside}
        self.add_error("place_stands", _("地点与区划不符，请更正；确属实的请勾选后再提交"))
        self.place_is_asked = True
        return True

    def _km_outside(self, region_code: str) -> int | None:
        lon, lat, coord_sys = (self.cleaned_data.get(name) for name in PLACE)
        if lon is None or lat is None or not coord_sys:
            return None
        return directory().reaches.km_outside(region_code, *to_wgs84(lon, lat, coord_sys))

    def clean_pollution_types(self) -> list[str]:
        """As many as the REST door takes."""
        types = list(self.cleaned_data["pollution_types"])
        if len(types) > MOST_TYPES:
            raise forms.ValidationError(_("最多选择%(most)s种污染类型") % {"most": MOST_TYPES})
        return types

    def clean_description(self) -> str:
        """Something must be told; blanks of any width tell nothing."""
        told = str(self.cleaned_data["description"])
        if tells_nothing(told):
            raise forms.ValidationError(_("问题描述不能为空"))
        return told

    def clean(self) -> dict[str, Any]:
        """A place is both coordinates and their datum; a named reporter has a name or a phone."""
        data = super().clean() or self.cleaned_data
        missing = [name for name in PLACE if data.get(name) in (None, "")]
        if 0 < len(missing) < len(PLACE):
            for name in missing:
                self.add_error(name, _("经度、纬度和坐标系须同时填写"))
        if data.get("is_named") and not (data.get("reporter_name") or data.get("reporter_phone")):
            self.add_error("reporter_name", _("实名举报须填写姓名或电话"))
        return data

    def entry(self) -> Entry:
        """The cleaned input as an entry for the office's book."""
        told = {name: value for name, value in self.cleaned_data.items() if value is not None}
        told.pop("place_stands")
        reporter = ReporterEntry(
            name=told.pop("reporter_name"),
            phone=told.pop("reporter_phone"),
            is_named=told.pop("is_named"),
            wants_reply=told.pop("wants_reply"),
        )
        told["region"] = told.pop("region_code")
        told["pollution_types"] = tuple(told["pollution_types"])
        return Entry(**told, reporter=reporter)


class ClueEditForm(ClueForm):
    """What PATCH /clues/{id} takes, under the same names."""

    still = _("地点在所选区划之外约 %(km)s 公里，仍按此保存")
    description = channel = region_code = pollution_types = legal_path = received_at = None  # type: ignore[assignment]
    concerns_agency = batch = reporter_name = reporter_phone = is_named = wants_reply = None  # type: ignore[assignment]

    handling_summary = forms.CharField(
        label=_("办理摘要"),
        max_length=LONGEST["handling_summary"],
        required=False,
        widget=forms.Textarea(CONTROL | {"rows": 6}),
        help_text=_("承办单位只看得到摘要"),
    )

    field_order = (
        "title", "address", *PLACE, "occurred_at", "priority", "subject_name", "subject_uscc", "handling_summary",
    )  # fmt: skip
