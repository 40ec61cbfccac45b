"""The OpenAPI document: drawn from the serializers and the verbs, one path for each verb."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers

from cases.actions.inspections import NewBatch, NewInspection
from cases.api import attachments, clues, inspections, outputs, shapes, sources
from cases.filters import ClueFilter
from config import api_changes, api_lists, outputs_sync
from kernel.rest_nouns import PAGING, NounView
from kernel.verbs import serializer_of
from reports.api.metrics import MetricView
from reports.filters import KNOWN
from supervision.actions.referrals import NewReferral
from supervision.api import outputs as supervision_outputs
from supervision.api import referrals
from supervision.filters import ReferralFilter

Endpoint = tuple[str, str, str, Callable[..., Any]]
# Every noun with verbs: the view of them all, and what it shows.
SPOKEN: list[tuple[type[NounView], Any]] = [
    (clues.ClueAction, outputs.ClueOut),
    (referrals.ReferralAction, supervision_outputs.ReferralOut),
]
# What the lent verbs make, instead of showing the record they were used on.
MAKES = {"refer": supervision_outputs.ReferralOut}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    """Programs."""

    target_class = "agencies.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer"}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself
    """Browsers."""

    target_class = "agencies.api.authentication.BrowserAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The session's cookie."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}


class ErrorOut(serializers.Serializer[Any]):
    """One fault of one field."""

    pointer = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemOut(serializers.Serializer[Any]):
    """RFC 9457 application/problem+json."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    request_id = serializers.CharField()

    def get_fields(self) -> dict[str, Any]:
        """`errors` is also the name of the framework's own list."""
        return {**super().get_fields(), "errors": ErrorOut(many=True, required=False)}


class FigureOut(serializers.Serializer[Any]):
    """A figure of one group."""

    key = serializers.CharField()
    numerator = serializers.IntegerField(allow_null=True)
    denominator = serializers.IntegerField(allow_null=True)
    value = serializers.JSONField(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """`label` is also the name of a framework's option."""
        return {**super().get_fields(), "label": serializers.CharField()}


class MetricOut(serializers.Serializer[Any]):
    """A metric as of an instant."""

    metric = serializers.CharField()
    name = serializers.CharField()
    version = serializers.IntegerField()
    unit = serializers.CharField()
    as_of = serializers.DateTimeField()
    scope = serializers.CharField()
    numerator = serializers.IntegerField(allow_null=True)
    denominator = serializers.IntegerField(allow_null=True)
    value = serializers.JSONField(allow_null=True, help_text="percent as text with two places, counts as integers")
    note = serializers.CharField()
    groups = FigureOut(many=True)


class ListOut(serializers.Serializer[Any]):
    """A plain list."""

    results = serializers.ListField(child=serializers.DictField())


ID = OpenApiParameter("id", OpenApiTypes.UUID, OpenApiParameter.PATH)
KEY = OpenApiParameter("Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER)
MATCH = OpenApiParameter("If-Match", OpenApiTypes.STR, OpenApiParameter.HEADER, required=True)
PROBLEMS = dict.fromkeys((400, 401, 403, 404, 409, 412, 422, 429), ProblemOut)
FILTERS = [OpenApiParameter(name, OpenApiTypes.STR) for name in (*ClueFilter.base_filters, *sorted(PAGING))]  # type: ignore[attr-defined]


def _answers(shape: Any, status: int = 200) -> dict[int, Any]:
    return {status: shape, **PROBLEMS}


Told = dict[Any, dict[str, Any]]


def describe() -> None:
    """Say of every view what it takes and gives."""
    for view, methods in {
        **_clues(),
        **_sources(),
        **_inspections(),
        **_files(),
        **_referrals(),
        **_figures_and_lists(),
    }.items():
        extend_schema_view(**methods)(view)


def _told(name: str, gives: Any, *parameters: OpenApiParameter, takes: Any = None, status: int = 200) -> Any:
    request = {"request": takes} if takes is not None else {}
    return extend_schema(operation_id=name, parameters=list(parameters), responses=_answers(gives, status), **request)


def _clues() -> Told:
    return {
        clues.ClueList: {
            "get": _told("list_clues", outputs.CluePageOut, *FILTERS),
            "post": _told("register_clue", outputs.ClueOut, KEY, takes=shapes.ClueIn, status=201),
        },
        clues.ClueDetail: {
            "get": _told("show_clue", outputs.ClueOut, ID),
            "patch": _told("edit_clue", outputs.ClueOut, ID, MATCH, takes=shapes.ClueEdit),
        },
        clues.ClueActions: {"get": _told("list_actions", outputs.ActionsOut, ID)},
        clues.ClueTimeline: {"get": _told("show_timeline", outputs.TimelineOut, ID)},
    }


def _sources() -> Told:
    names = [OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.PATH) for name in ("system", "external_id")]
    put = _told("put_source_clue", outputs_sync.SourceClueOut, *names, KEY, takes=sources.SourceClueIn)
    return {
        sources.SourceClue: {"get": _told("show_source_clue", outputs.ClueOut, *names), "put": put},
        sources.ClueBatch: {"post": _told("register_clues", outputs_sync.BatchOut, KEY, takes=outputs_sync.BatchShape)},
    }


def _inspections() -> Told:
    upload = {"multipart/form-data": outputs.AttachmentIn}
    return {
        inspections.InspectionList: {
            "get": _told("list_inspections", ListOut),
            "post": _told(
                "open_inspection", outputs.InspectionOut, KEY, takes=serializer_of(NewInspection), status=201
            ),
        },
        inspections.InspectionDetail: {"get": _told("show_inspection", outputs.InspectionOut, ID)},
        inspections.BatchList: {
            "get": _told("list_batches", ListOut),
            "post": _told("receive_batch", outputs.InspectionBatchOut, KEY, takes=serializer_of(NewBatch), status=201),
        },
        inspections.BatchDetail: {"get": _told("show_batch", outputs.InspectionBatchOut, ID)},
        inspections.BatchOrders: {
            "post": _told("load_batch", outputs.InspectionBatchOut, ID, KEY, takes=upload, status=201),
        },
    }


def _files() -> Told:
    upload = {"multipart/form-data": outputs.AttachmentIn}
    return {
        attachments.ClueAttachments: {
            "get": _told("list_attachments", outputs.AttachmentsOut, ID),
            "post": _told("add_attachment", outputs.AttachmentOut, ID, KEY, takes=upload, status=201),
        },
        attachments.AttachmentBytes: {"get": _told("read_attachment", OpenApiTypes.BINARY, ID)},
    }


def _referrals() -> Told:
    wanted = [OpenApiParameter(name, OpenApiTypes.STR) for name in (*ReferralFilter.base_filters, *sorted(PAGING))]  # type: ignore[attr-defined]
    upload, shown = {"multipart/form-data": supervision_outputs.MaterialIn}, supervision_outputs.ReferralOut
    material = OpenApiParameter("material", OpenApiTypes.UUID, OpenApiParameter.PATH)
    return {
        referrals.ReferralList: {
            "get": _told("list_referrals", supervision_outputs.ReferralPageOut, *wanted),
            "post": _told("draft_referral", shown, KEY, takes=serializer_of(NewReferral), status=201),
        },
        referrals.ReferralDetail: {"get": _told("show_referral", shown, ID)},
        referrals.ReferralActions: {"get": _told("list_referral_actions", outputs.ActionsOut, ID)},
        referrals.ReferralMaterials: {
            "get": _told("list_materials", supervision_outputs.MaterialsOut, ID),
            "post": _told("add_material", supervision_outputs.MaterialOut, ID, KEY, takes=upload, status=201),
        },
        referrals.MaterialBytes: {"get": _told("read_material", OpenApiTypes.BINARY, ID, material)},
        referrals.ReferralPackage: {"get": _told("read_package", OpenApiTypes.BINARY, ID)},
    }


def _figures_and_lists() -> Told:
    asked = [OpenApiParameter(name, OpenApiTypes.STR, required=name == "metric") for name in sorted(KNOWN)]
    lists = (api_lists.Codes, api_lists.Regions, api_lists.Agencies)
    cursor = [OpenApiParameter("cursor", OpenApiTypes.STR), OpenApiParameter("limit", OpenApiTypes.INT)]
    day = OpenApiParameter("date", OpenApiTypes.DATE)
    return {
        api_changes.Changes: {"get": _told("follow_changes", outputs_sync.ChangesOut, *cursor)},
        api_changes.Reconciliation: {"get": _told("reconcile_changes", outputs_sync.ReconciliationOut, day)},
        MetricView: {"get": _told("show_metric", MetricOut, *asked)},
        **{view: {"get": _told(f"list_{view.__name__.lower()}", ListOut)} for view in lists},
    }


def one_path_per_verb(endpoints: list[Endpoint]) -> list[Endpoint]:
    """Replace the one path of all verbs by a path for each, with the input of its dataclass."""
    plain = [endpoint for endpoint in endpoints if "{name}" not in endpoint[0]]
    return [*plain, *(_verb_endpoint(view, name, shape) for view, shape in SPOKEN for name in view.noun.verbs)]


def _verb_endpoint(spoken: type[NounView], name: str, shape: Any) -> Endpoint:
    noun = spoken.noun
    verb = noun.verb(name)
    view: Any = type(f"{name.title()}{noun.name.title()}", (spoken,), {"__doc__": str(verb.label)})
    told = extend_schema(
        operation_id=f"{name}_{noun.name}",
        summary=str(verb.label),
        parameters=[ID, KEY],
        request=serializer_of(verb.takes),
        responses=_answers(MAKES[name], 201) if name in MAKES else _answers(shape),
    )
    path = f"/api/v1/{noun.plural}/{{pk}}/actions/{name}"
    return path, path, "POST", extend_schema_view(post=told)(view).as_view()


describe()
