"""Code lists, regions and agencies at the REST door."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.models import Agency, Region, Role
from agencies.queries.validity import in_force
from cases.models import (
    Channel,
    Closure,
    ClueStatus,
    CoordSys,
    Failure,
    LegalPath,
    LookBackResult,
    Pace,
    PollutionType,
    Priority,
    Refusal,
    TaskKind,
    TaskOrigin,
    TaskStatus,
    Verdict,
)
from kernel.errors import BadInput, FieldError
from kernel.rest import ContractView
from reports.metrics import METRICS
from reports.models import DisclosureStatus
from supervision.models import Direction, Ground, ReferralStatus, Result

CODE_LISTS: dict[str, Any] = {
    "status": ClueStatus,
    "channel": Channel,
    "legal_path": LegalPath,
    "pollution_type": PollutionType,
    "priority": Priority,
    "verdict": Verdict,
    "closure": Closure,
    "reason_code": Refusal,
    "task_status": TaskStatus,
    "task_origin": TaskOrigin,
    "task_kind": TaskKind,
    "pace": Pace,
    "rectify_failure": Failure,
    "look_back_result": LookBackResult,
    "coord_sys": CoordSys,
    "role": Role,
    "agency_kind": Agency.Kind,
    "referral_status": ReferralStatus,
    "direction": Direction,
    "ground": Ground,
    "result": Result,
    "disclosure_status": DisclosureStatus,
}
VERSION = 1


class Codes(ContractView):
    """`/codes`."""

    def get(self, request: Request) -> Response:
        """Every value list with names in both languages."""
        lists = [
            {"list": name, "version": VERSION, "values": [_named(code, label) for code, label in choices.choices]}
            for name, choices in CODE_LISTS.items()
        ]
        metrics = [_named(metric.name, metric.label) for metric in METRICS.values()]
        return Response({"results": [*lists, {"list": "metric", "version": VERSION, "values": metrics}]})


def _named(code: str, label: Any) -> dict[str, str]:
    with translation.override(settings.LANGUAGE_CODE):
        name = str(label)
    with translation.override("en"):
        return {"code": code, "name": name, "name_en": str(label)}


class Regions(ContractView):
    """`/regions`."""

    parameters = None

    def get(self, request: Request) -> Response:
        """The regions in force, by code; `region_code` narrows by prefix."""
        rows = _narrowed(Region.objects.filter(in_force(), case="").order_by("code"), request, "code")
        results = [{"code": row.code, "name": row.name, "level": row.level, "parent": row.parent_id} for row in rows]
        return Response({"results": results, "next": None, "previous": None})


class Agencies(ContractView):
    """`/agencies`."""

    parameters = None

    def get(self, request: Request) -> Response:
        """The agencies in force, by code; `region_code` narrows by prefix."""
        rows = _narrowed(Agency.objects.filter(in_force(), case="").order_by("code"), request, "region__code")
        results = [
            {
                "code": row.code,
                "name": row.name,
                "kind": row.kind,
                "region_code": row.region_id,
                "line_parent": row.line_parent_id,
                "territory_parent": row.territory_parent_id,
            }
            for row in rows
        ]
        return Response({"results": results, "next": None, "previous": None})


def _narrowed(rows: "QuerySet[Any]", request: Request, field: str) -> "QuerySet[Any]":
    unknown = set(request.query_params) - {"region_code"}
    if unknown:
        raise BadInput(errors=[FieldError(f"/{name}", "unknown_filter", name) for name in sorted(unknown)])
    return rows.filter(**{f"{field}__startswith": request.query_params.get("region_code", "")})
