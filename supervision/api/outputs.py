"""What the REST door shows of supervision: the OpenAPI document is drawn from it."""

from typing import Any

from rest_framework import serializers

from supervision.models import Direction, Ground, MaterialKind, Referral, ReferralMaterial, ReferralStatus, Result


class Out(serializers.Serializer[Any]):
    """A shape that is only shown."""


class MaterialOut(Out):
    """A file that lies with a referral."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=MaterialKind.choices)
    name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    created_at = serializers.DateTimeField()


class MaterialsOut(Out):
    """The files that lie with a referral."""

    results = MaterialOut(many=True)


class MaterialIn(serializers.Serializer[Any]):
    """A multipart upload."""

    file = serializers.FileField()
    kind = serializers.ChoiceField(choices=["material", "scan"], required=False)


class OutcomeOut(Out):
    """What the organ released: totals, and nobody's name."""

    result = serializers.ChoiceField(choices=Result.choices)
    persons = serializers.IntegerField()
    organisations = serializers.IntegerField()
    scope = serializers.CharField()
    date = serializers.DateField()


class ReferralOut(Out):
    """A referral as the two organs know it."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    status = serializers.ChoiceField(choices=ReferralStatus.choices)
    direction = serializers.ChoiceField(choices=Direction.choices)
    ground = serializers.ChoiceField(choices=Ground.choices)
    clue = serializers.UUIDField(allow_null=True)
    task = serializers.UUIDField(allow_null=True)
    concerned_agency = serializers.CharField(allow_null=True)
    concerned_agency_name = serializers.CharField(allow_null=True)
    addressee = serializers.CharField()
    addressee_name = serializers.CharField()
    subject_summary = serializers.CharField()
    facts = serializers.CharField()
    excuses = serializers.CharField()
    letter_number = serializers.CharField(allow_null=True)
    materials = MaterialOut(many=True)
    receipt_number = serializers.CharField(allow_null=True)
    return_reason = serializers.CharField(allow_null=True)
    outcome = OutcomeOut(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    sent_at = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField(allow_null=True)
    returned_at = serializers.DateTimeField(allow_null=True)
    released_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ReferralPageOut(Out):
    """A keyset page of referrals."""

    results = ReferralOut(many=True)
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)


def material_shown(material: ReferralMaterial) -> dict[str, object]:
    """A file as the contract prints it."""
    return {
        "id": str(material.id),
        "kind": material.kind,
        "name": material.name,
        "media_type": material.media_type,
        "size": material.size,
        "sha256": material.sha256,
        "created_at": material.created_at,
    }


def referral_shown(referral: Referral) -> dict[str, Any]:
    """A referral as the contract prints it."""
    receipt = getattr(referral, "receipt", None)
    return {
        "id": str(referral.id),
        "number": referral.number,
        "status": referral.status,
        "direction": referral.direction,
        "ground": referral.ground,
        "clue": referral.clue_id and str(referral.clue_id),
        "task": referral.task_id and str(referral.task_id),
        "concerned_agency": referral.concerned_agency_id,
        "concerned_agency_name": referral.concerned_agency.name if referral.concerned_agency else None,
        "addressee": referral.addressee_id,
        "addressee_name": referral.addressee.name,
        "subject_summary": referral.subject_summary,
        "facts": referral.facts,
        "excuses": referral.excuses,
        "letter_number": referral.letter_number or None,
        "materials": [material_shown(material) for material in referral.materials.all()],
        "receipt_number": receipt.number if receipt else None,
        "return_reason": referral.return_reason or None,
        "outcome": _outcome(referral),
        "approved_at": referral.approved_at,
        "sent_at": referral.sent_at,
        "received_at": receipt.received_at if receipt else None,
        "returned_at": referral.returned_at,
        "released_at": referral.released_at,
        "version": referral.version,
        "created_at": referral.created_at,
        "updated_at": referral.updated_at,
    }


def _outcome(referral: Referral) -> dict[str, object] | None:
    """After release only."""
    if referral.status != ReferralStatus.RELEASED:
        return None
    return {
        "result": referral.result,
        "persons": referral.persons,
        "organisations": referral.organisations,
        "scope": referral.scope,
        "date": referral.announced_on,
    }
