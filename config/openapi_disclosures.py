"""Disclosures in the OpenAPI document."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from cases.api.outputs import ActionsOut
from config.openapi_parts import ID, KEY, Told, filters, told
from kernel.rest_nouns import PAGING
from kernel.verbs import serializer_of
from reports.actions.disclosures import NewDisclosure
from reports.api import disclosure_outputs as outputs
from reports.api import disclosures


def disclosures_told() -> Told:
    """Disclosures, their rows and their files."""
    shape, paging = outputs.DisclosureOut, [OpenApiParameter(name, OpenApiTypes.STR) for name in sorted(PAGING)]
    return {
        disclosures.DisclosureList: {
            "get": told("list_disclosures", outputs.DisclosurePageOut, *filters(disclosures.DisclosureFilter)),
            "post": told(
                "draft_disclosure", shape, KEY, takes=serializer_of(NewDisclosure), status=201, person_only=True
            ),
        },
        disclosures.DisclosureDetail: {"get": told("show_disclosure", shape, ID)},
        disclosures.DisclosureActions: {"get": told("list_disclosure_actions", ActionsOut, ID)},
        disclosures.DisclosureRows: {"get": told("list_disclosed_rows", outputs.DisclosedRowsOut, ID, *paging)},
        disclosures.DisclosureFileBytes: {
            "get": told("read_disclosed_file", OpenApiTypes.BINARY, ID, OpenApiParameter("type", OpenApiTypes.STR))
        },
    }
