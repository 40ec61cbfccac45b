"""Letters: drafted by the worker or a person, signed by a person, frozen from then on."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Person
from kernel.apart import OfACase
from kernel.ids import new_id
from supervision.models.codes import LetterKind, LetterStatus
from supervision.models.referral import Referral

FORMS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


class Letter(OfACase):
    """One letter of the office; what concerns a referral is not among them."""

    reference: ClassVar[str] = "id"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.IntegerField(default=1)
    status = models.CharField(_("状态"), max_length=8, choices=LetterStatus)
    kind = models.CharField(_("文种"), max_length=20, choices=LetterKind)
    title = models.CharField(_("标题"), max_length=200)
    addressee = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    addressed_to = models.CharField(_("主送"), max_length=200)
    copies = models.CharField(_("抄送"), max_length=300, blank=True)
    body = models.TextField(_("正文"))
    letter_number = models.CharField(_("文号"), max_length=64, blank=True)
    reply_due = models.DateField(_("回复期限"), null=True)
    replied_on = models.DateField(_("回复日期"), null=True)
    reply_number = models.CharField(_("复函文号"), max_length=64, blank=True)
    issuer = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    subject_type = models.CharField(max_length=16, blank=True)
    subject_id = models.UUIDField(null=True)
    # The letters that one thing set off carry one mark.
    trigger = models.UUIDField(null=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-drafted_at", "-id")
        constraints = [
            models.CheckConstraint(name="letter_status_is_known", condition=Q(status__in=LetterStatus.values)),
            models.CheckConstraint(
                name="letter_of_a_referral_is_in_the_compartment",
                condition=Q(kind__in=[k for k in LetterKind.values if k not in {"referral_letter", "receipt"}]),
            ),
            models.CheckConstraint(
                name="letter_is_signed_by_a_person",
                condition=Q(status="signed", signed_at__isnull=False, signed_by__isnull=False)
                | (~Q(status="signed") & Q(signed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="letter_leaves_with_its_number", condition=~Q(status="signed") | Q(letter_number__regex=r"\S")
            ),
            models.CheckConstraint(
                name="letter_is_replied_to_once_signed", condition=Q(replied_on__isnull=True) | Q(status="signed")
            ),
            models.UniqueConstraint(
                name="one_letter_of_a_kind_per_trigger", fields=["trigger", "kind"], condition=Q(trigger__isnull=False)
            ),
        ]
        indexes = [
            models.Index(name="letter_newest_first", fields=["-drafted_at", "-id"]),
            models.Index(name="letter_by_subject", fields=["subject_id"], condition=Q(subject_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How the event log names it."""
        return "letter", self.id, self.version


class FrozenFile(models.Model):
    """The bytes of a signed paper. The table refuses UPDATE, DELETE and TRUNCATE by trigger."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    form = models.CharField(max_length=4, choices=[(form, form) for form in FORMS])
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ("form",)


class LetterFile(FrozenFile):
    """A signed letter as a file."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="files")

    class Meta(FrozenFile.Meta):
        constraints = [models.UniqueConstraint(name="one_file_of_a_form_per_letter", fields=["letter", "form"])]

    def __str__(self) -> str:
        return self.form


class ReferralPaper(FrozenFile):
    """移送函 or 回执 of a referral as a file; one of each per sending."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=20, choices=LetterKind)
    version = models.IntegerField()

    class Meta(FrozenFile.Meta):
        constraints = [
            models.UniqueConstraint(
                name="one_paper_of_a_form_per_sending", fields=["referral", "kind", "form", "version"]
            ),
            models.CheckConstraint(
                name="referral_paper_is_a_letter_or_a_receipt", condition=Q(kind__in=["referral_letter", "receipt"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.form}"
