"""The shapes of a clue at the REST door: what may be written, and what each reader is shown."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from agencies.models import Agency, Region
from cases.actions.registration import Entry, ReporterEntry
from cases.actions.source_names import Source
from cases.api.imposed import imposed_shown
from cases.clue_shape import LONGEST, MOST_TYPES, has_controls, rounded, tells_nothing
from cases.models import Batch, Channel, Clock, Clue, CoordSys, LegalPath, PollutionType, Priority
from cases.queries.clues import readership, shown_channel, shown_title
from cases.source_versions import read_version
from kernel.actor import Actor
from kernel.api import InstantField, StrictSerializer
from kernel.related import RelatedField


def refuse_controls(value: str) -> None:
    """An id that another system gives travels in addresses."""
    if has_controls(value):
        raise serializers.ValidationError(_("不能含有控制字符"), code="control_character")


class DegreeField(serializers.DecimalField):
    """Degrees, kept to six decimal places."""

    def validate_precision(self, value: Decimal) -> Decimal:
        """The number, rounded."""
        return super().validate_precision(rounded(value))


class SubjectIn(StrictSerializer):
    """Who is said to pollute."""

    name = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST["subject_name"], default="")
    uscc = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST["subject_uscc"], default="")


class ReporterIn(StrictSerializer):
    """Who told it; sealed at once."""

    name = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST["reporter_name"], default="")
    phone = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST["reporter_phone"], default="")
    is_named = serializers.BooleanField(required=False, default=False)
    wants_reply = serializers.BooleanField(required=False, default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A named reporter has a name or a phone."""
        if attrs.get("is_named") and not (attrs.get("name") or attrs.get("phone")):
            raise serializers.ValidationError(
                {"name": [serializers.ErrorDetail(_("实名举报须填写姓名或电话"), code="required")]}
            )
        return attrs


class SourceIn(StrictSerializer):
    """Where another system knows it."""

    system = serializers.CharField(max_length=LONGEST["source_system"], validators=[refuse_controls])
    external_id = serializers.CharField(max_length=LONGEST["external_id"], validators=[refuse_controls])
    version = serializers.JSONField(required=False)

    def validate_version(self, value: object) -> str:
        """A whole number or an RFC 3339 instant, as it is kept."""
        try:
            return read_version(value)
        except ValueError:
            raise serializers.ValidationError(_("版本须为整数或带时区的时间")) from None


class PlaceIn(StrictSerializer):
    """Fields that a new clue and an edit share."""

    title = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST["title"])
    address = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST["address"])
    lon = DegreeField(
        required=False, allow_null=True, max_digits=9, decimal_places=6, min_value=Decimal(-180), max_value=Decimal(180)
    )
    lat = DegreeField(
        required=False, allow_null=True, max_digits=8, decimal_places=6, min_value=Decimal(-90), max_value=Decimal(90)
    )
    coord_sys = serializers.ChoiceField(required=False, allow_blank=True, choices=CoordSys.choices)
    occurred_at = InstantField(required=False, allow_null=True)
    priority = serializers.ChoiceField(required=False, choices=Priority.choices)
    subject = SubjectIn(required=False)
    handling_summary = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST["handling_summary"])


class ClueEdit(PlaceIn):
    """What PATCH takes."""

    def changes(self) -> dict[str, object]:
        """The edit as columns of the clue."""
        changes = dict(self.validated_data)
        subject = changes.pop("subject", None)
        changes |= {f"subject_{name}": told for name, told in (subject or {}).items()}
        return changes


class ClueIn(PlaceIn):
    """What POST takes."""

    description = serializers.CharField(max_length=LONGEST["description"])
    channel = serializers.ChoiceField(choices=Channel.choices)
    region_code = RelatedField(Region)
    legal_path = serializers.ChoiceField(required=False, choices=LegalPath.choices, default=LegalPath.ENV_BUSINESS)
    pollution_types = serializers.ListField(
        required=False,
        child=serializers.ChoiceField(choices=PollutionType.choices),
        max_length=MOST_TYPES,
        default=list,
    )
    received_at = InstantField(required=False, allow_null=True)
    concerns_agency = RelatedField(Agency, required=False, allow_null=True)
    reporter = ReporterIn(required=False, allow_null=True)
    batch = RelatedField(Batch, required=False, allow_null=True)
    source = SourceIn(required=False, allow_null=True)  # type: ignore[assignment]  # a field of that name

    def validate_description(self, value: str) -> str:
        """Something must be told; blanks of any width tell nothing."""
        if tells_nothing(value):
            raise serializers.ValidationError(_("问题描述不能为空"), code="blank")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A place is both coordinates and their datum."""
        missing = [name for name in ("lon", "lat", "coord_sys") if attrs.get(name) in (None, "")]
        if 0 < len(missing) < 3:  # noqa: PLR2004 -- all three or none
            raise serializers.ValidationError(
                {
                    name: [serializers.ErrorDetail(_("经度、纬度和坐标系须同时填写"), code="required")]
                    for name in missing
                }
            )
        return attrs

    def entry(self) -> Entry:
        """The cleaned input as an entry for the office's book."""
        return entry_of(self.validated_data)


def entry_of(cleaned: Mapping[str, Any]) -> Entry:
    """A cleaned clue as an entry for the office's book."""
    data = {name: value for name, value in cleaned.items() if value is not None}
    subject, reporter, source = data.pop("subject", {}), data.pop("reporter", None), data.pop("source", None)
    data["region"] = data.pop("region_code")
    data["pollution_types"] = tuple(data["pollution_types"])
    return Entry(
        **data,
        subject_name=subject.get("name", ""),
        subject_uscc=subject.get("uscc", ""),
        reporter=ReporterEntry(**reporter) if reporter else ReporterEntry(),
        source=Source(**source) if source else None,
    )


def clock_shown(clock: Clock) -> dict[str, object]:
    """A clock as the contract prints it."""
    return {
        "kind": clock.kind,
        "policy": clock.policy,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "state": clock.state,
        "provisional": clock.provisional,
        "reason": clock.reason,
    }


def clue_shown(clue: Clue, actor: Actor) -> dict[str, object]:
    """A clue as this reader may know it; needs `for_reading` and `attach_clocks`."""
    reader = readership(actor, clue)
    own = reader != "unit"
    return {
        "id": str(clue.id),
        "number": clue.number,
        "status": clue.status,
        "verdict": clue.verdict or None,
        "closure": clue.closure,
        "title": shown_title(clue, reader),
        "description": clue.description if own else None,
        "handling_summary": clue.handling_summary,
        "channel": shown_channel(clue, reader),
        "legal_path": clue.legal_path,
        "priority": clue.priority,
        "pollution_types": clue.pollution_types,
        "region_code": clue.region_id,
        "region_name": clue.region.name,
        "address": clue.address,
        **_place_shown(clue),
        "occurred_at": clue.occurred_at,
        "received_at": clue.received_at,
        "concerns_agency": clue.concerns_agency_id if own else None,
        "subject": {"name": clue.subject_name, "uscc": clue.subject_uscc},
        "reporter": _reporter_shown(clue),
        "batch": str(clue.batch_id) if clue.batch_id else None,
        "source": _source_shown(clue),
        "source_waiting": _waiting_shown(clue) if reader == "office" else None,
        **_handling_shown(clue),
    }


def _place_shown(clue: Clue) -> dict[str, object]:
    return {
        "lon": None if clue.lon is None else float(clue.lon),
        "lat": None if clue.lat is None else float(clue.lat),
        "coord_sys": clue.coord_sys or None,
        "wgs84": None
        if clue.wgs84_lon is None or clue.wgs84_lat is None
        else {"lon": float(clue.wgs84_lon), "lat": float(clue.wgs84_lat)},
        "outside_region_km": clue.outside_region_km,
    }


def _reporter_shown(clue: Clue) -> dict[str, object] | None:
    reporter = getattr(clue, "reporter", None)
    if reporter is None:
        return None
    revealed = getattr(clue, "revealed", None)
    return {"is_named": reporter.is_named, "sealed": revealed is None, **(revealed or {})}


def _source_shown(clue: Clue) -> dict[str, object] | None:
    if not clue.source_system:
        return None
    return {
        "system": clue.source_system,
        "external_id": clue.source_external_id,
        "version": clue.source_version or None,
    }


def _waiting_shown(clue: Clue) -> dict[str, object] | None:
    """What the source said since the unit has its words, where the office has not decided on it."""
    if clue.source_updated_at is None:
        return None
    words = {"address": clue.source_words.get("address"), "subject_name": clue.source_words.get("subject_name")}
    return {"updated_at": clue.source_updated_at, **words}


def _handling_shown(clue: Clue) -> dict[str, object]:
    return {
        "findings": clue.findings or None,
        "measures": clue.measures or None,
        "imposed": imposed_shown(clue),
        "lead_agency": clue.lead_agency_id,
        "lead_agency_name": clue.lead_agency.name if clue.lead_agency else None,
        "co_agencies": [row.agency_id for row in clue.co_handlings.all()],
        "handler": clue.handler.username if clue.handler else None,
        "sponsor": None,
        "routing": {
            "mode": clue.routing_mode or None,
            "rule": clue.routing_rule.name if clue.routing_rule else None,
            "reason": clue.routing_reason or None,
            "proposed_lead": clue.proposed_lead_id,
        },
        "clocks": [clock_shown(clock) for clock in clue.clocks],  # type: ignore[attr-defined]
        "marks": clue.marks,
        "closed_at": clue.closed_at,
        "due_at": clue.due_at,
        "duplicate_of": str(clue.duplicate_of_id) if clue.duplicate_of_id else None,
        "cycle": clue.cycle,
        "version": clue.version,
        "created_at": clue.created_at,
        "updated_at": clue.updated_at,
    }
