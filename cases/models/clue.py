"""Clues: the complaints and findings that the office follows to their end."""

from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from agencies.models import Agency, Person, Region, RoutingRule
from cases.models.codes import (
    NOT_COUNTED,
    OPEN,
    Channel,
    Closure,
    ClueStatus,
    CoordSys,
    LegalPath,
    Priority,
    RoutingMode,
    SupervisionLevel,
    Verdict,
)
from cases.models.counted import counted_of
from cases.models.inspection import Batch
from cases.models.ledger import LedgerImport
from cases.models.marks import marks_of
from kernel.apart import OfACase
from kernel.ids import new_id

# What every figure is counted from: one index holds it all, so that counting reads no clue itself.
FIGURED = [
    "due_at", "closed_at", "interim_closed_at", "not_accepted_at", "dispatched_at", "status", "cycle", "verdict",
    "channel", "region", "lead_agency", "concerns_agency", "pollution_types", "source_system", "batch", "ledger_import",
    "split_from", "case", "dates_unknown", "closing_unknown",
]  # fmt: skip
# What stands beside a rate, and by what it is parted.
QUALITY = ["received_at", "status", "source_system", "region", "lead_agency"]
ENDED = (ClueStatus.CLOSED, ClueStatus.INTERIM_CLOSED, ClueStatus.NOT_ACCEPTED)


class Clue(OfACase):
    """One environmental problem that somebody told the office about."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=32, unique=True)
    version = models.IntegerField(default=1)
    cycle = models.SmallIntegerField(default=1)
    status = models.CharField(max_length=16, choices=ClueStatus)

    title = models.CharField(max_length=200, blank=True)
    description = models.TextField()
    handling_summary = models.TextField(blank=True)
    summary_confirmed = models.BooleanField(default=False)
    channel = models.CharField(max_length=20, choices=Channel)
    legal_path = models.CharField(max_length=16, choices=LegalPath, default=LegalPath.ENV_BUSINESS)
    priority = models.CharField(max_length=8, choices=Priority, default=Priority.GENERAL)
    pollution_types = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=300, blank=True)
    lon = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    lat = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    coord_sys = models.CharField(max_length=8, choices=CoordSys, blank=True)
    wgs84_lon = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    wgs84_lat = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    # By how far the place lies outside the region, until somebody has mended or confirmed it.
    outside_region_km = models.PositiveIntegerField(null=True)
    subject_name = models.CharField(max_length=200, blank=True)
    subject_uscc = models.CharField(max_length=18, blank=True)
    concerns_agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="clues")

    occurred_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    presented_at = models.DateTimeField(null=True)
    instructed_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    first_signed_at = models.DateTimeField(null=True)  # of the first cycle for good, as the next ones
    first_investigated_at = models.DateTimeField(null=True)
    first_reported_at = models.DateTimeField(null=True)
    first_closed_at = models.DateTimeField(null=True)
    first_returned_at = models.DateTimeField(null=True)
    first_reopened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    interim_closed_at = models.DateTimeField(null=True)
    planned_finish = models.DateField(null=True)
    not_accepted_at = models.DateTimeField(null=True)
    written_off_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    source_system = models.CharField(max_length=64, blank=True)
    source_external_id = models.CharField(max_length=128, blank=True)
    source_version = models.CharField(max_length=64, blank=True)
    ledger_import = models.ForeignKey(LedgerImport, null=True, on_delete=models.PROTECT, related_name="clues")
    ledger_digest = models.CharField(max_length=64, blank=True)
    ledger_unit = models.CharField(max_length=128, blank=True)
    historical_overdue = models.BooleanField(default=False)
    dates_unknown = models.BooleanField(default=False)  # when it came; the import's instant stands for it
    closing_unknown = models.BooleanField(default=False)  # when it was first closed, likewise

    filed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    filed_by_agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    lead_agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    co_agencies = models.ManyToManyField(Agency, through="CoHandling", related_name="+")
    handler = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    routing_mode = models.CharField(max_length=12, choices=RoutingMode, blank=True)
    routing_rule = models.ForeignKey(RoutingRule, null=True, on_delete=models.PROTECT, related_name="+")
    routing_reason = models.TextField(blank=True)
    proposed_lead = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    rules_off = models.BooleanField(default=False)
    given_back = models.BooleanField(default=False)
    source_updated_at = models.DateTimeField(null=True)
    source_words = models.JSONField(default=dict, blank=True)  # said after the unit had its words; the office decides
    verdict = models.CharField(max_length=24, choices=Verdict, blank=True)
    findings = models.TextField(blank=True)
    measures = models.TextField(blank=True)
    extension_asked_days = models.SmallIntegerField(null=True)
    supervision_level = models.CharField(max_length=8, choices=SupervisionLevel, blank=True)
    write_off_asked_agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    write_off_asked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    # The cycles that a reopening ended: their deadlines and ends, the oldest first.
    earlier = models.JSONField(default=list, blank=True)
    repeats = models.SmallIntegerField(default=0)
    split_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    duplicate_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="duplicates")
    search = SearchVectorField()

    class Meta:
        ordering = ("-received_at", "-id")
        constraints = [
            models.CheckConstraint(name="clue_status_is_known", condition=Q(status__in=ClueStatus.values)),
            models.CheckConstraint(name="clue_channel_is_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(name="clue_verdict_is_known", condition=Q(verdict__in=["", *Verdict.values])),
            models.CheckConstraint(name="clue_description_is_not_blank", condition=Q(description__regex=r"\S")),
            models.CheckConstraint(
                name="clue_closed_at_iff_closed",
                condition=Q(status=ClueStatus.CLOSED, closed_at__isnull=False)
                | (~Q(status=ClueStatus.CLOSED) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="clue_is_first_closed_no_later_than_closed",
                condition=Q(first_closed_at__isnull=True)
                | Q(closed_at__isnull=True)
                | Q(first_closed_at__lte=F("closed_at")),
            ),
            models.CheckConstraint(
                name="clue_not_accepted_at_iff_not_accepted",
                condition=Q(status=ClueStatus.NOT_ACCEPTED, not_accepted_at__isnull=False)
                | (~Q(status=ClueStatus.NOT_ACCEPTED) & Q(not_accepted_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="clue_interim_close_has_its_instant",
                condition=~Q(status=ClueStatus.INTERIM_CLOSED) | Q(interim_closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="clue_interim_close_names_its_finish",
                condition=~Q(status=ClueStatus.INTERIM_CLOSED)
                | Q(planned_finish__isnull=False)
                | Q(ledger_import__isnull=False),
            ),
            models.CheckConstraint(
                name="clue_written_off_only_after_closing",
                condition=Q(written_off_at__isnull=True) | Q(status=ClueStatus.CLOSED),
            ),
            models.CheckConstraint(
                name="clue_under_way_has_a_lead",
                condition=~Q(status__in=["dispatched", "signed", "investigating", "reported"])
                | Q(lead_agency__isnull=False)
                | Q(ledger_import__isnull=False),
            ),
            models.CheckConstraint(
                name="clue_awaiting_dispatch_has_no_lead",
                condition=~Q(status=ClueStatus.REGISTERED)
                | Q(lead_agency__isnull=True)
                | Q(ledger_import__isnull=False),
            ),
            models.CheckConstraint(
                name="clue_report_and_closure_carry_a_verdict",
                condition=~Q(status__in=["reported", "closed", "interim_closed"])
                | ~Q(verdict="")
                | Q(ledger_import__isnull=False),
            ),
            models.CheckConstraint(
                name="clue_coordinates_come_in_pairs_with_their_datum",
                condition=Q(lon__isnull=True, lat__isnull=True)
                | (Q(lon__range=(-180, 180), lat__range=(-90, 90)) & ~Q(coord_sys="")),
            ),
            models.CheckConstraint(
                name="clue_merged_iff_it_names_the_other",
                condition=Q(status=ClueStatus.MERGED, duplicate_of__isnull=False)
                | (~Q(status=ClueStatus.MERGED) & Q(duplicate_of__isnull=True)),
            ),
            models.CheckConstraint(
                name="clue_is_not_merged_into_itself",
                condition=Q(duplicate_of__isnull=True) | ~Q(duplicate_of=F("id")),
            ),
            models.CheckConstraint(
                name="clue_write_off_is_asked_after_closing",
                condition=Q(write_off_asked_agency__isnull=True)
                | Q(status=ClueStatus.CLOSED, written_off_at__isnull=True),
            ),
            models.CheckConstraint(
                name="clue_is_not_led_by_whom_it_concerns",
                condition=Q(concerns_agency__isnull=True)
                | Q(lead_agency__isnull=True)
                | ~Q(lead_agency=F("concerns_agency")),
            ),
            models.UniqueConstraint(
                name="one_clue_per_source_and_external_id",
                fields=["source_system", "source_external_id"],
                condition=~Q(source_system=""),
            ),
        ]
        indexes = [
            models.Index(name="clue_newest_first", fields=["-received_at", "-id"]),
            models.Index(name="clue_by_status", fields=["status", "-received_at", "-id"]),
            models.Index(name="clue_by_lead", fields=["lead_agency", "-received_at", "-id"]),
            models.Index(name="clue_open_by_due", fields=["due_at"], condition=Q(status__in=[s.value for s in OPEN])),
            models.Index(
                name="clue_open_with_place",
                fields=["-received_at", "-id"],
                condition=Q(status__in=[s.value for s in OPEN], wgs84_lon__isnull=False, wgs84_lat__isnull=False),
            ),
            models.Index(name="clue_by_import", fields=["ledger_import"], condition=Q(ledger_import__isnull=False)),
            models.Index(name="clue_for_figures", fields=["received_at"], include=FIGURED),
            models.Index(name="clue_changed_last", fields=["updated_at"]),  # figures as of an instant ask for it
            models.Index(name="clue_undated", fields=["received_at"], condition=Q(dates_unknown=True)),
            models.Index(name="clue_reopened", fields=["received_at"], condition=Q(cycle__gt=1)),
            models.Index(
                name="clue_returned",
                fields=["first_returned_at"],
                include=QUALITY,
                condition=Q(first_returned_at__isnull=False),
            ),
            models.Index(
                name="clue_reopened_first",
                fields=["first_reopened_at"],
                include=QUALITY,
                condition=Q(first_reopened_at__isnull=False),
            ),
            models.Index(name="clue_without_due", fields=["received_at"], condition=Q(due_at__isnull=True)),
            models.Index(
                name="clue_concerning", fields=["concerns_agency"], condition=Q(concerns_agency__isnull=False)
            ),
            GinIndex(name="clue_by_words", fields=["search"], fastupdate=True),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def event_subject(self) -> tuple[str, UUID, int]:
        """How events name it."""
        return "clue", self.id, self.version

    @property
    def counted(self) -> dict[str, object]:
        """How it stands in the figures."""
        return counted_of(self)

    @property
    def is_open(self) -> bool:
        """Say whether somebody still has to do something before it may be closed."""
        return self.status in OPEN

    @property
    def closure(self) -> str | None:
        """How far it is from the end; None where it counts nowhere or was not accepted."""
        if self.status == ClueStatus.CLOSED:
            return Closure.WRITTEN_OFF if self.written_off_at else Closure.CLOSED
        if self.status == ClueStatus.INTERIM_CLOSED:
            return Closure.INTERIM_CLOSED
        return None if self.status in (*NOT_COUNTED, ClueStatus.NOT_ACCEPTED) else Closure.OPEN

    @property
    def marks(self) -> list[str]:
        """Short remarks that lists show beside the clue."""
        return marks_of(self)


class CoHandling(models.Model):
    """An agency that helps the lead."""

    clue = models.ForeignKey(Clue, on_delete=models.CASCADE, related_name="co_handlings")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="an_agency_co_handles_a_clue_once", fields=["clue", "agency"])]

    def __str__(self) -> str:
        return f"{self.agency_id} → {self.clue_id}"
