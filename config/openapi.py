"""The OpenAPI document: drawn from the serializers and the verbs, one path for each verb."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers

from cases.actions.inspections import NewBatch, NewInspection, SetCutOff
from cases.api import attachments, clues, inspections, outputs, satchels, shapes, sources, task_outputs, tasks
from cases.filters import ClueFilter
from config import api_changes, api_lists, outputs_sync
from config.openapi_disclosures import disclosures_told
from config.openapi_parts import ID, KEY, MATCH, PERSONS, Told, answering, answers, filters, taken, told
from config.openapi_reports import reports_told
from config.openapi_tasks import parts_of_tasks_told, satchels_told, tasks_told
from kernel.rest_nouns import PAGING, NounView
from kernel.verbs import serializer_of
from reports.actions.reports import TakeReport
from reports.api import disclosure_outputs, disclosures
from reports.api import outputs as outputs_reports
from reports.api import reports as api_reports
from reports.api import texts as api_texts
from reports.api.metrics import MetricView
from reports.changes import SPANS
from reports.filters import KNOWN
from supervision.actions.referrals import NewReferral
from supervision.api import outputs as supervision_outputs
from supervision.api import referrals
from supervision.filters import ReferralFilter

Endpoint = tuple[str, str, str, Callable[..., Any]]
# Every noun with verbs: the view of them all, and what it shows.
SPOKEN: list[tuple[type[NounView], Any]] = [
    (clues.ClueAction, outputs.ClueOut),
    (tasks.TaskAction, task_outputs.TaskOut),
    (satchels.SatchelAction, satchels.SatchelOut),
    (referrals.ReferralAction, supervision_outputs.ReferralOut),
    (disclosures.DisclosureAction, disclosure_outputs.DisclosureOut),
    (api_texts.TextAction, outputs_reports.ReportOut),
]
# What the lent verbs make, instead of showing the record they were used on.
MAKES = {
    "refer": supervision_outputs.ReferralOut,
    "order_task": task_outputs.TaskOut,
    "open_satchel": satchels.SatchelOut,
}


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


class FigureOut(serializers.Serializer[Any]):
    """A figure of one group."""

    key = serializers.CharField()
    numerator = serializers.IntegerField(allow_null=True)
    denominator = serializers.IntegerField(allow_null=True)
    value = serializers.JSONField(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """`label` is also the name of a framework's option."""
        return {**super().get_fields(), "label": serializers.CharField()}


class ChangeOut(serializers.Serializer[Any]):
    """The same figure a month or a year before; the change in percent, of a rate in points."""

    against = serializers.ChoiceField(choices=list(SPANS))
    as_of = serializers.DateTimeField()
    numerator = serializers.IntegerField(allow_null=True)
    denominator = serializers.IntegerField(allow_null=True)
    value = serializers.JSONField(allow_null=True)
    change = serializers.CharField(allow_null=True)
    unit = serializers.ChoiceField(choices=["percent", "points"])


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
    changes = ChangeOut(many=True)


class ListOut(serializers.Serializer[Any]):
    """A plain list."""

    results = serializers.ListField(child=serializers.DictField())


def describe() -> None:
    """Say of every view what it takes and gives."""
    for view, methods in {
        **_clues(),
        **tasks_told(),
        **parts_of_tasks_told(),
        **satchels_told(),
        **_sources(),
        **_inspections(),
        **_files(),
        **_referrals(),
        **disclosures_told(),
        **_figures_and_lists(),
    }.items():
        extend_schema_view(**methods)(view)


def _clues() -> Told:
    return {
        clues.ClueList: {
            "get": told("list_clues", outputs.CluePageOut, *filters(ClueFilter)),
            "post": told("register_clue", outputs.ClueOut, KEY, takes=shapes.ClueIn, status=201),
        },
        clues.ClueDetail: {
            "get": told("show_clue", outputs.ClueOut, ID),
            "patch": told("edit_clue", outputs.ClueOut, ID, MATCH, takes=answering(shapes.ClueEdit)),
        },
        clues.ClueActions: {"get": told("list_actions", outputs.ActionsOut, ID)},
        clues.ClueTimeline: {"get": told("show_timeline", outputs.TimelineOut, ID)},
    }


def _sources() -> Told:
    names = [OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.PATH) for name in ("system", "external_id")]
    put = told("put_source_clue", outputs_sync.SourceClueOut, *names, KEY, takes=sources.SourceClueIn)
    return {
        sources.SourceClue: {"get": told("show_source_clue", outputs.ClueOut, *names), "put": put},
        sources.ClueBatch: {"post": told("register_clues", outputs_sync.BatchOut, KEY, takes=outputs_sync.BatchShape)},
    }


def _inspections() -> Told:
    upload = {"multipart/form-data": outputs.AttachmentIn}
    return {
        inspections.InspectionList: {
            "get": told("list_inspections", ListOut),
            "post": told("open_inspection", outputs.InspectionOut, KEY, takes=serializer_of(NewInspection), status=201),
        },
        inspections.InspectionDetail: {
            "get": told("show_inspection", outputs.InspectionOut, ID),
            "patch": told("set_cutoff", outputs.InspectionOut, ID, MATCH, takes=serializer_of(SetCutOff)),
        },
        inspections.BatchList: {
            "get": told("list_batches", ListOut),
            "post": told("receive_batch", outputs.InspectionBatchOut, KEY, takes=taken(NewBatch), status=201),
        },
        inspections.BatchDetail: {"get": told("show_batch", outputs.InspectionBatchOut, ID)},
        inspections.BatchScans: {
            "post": told("add_batch_scan", outputs.InspectionBatchOut, ID, KEY, takes=upload, status=201),
        },
        inspections.BatchOrders: {
            "post": told("load_batch", outputs.InspectionBatchOut, ID, KEY, takes=upload, status=201),
        },
    }


def _files() -> Told:
    upload = {"multipart/form-data": outputs.AttachmentIn}
    return {
        attachments.ClueAttachments: {
            "get": told("list_attachments", outputs.AttachmentsOut, ID),
            "post": told("add_attachment", outputs.AttachmentOut, ID, KEY, takes=upload, status=201),
        },
        attachments.AttachmentBytes: {"get": told("read_attachment", OpenApiTypes.BINARY, ID)},
    }


def _referrals() -> Told:
    wanted = [OpenApiParameter(name, OpenApiTypes.STR) for name in (*ReferralFilter.base_filters, *sorted(PAGING))]  # type: ignore[attr-defined]
    upload, shown = {"multipart/form-data": supervision_outputs.MaterialIn}, supervision_outputs.ReferralOut
    material = OpenApiParameter("material", OpenApiTypes.UUID, OpenApiParameter.PATH)
    return {
        referrals.ReferralList: {
            "get": told("list_referrals", supervision_outputs.ReferralPageOut, *wanted),
            "post": told("draft_referral", shown, KEY, takes=taken(NewReferral), status=201),
        },
        referrals.ReferralDetail: {"get": told("show_referral", shown, ID)},
        referrals.ReferralActions: {"get": told("list_referral_actions", outputs.ActionsOut, ID)},
        referrals.ReferralMaterials: {
            "get": told("list_materials", supervision_outputs.MaterialsOut, ID),
            "post": told("add_material", supervision_outputs.MaterialOut, ID, KEY, takes=upload, status=201),
        },
        referrals.MaterialBytes: {"get": told("read_material", OpenApiTypes.BINARY, ID, material)},
        referrals.ReferralPackage: {"get": told("read_package", OpenApiTypes.BINARY, ID)},
    }


def _figures_and_lists() -> Told:
    asked = [OpenApiParameter(name, OpenApiTypes.STR, required=name == "metric") for name in sorted(KNOWN)]
    lists = (api_lists.Codes, api_lists.Regions, api_lists.Agencies)
    cursor = [OpenApiParameter("cursor", OpenApiTypes.STR), OpenApiParameter("limit", OpenApiTypes.INT)]
    day = OpenApiParameter("date", OpenApiTypes.DATE)
    return {
        api_changes.Changes: {"get": told("follow_changes", outputs_sync.ChangesOut, *cursor)},
        api_changes.Reconciliation: {"get": told("reconcile_changes", outputs_sync.ReconciliationOut, day)},
        api_reports.ReportList: {
            "get": told("list_reports", ListOut),
            "post": told(
                "take_report",
                outputs_reports.ReportOut,
                KEY,
                takes=serializer_of(TakeReport),
                status=201,
                person_only=True,
            ),
        },
        api_reports.ReportFileBytes: {
            "get": told("read_report_file", OpenApiTypes.BINARY, ID, OpenApiParameter("type", OpenApiTypes.STR))
        },
        **reports_told(),
        MetricView: {"get": told("show_metric", MetricOut, *asked)},
        **{view: {"get": told(f"list_{view.__name__.lower()}", ListOut)} for view in lists},
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
        request=taken(verb.takes),
        responses=answers(MAKES[name], 201) if name in MAKES else answers(shape),
        auth=PERSONS if noun.for_persons(name) else None,
    )
    path = f"/api/v1/{noun.plural}/{{pk}}/actions/{name}"
    return path, path, "POST", extend_schema_view(post=told)(view).as_view()


describe()
