"""What was published on accountability: how many persons, of which rank and body, met with which outcomes; no names."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Person
from kernel.ids import new_id


class Outcome(models.TextChoices):
    """What somebody met with, the gravest first."""

    JUSTICE = "justice", _("移送司法机关")
    PARTY_DISCIPLINE = "party_discipline", _("党纪处分")
    GOVERNMENT_SANCTION = "government_sanction", _("政务处分")
    ADMONITION = "admonition", _("诫勉")
    REORGANISATION = "reorganisation", _("组织处理")
    CRITICISM = "criticism", _("批评教育")
    OTHER = "other", _("其他处理")


class Rank(models.TextChoices):
    """The band of a post."""

    BUREAU = "bureau", _("厅局级")
    DIVISION = "division", _("县处级")
    SECTION = "section", _("乡科级")
    OTHER = "other", _("其他")


class Body(models.TextChoices):
    """The kind of body in which somebody answered for something."""

    PARTY_COMMITTEE = "party_committee", _("党委")
    GOVERNMENT = "government", _("政府")
    DEPARTMENT = "department", _("职能部门")
    ENTERPRISE = "enterprise", _("国有企业")
    INSTITUTION = "institution", _("事业单位")
    OTHER = "other", _("其他")


class AccountabilityNotice(models.Model):
    """问责通报: a public notice, whose table was written down here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=200, unique=True)
    published_on = models.DateField()
    link = models.URLField(blank=True)
    source = models.CharField(max_length=64, blank=True, db_index=True)
    kept_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ("-published_on", "-id")
        constraints = [
            models.CheckConstraint(name="accountability_notice_has_a_title", condition=Q(title__regex=r"\S"))
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How the event log names it."""
        return "accountability_notice", self.id, 0


class AccountablePerson(models.Model):
    """Somebody in a notice, known by a number in its table alone; counted once, whatever the outcomes."""

    notice = models.ForeignKey(AccountabilityNotice, on_delete=models.CASCADE, related_name="persons")
    number = models.PositiveIntegerField()
    rank = models.CharField(max_length=12, choices=Rank)
    body = models.CharField(max_length=16, choices=Body)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_person_stands_once_in_a_notice", fields=["notice", "number"]),
            models.CheckConstraint(name="accountable_rank_is_known", condition=Q(rank__in=Rank.values)),
            models.CheckConstraint(name="accountable_body_is_known", condition=Q(body__in=Body.values)),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.number}"


class PublishedOutcome(models.Model):
    """One outcome of one person: 人次 are counted by these."""

    person = models.ForeignKey(AccountablePerson, on_delete=models.CASCADE, related_name="outcomes")
    outcome = models.CharField(max_length=24, choices=Outcome)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_person_meets_an_outcome_once", fields=["person", "outcome"]),
            models.CheckConstraint(name="published_outcome_is_known", condition=Q(outcome__in=Outcome.values)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.outcome}"
