"""公开批次: complaints told outwards; one person writes, another reads them over, and what was told stays told."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Person
from cases.models import Batch, Closure, Clue, Inspection, MeasureCounts, Verdict
from kernel.ids import new_id


class DisclosureStatus(models.TextChoices):
    """How far a batch came on its way out."""

    DRAFTED = "drafted", _("起草中")
    SUBMITTED = "submitted", _("待保密审查")
    REVIEWED = "reviewed", _("已审查待公开")
    PUBLISHED = "published", _("已公开")
    WITHDRAWN = "withdrawn", _("已撤回")
    DISCARDED = "discarded", _("已弃用")


# What was told stays told, whatever was said of it later.
TOLD = (DisclosureStatus.PUBLISHED, DisclosureStatus.WITHDRAWN)


class DisclosureBatch(models.Model):
    """One table of complaints with its covering note: of an inspection's batch, or of any source and days."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.IntegerField(default=1)
    status = models.CharField(max_length=12, choices=DisclosureStatus)
    title = models.CharField(max_length=300)
    inspection = models.ForeignKey(Inspection, null=True, on_delete=models.PROTECT, related_name="disclosures")
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="disclosures")
    source = models.CharField(max_length=64, blank=True)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    contact = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    # Clues that the author took out: taking the rows anew does not bring them back.
    left_out = ArrayField(models.UUIDField(), default=list, blank=True)
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_on = models.DateField(null=True)
    # The covering note as it was told.
    content = models.JSONField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-drafted_at", "-id")
        constraints = [
            models.CheckConstraint(name="disclosure_status_is_known", condition=Q(status__in=DisclosureStatus.values)),
            models.CheckConstraint(
                name="disclosure_is_of_an_inspection_or_a_source",
                condition=Q(inspection__isnull=False, source="") | (Q(inspection__isnull=True) & ~Q(source="")),
            ),
            models.CheckConstraint(
                name="disclosure_of_a_batch_names_its_inspection",
                condition=Q(batch__isnull=True) | Q(inspection__isnull=False),
            ),
            models.CheckConstraint(
                name="disclosure_days_end_after_they_begin",
                condition=Q(first_day__isnull=True) | Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
            ),
            models.CheckConstraint(
                name="disclosure_is_reviewed_by_nobody_who_wrote_it",
                condition=Q(reviewed_by__isnull=True)
                | (Q(submitted_by__isnull=False) & ~Q(reviewed_by=F("drafted_by")) & ~Q(reviewed_by=F("submitted_by"))),
            ),
            models.CheckConstraint(
                name="disclosure_goes_out_reviewed_alone",
                condition=~Q(status__in=["reviewed", "published", "withdrawn"])
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="disclosure_published_iff_it_has_its_day_and_note",
                condition=Q(
                    status__in=["published", "withdrawn"],
                    published_on__isnull=False,
                    published_at__isnull=False,
                    content__isnull=False,
                )
                | (~Q(status__in=["published", "withdrawn"]) & Q(published_on__isnull=True, content__isnull=True)),
            ),
            models.CheckConstraint(
                name="disclosure_withdrawn_iff_for_a_reason",
                condition=(Q(status="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawal_reason=""))
                | (~Q(status="withdrawn") & Q(withdrawn_at__isnull=True, withdrawal_reason="")),
            ),
        ]
        indexes = [models.Index(name="disclosure_newest_first", fields=["-drafted_at", "-id"])]

    def __str__(self) -> str:
        return self.title

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How events name it."""
        return "disclosure", self.id, self.version

    @property
    def is_told(self) -> bool:
        """Say whether it went out, withdrawn or not."""
        return self.status in TOLD


class Beside(models.TextChoices):
    """Why a row stands beside the orders and is counted among none of them."""

    PART = "part", _("拆分件")
    MERGED = "merged", _("并案件")


class DisclosureItem(MeasureCounts):
    """One complaint as the table prints it; its original stays with the clue and is copied nowhere."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    disclosure = models.ForeignKey(DisclosureBatch, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    clue = models.ForeignKey(Clue, on_delete=models.PROTECT, related_name="disclosed")
    number = models.CharField(max_length=128)
    is_key = models.BooleanField(default=False)
    area = models.CharField(max_length=64)
    further_areas = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    pollution_types = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    batch_label = models.CharField(max_length=64, blank=True)
    verdict = models.CharField(max_length=24, choices=Verdict, blank=True)
    closure = models.CharField(max_length=16, choices=Closure)
    problem = models.TextField(blank=True)
    findings = models.TextField(blank=True)
    done = models.TextField(blank=True)
    # A part or a merged complaint is told with its state and counted with the order that it belongs to.
    beside = models.CharField(max_length=8, choices=Beside, blank=True)
    of_number = models.CharField(max_length=128, blank=True)
    # The row that told of it before; None where it is told for the first time.
    republishes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="republished_by")
    # Set where the published row is the one by which the complaint is counted.
    first_told = models.BooleanField(default=False)
    edited_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("disclosure", "position")
        constraints = [
            models.UniqueConstraint(name="one_disclosed_row_per_place", fields=["disclosure", "position"]),
            models.UniqueConstraint(name="a_complaint_stands_once_in_a_disclosure", fields=["disclosure", "clue"]),
            models.UniqueConstraint(
                name="a_complaint_is_counted_by_one_disclosure", fields=["clue"], condition=Q(first_told=True)
            ),
            models.CheckConstraint(
                name="disclosed_row_republishes_another",
                condition=Q(republishes__isnull=True) | ~Q(republishes=F("id")),
            ),
            models.CheckConstraint(
                name="disclosed_row_beside_an_order_counts_nowhere", condition=Q(beside="") | Q(first_told=False)
            ),
            models.CheckConstraint(
                name="disclosed_row_names_an_order_only_beside_it", condition=Q(of_number="") | ~Q(beside="")
            ),
            models.CheckConstraint(name="disclosed_row_beside_is_known", condition=Q(beside__in=["", *Beside.values])),
            models.CheckConstraint(name="disclosed_fine_is_no_debt", condition=Q(fine__isnull=True) | Q(fine__gte=0)),
        ]

    def __str__(self) -> str:
        return self.number


class DisclosureFile(models.Model):
    """One file of a published batch; opening it later gives the same bytes."""

    class Type(models.TextChoices):
        """In which form."""

        DOCX = "docx", "Word"
        XLSX = "xlsx", "Excel"
        HTML = "html", "HTML"

    disclosure = models.ForeignKey(DisclosureBatch, on_delete=models.PROTECT, related_name="files")
    type = models.CharField(max_length=4, choices=Type)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_file_of_a_type_per_disclosure", fields=["disclosure", "type"])]

    def __str__(self) -> str:
        return f"{self.disclosure_id}.{self.type}"


class DisclosureOutlet(models.Model):
    """Where and when a published batch was put out: an office's site, a paper, a channel."""

    disclosure = models.ForeignKey(DisclosureBatch, on_delete=models.PROTECT, related_name="outlets")
    outlet = models.CharField(max_length=120)
    put_out_on = models.DateField()
    link = models.URLField(max_length=500, blank=True)

    class Meta:
        ordering = ("put_out_on", "id")
        constraints = [
            models.UniqueConstraint(name="one_outlet_of_a_name_and_day", fields=["disclosure", "outlet", "put_out_on"])
        ]

    def __str__(self) -> str:
        return self.outlet
