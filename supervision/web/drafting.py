"""A referral is written: at its own desk, or by a verb on what it is about."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from agencies.queries.regions import current_regions
from agencies.queries.ties import tied_agencies
from agencies.queries.validity import in_force
from agencies.rules import is_command_office
from kernel.actor import Actor
from kernel.forms import Choices, Options
from kernel.page_request import PageRequest
from kernel.verbs import FieldOf
from kernel.web_nouns import VerbPage
from supervision.actions.referrals import NewReferral, draft_referral
from supervision.models import ADDRESSEES, Direction, Ground, Referral
from supervision.nouns import REFERRALS
from supervision.queries.changes import apart_since
from supervision.rules import drafts
from supervision.web.record_forms import RecordPage
from supervision.web.referrals import GRAVE, refuse_strangers

ADDRESSED = frozenset(kind for kinds in ADDRESSEES.values() for kind in kinds)
EDITED = ("subject_summary", "facts", "excuses", "letter_number")


def options_for(actor: Actor) -> Options:
    """The agencies a referral may concern or go to, and the directions and grounds of this organ."""
    today = timezone.localdate()

    def options(field: FieldOf) -> Choices | None:
        if field.name == "region_code":
            return [(region.code, region.name) for region in current_regions(on=today)]
        if field.name in {"concerned_agency", "addressee"}:
            agencies = Agency.objects.order_by("kind", "code").filter(in_force(today), case="")
            organs = agencies.filter(kind__in=ADDRESSED)
            found = organs if field.name == "addressee" else agencies.exclude(code__in=tied_agencies(actor))
            return [(agency.code, agency.name) for agency in found]
        return _fit(field, from_organ=not is_command_office(actor))

    return options


def _fit(field: FieldOf, *, from_organ: bool) -> Choices | None:
    own = {"direction": Direction.DISCIPLINE_TO_HQ, "ground": Ground.POLLUTION_CLUE}.get(field.name)
    if own is None:
        return None
    return [(value, label) for value, label in field.choices if (value == own) == from_organ]


def _start(request: PageRequest) -> dict[str, Any]:
    start: dict[str, Any] = {name: request.GET.get(name, "") for name in ("clue", "task")}
    office = is_command_office(request.actor)
    start["direction"] = Direction.HQ_TO_DISCIPLINE if office else Direction.DISCIPLINE_TO_HQ
    return start


new_referral = RecordPage(
    title=_("起草移送"),
    hint=_("写事实，也写听取的陈述和申辩；不写举报人信息。材料在下一页添加。"),
    takes=NewReferral,
    do=draft_referral,
    allowed=drafts,
    hidden=refuse_strangers,
    back="/referrals/",
    leads_to=lambda referral: f"/referrals/{referral.pk}",
    options=options_for,
    initial=_start,
).view()


def _title(request: PageRequest, referral: Referral) -> str:
    return referral.subject_summary


def _suggested(name: str, referral: Referral) -> dict[str, Any]:
    return {field: getattr(referral, field) for field in EDITED} if name in {"edit", "send"} else {}


def _no_options(referral: Referral) -> Options:
    return lambda _field: None


referral_action = VerbPage(REFERRALS, _no_options, _title, GRAVE, suggested=_suggested, since=apart_since).view()
