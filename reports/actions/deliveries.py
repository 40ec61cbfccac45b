"""Delivery: which posts receive the issued reports of a kind, the line in their inbox, and the receipt."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from cases.actions.clues import refuse_unknown_post
from kernel.actor import Actor
from kernel.errors import FieldError, GuardUnmet
from kernel.events import Named, record
from kernel.ids import name_id
from kernel.verbs import given
from reports.models import Report, ReportKind, ReportReceipt, ReportRecipient
from reports.queries.texts import recipients_of

TWO_ORGANS = frozenset({Agency.Kind.COMMAND_OFFICE, Agency.Kind.DISCIPLINE})


@dataclass(frozen=True)
class ChooseRecipients:
    """Everybody who receives the reports of a kind from now on; whoever is not named receives them no more."""

    kind: str = given(gettext_lazy("报告类型"), choices=ReportKind)
    posts: tuple[str, ...] = given(gettext_lazy("接收岗位"), default=(), most=64, check=refuse_unknown_post)


def choose_recipients(what: ChooseRecipients, *, by: Actor, at: datetime) -> list[str]:
    """Choose the posts; what was delivered before stays delivered."""
    posts = sorted(set(what.posts))
    _refuse_outsiders(what.kind, posts)
    before = recipients_of(what.kind)
    if posts == before:
        return posts
    ReportRecipient.objects.filter(kind=what.kind).exclude(post__in=posts).delete()
    rows = [ReportRecipient(kind=what.kind, post=post) for post in posts if post not in before]
    ReportRecipient.objects.bulk_create(rows)
    facts = {"kind": what.kind, "posts": posts, "before": before}
    subject = Named("report_recipients", name_id("report_recipients", what.kind))
    record(subject, "report_recipients.chosen", by=by, at=at, data=facts)
    return posts


def _refuse_outsiders(kind: str, posts: list[str]) -> None:
    """What two organs count together is delivered to nobody else."""
    if kind != ReportKind.MECHANISM:
        return
    codes = {post: post.rpartition(":")[0] for post in posts}
    kinds = dict(Agency.objects.filter(code__in=codes.values()).values_list("code", "kind"))
    faults = [
        FieldError(f"/posts/{place}", "outside_the_two_organs", _("联动月报只送两个机关：%s") % post)
        for place, post in enumerate(posts)
        if kinds.get(codes[post]) not in TWO_ORGANS
    ]
    if faults:
        raise GuardUnmet(errors=faults)


def open_report(report: Report, *, by: Actor, at: datetime) -> None:
    """Receipt: the first time that somebody in a post it was delivered to opens it."""
    if by.person is None or not by.post_code:
        return
    waiting = ReportReceipt.objects.filter(report=report, post=by.post_code, opened_at__isnull=True)
    receipt = waiting.select_for_update().first()
    if receipt is None:
        return
    receipt.opened_at, receipt.opened_by_id = at, by.person.pk
    receipt.save(update_fields=["opened_at", "opened_by"])
    record(receipt, "report_receipt.opened", by=by, at=at, data={"report": str(report.pk), "post": receipt.post})
