"""What is asked of referrals."""

from django.db.models import Count, Q, QuerySet

from agencies.models import Agency
from agencies.queries.directory import agencies_above, agencies_below
from agencies.queries.ties import tied_agencies
from agencies.queries.validity import in_force
from agencies.rules import is_command_office
from kernel.actor import Actor
from kernel.apart import ordinary
from supervision.models import Direction, OrganSphere, Referral, ReferralMaterial, ReferralPaper
from supervision.rules import allows, is_organ
from supervision.workflow import REFERRAL


def referrals_visible_to(actor: Actor) -> QuerySet[Referral]:
    """The office sees its register, an organ what was sent to it or into its sphere; nobody with a tie sees any."""
    if not is_command_office(actor) and not is_organ(actor):
        return Referral.objects.none()
    untied = Referral.objects.exclude(concerned_agency__in=tied_agencies(actor))
    if is_command_office(actor):
        return untied.filter(~Q(direction=Direction.DISCIPLINE_TO_HQ) | Q(sent_at__isnull=False))
    sent = Q(sent_at__isnull=False, direction__in=[Direction.HQ_TO_DISCIPLINE, Direction.INSPECTION_TO_DISCIPLINE])
    return untied.filter(Q(drafted_by_agency=actor.agency_id) | (sent & _sent_into_sphere(actor)))


def materials_visible_to(actor: Actor) -> QuerySet[ReferralMaterial]:
    """The files of the referrals that the actor sees."""
    return ReferralMaterial.objects.filter(referral__in=referrals_visible_to(actor))


def papers_visible_to(actor: Actor) -> QuerySet[ReferralPaper]:
    """The frozen letters and receipts of the referrals that the actor sees."""
    return ReferralPaper.objects.filter(referral__in=referrals_visible_to(actor))


def _sent_into_sphere(actor: Actor) -> Q:
    """Addressed to the organ or to one below it, or to one above about an agency in its own sphere."""
    own = actor.agency_id or "-"
    holder = actor.post or actor.client
    above = agencies_above(own) - {own}
    direct = Q(addressee__in=agencies_below(own, by_territory=False))
    if holder is None or not above:
        return direct
    watched = _watched_by_group(own) if actor.agency_kind == Agency.Kind.STATIONED_GROUP else None
    region = holder.agency.region_id
    inside = Q(concerned_agency__region__code__startswith=region.removesuffix("00") if len(region) == 6 else region)  # noqa: PLR2004 -- GB/T 2260
    if watched is not None:
        inside = Q(concerned_agency__in=watched)
    return direct | (Q(addressee__in=above) & inside)


def _watched_by_group(organ: str) -> set[str]:
    lines = OrganSphere.objects.filter(organ_id=organ).values_list("agency_id", flat=True)
    return {code for line in lines for code in agencies_below(line)}


def agencies_in_sphere(actor: Actor) -> QuerySet[Agency]:
    """The agencies whose figures an organ may read: a group those it watches, a district's organ its district's."""
    agencies = Agency.objects.filter(in_force(), case="").exclude(kind__in=["discipline", "stationed_group"])
    holder = actor.post or actor.client
    if holder is None or not is_organ(actor):
        return agencies.none()
    if actor.agency_kind == Agency.Kind.STATIONED_GROUP:
        return agencies.filter(code__in=_watched_by_group(holder.agency_id))
    region = holder.agency.region_id
    return agencies.filter(region__code__startswith=region[:4] if region.endswith("00") else region)


def for_reading(referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    """With everything that one referral or a page of them shows, in a fixed number of queries."""
    joined = ("concerned_agency", "addressee", "receipt", "region")
    return referrals.select_related(*joined).prefetch_related("materials", "drafted_by_agency", "approved_by")


def may(actor: Actor, verb: str, referral: Referral) -> bool:
    """Say whether this actor may ever do this to this referral, whatever its status."""
    return allows(actor, verb, "referral", referral)


def verbs_open_to(actor: Actor, referral: Referral) -> list[str]:
    """What this actor may do to this referral now: who and when, met once."""
    return [verb for verb in REFERRAL.open_to(referral) if may(actor, verb, referral)]


def shelves_of(actor: Actor) -> dict[str, int]:
    """How many referrals that the reader sees stand at each status."""
    found = ordinary(referrals_visible_to(actor)).order_by().values("status").annotate(count=Count("pk"))
    return {row["status"]: row["count"] for row in found}
