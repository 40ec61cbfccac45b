"""Referrals at the REST door, for the two organs' own people and programs; to everybody else there is no such door."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.access import claim, find, permit
from kernel.actor import Actor
from kernel.api import JSONParser, entity_tag, page_of
from kernel.errors import BadInput, FieldError, Forbidden, NotFound
from kernel.marks_answers import without_marks_answer
from kernel.rest import AnyMedia
from kernel.rest_nouns import SHOWS, ActionList, NounView, OneAction, OneRecord, filtered
from kernel.verbs import shaped
from kernel.web import download
from supervision.actions.compartment_log import note_reading
from supervision.actions.materials import add_material
from supervision.actions.referrals import NewReferral, draft_referral
from supervision.api.outputs import material_shown, referral_shown
from supervision.exports import package_of, read_material
from supervision.filters import ReferralFilter
from supervision.models import MaterialKind, Reading, Referral, ReferralMaterial
from supervision.nouns import REFERRALS
from supervision.queries.referrals import for_reading, materials_visible_to, referrals_visible_to
from supervision.rules import of_two_organs, writes

UPLOADED = (MaterialKind.MATERIAL, MaterialKind.SCAN)


class ReferralView(NounView):
    """What every address of referrals shares."""

    noun = REFERRALS
    read_scope = "referrals:read"
    write_scope = "referrals:write"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """To whoever is of neither organ the address leads nowhere, whatever their token says."""
        try:
            super().initial(request, *args, **kwargs)
        except Forbidden:
            if of_two_organs(self.actor):
                raise
        if not of_two_organs(self.actor):
            raise NotFound

    def read(self, pk: str) -> Referral:
        """The referral with everything its answer shows."""
        referral = find(for_reading(referrals_visible_to(self.actor)), pk)
        note_reading(Reading.What.REFERRAL, [referral.id], by=self.actor, at=timezone.now())
        return referral

    def read_back(self, referral: Referral) -> Referral:
        """A referral just written, with everything its answer shows; whoever wrote it may see the answer."""
        return for_reading(Referral.objects.all()).get(pk=referral.pk)

    def tag(self, referral: Referral) -> str:
        """By version."""
        return entity_tag(referral.id, referral.version)

    def shown(self, referral: Referral) -> dict[str, Any]:
        """The referral as both organs know it."""
        return referral_shown(referral)


SHOWS[Referral] = ReferralView


class ReferralList(ReferralView):
    """`/referrals`."""

    parameters = None

    def get(self, request: Request) -> Response:
        """One page, newest first."""
        rows = for_reading(filtered(request, ReferralFilter, referrals_visible_to(self.actor), by=self.actor))
        referrals, addresses = page_of(rows, request, by="created_at")
        read = [referral.id for referral in referrals]
        note_reading(Reading.What.LIST, read, by=self.actor, at=timezone.now())
        return Response({"results": [referral_shown(referral) for referral in referrals], **addresses})

    def post(self, request: Request) -> Response:
        """Write one."""
        told, marks = without_marks_answer(request.data)
        what, by = shaped(NewReferral, told, by=self.actor), self.actor.answering(marks)
        return self.once(lambda now: self._draft(what, by, now), replay=self.replayed)

    def _draft(self, what: NewReferral, by: Actor, now: datetime) -> Response:
        return self.answer(self.read_back(draft_referral(what, by=by, at=now)), status=201)


class ReferralDetail(OneRecord, ReferralView):
    """`/referrals/{id}`."""


class ReferralActions(ActionList, ReferralView):
    """`/referrals/{id}/actions`."""


class ReferralAction(OneAction, ReferralView):
    """`/referrals/{id}/actions/{name}`."""


class ReferralMaterials(ReferralView):
    """`/referrals/{id}/materials`."""

    parser_classes = (MultiPartParser, JSONParser)

    def get(self, request: Request, pk: str) -> Response:
        """The list."""
        return Response({"results": [material_shown(one) for one in self.read(pk).materials.all()]})

    def post(self, request: Request, pk: str) -> Response:
        """Add one: the part `file`, and whether it is the scanned final."""
        return self.once(lambda now: self._add(request, pk, now), replay=self._replayed)

    def _add(self, request: Request, pk: str, now: datetime) -> Response:
        referral = claim(referrals_visible_to(self.actor), pk)
        permit(writes(self.actor, referral))
        file: Any = request.FILES.get("file")
        if file is None:
            raise BadInput(errors=[FieldError("/file", "required", _("请选择文件"))])
        material = add_material(
            referral, file, size=file.size, name=file.name, kind=_kind_of(request), root=Path(settings.MEDIA_ROOT),
            by=self.actor, at=now,
        )  # fmt: skip
        return self._answer(material, 201)

    def _replayed(self, resource: str, status: int) -> Response:
        return self._answer(find(materials_visible_to(self.actor), resource), status)

    def _answer(self, material: ReferralMaterial, status: int) -> Response:
        response = Response(material_shown(material), status=status)
        response.resource = material.id  # type: ignore[attr-defined]
        return response


def _kind_of(request: Request) -> MaterialKind:
    kind = request.POST.get("kind", MaterialKind.MATERIAL)
    if kind not in UPLOADED:
        raise BadInput(errors=[FieldError("/kind", "invalid_choice", _("不是可选的种类"))])
    return MaterialKind(kind)


class MaterialBytes(ReferralView):
    """`/referrals/{id}/materials/{material}`."""

    content_negotiation_class = AnyMedia

    def get(self, request: Request, pk: str, material: str) -> HttpResponse:
        """The bytes, with their hash."""
        found = find(materials_visible_to(self.actor).filter(referral=self.read(pk)), material)
        return download(read_material(found, root=Path(settings.MEDIA_ROOT)), found.name, found.media_type)


class ReferralPackage(ReferralView):
    """`/referrals/{id}/package`."""

    content_negotiation_class = AnyMedia

    def get(self, request: Request, pk: str) -> HttpResponse:
        """Everything that lies with it, in one archive."""
        referral = self.read(pk)
        note_reading(Reading.What.PACKAGE, [referral.id], by=self.actor, at=timezone.now())
        zone = timezone.get_default_timezone()
        content = package_of(referral, root=Path(settings.MEDIA_ROOT), zone=zone)
        return download(content, f"{referral.number}.zip", "application/zip")
