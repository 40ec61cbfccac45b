"""The joint mechanism among the figures: counted by supervision, for the two organs alone."""

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from cases.models import Task
from reports.metrics import Counts
from reports.queries.blocks import Block, Fact, Line, Scope
from reports.queries.tallies import Tally
from supervision.models import ProposalKind, Referral, ReferralReceipt
from supervision.queries.mechanism import MechanismCounts, counts_of
from supervision.queries.proposals import proposals_visible_to
from supervision.queries.referrals import referrals_visible_to


def tally_mechanism(scope: Scope) -> Tally:
    """The four limbs up to the day of an instant; nothing to whoever is of neither organ."""
    found = _counts(scope)
    return Tally(
        Counts(
            items_shared_or_moved=found.items,
            joint_inspections=found.inspections,
            units_interviewed=found.units,
            persons_released=found.persons_by_case,
        )
    )


def mechanism_blocks(scope: Scope) -> list[Block]:
    """What the monthly report of the mechanism prints beside the four limbs."""
    persons = _counts(scope).persons
    whole = _("未公布") if persons is None else f"{persons:,}"
    told = {"persons_of_mechanism": Fact(_("全机制问责人数"), persons)}
    return [
        Block(_("移送"), _referrals(scope)),
        Block(_("待决定和已决定的建议"), _proposals(scope)),
        Block(_("问责"), [(_("全机制问责人数"), whole), *_released(scope)], told),
    ]


def _counts(scope: Scope) -> MechanismCounts:
    return counts_of(scope.reader, as_of=scope.day, source=scope.wanted.source)


def _sent(scope: Scope) -> QuerySet[Referral]:
    sent = referrals_visible_to(scope.reader).filter(sent_at__lte=scope.as_of)
    return sent.filter(source=scope.wanted.source) if scope.wanted.source else sent


def _referrals(scope: Scope) -> list[Line]:
    sent = _sent(scope)
    receipts = ReferralReceipt.objects.filter(referral__in=sent, received_at__lte=scope.as_of)
    return [(_("已移送"), f"{sent.count():,}"), (_("已收回执"), f"{receipts.count():,}")]


def _released(scope: Scope) -> list[Line]:
    """What was released of single cases, by the words of its release."""
    told = _sent(scope).filter(persons__isnull=False, released_at__lte=scope.as_of).order_by("released_at", "pk")
    return [(one.scope or one.subject_summary, _("%s人") % one.persons) for one in told]


def _proposals(scope: Scope) -> list[Line]:
    made = proposals_visible_to(scope.reader).filter(created_at__lte=scope.as_of)
    if scope.wanted.source:
        mine = Task.objects.filter(source_system=scope.wanted.source)
        made = made.filter(Q(subject_id__in=mine.values("pk")) | ~Q(subject_type="task"))
    found = dict(made.order_by().values_list("kind").annotate(count=Count("pk")))
    return [(str(kind.label), f"{found.get(kind.value, 0):,}") for kind in ProposalKind]
