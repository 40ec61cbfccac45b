"""What the schedule does for the kernel itself."""

from datetime import datetime, timedelta

from kernel.models import Delivery, IdempotentAnswer, RequestCount
from kernel.partitions import make_partitions

KEEP_DELIVERIES = timedelta(days=30)
KEEP_ANSWERS = timedelta(days=7)
KEEP_COUNTS = timedelta(days=2)


def purge_old_rows(at: datetime) -> None:
    """Delete deliveries that were done after 30 days, idempotent answers after 7, request counts after 2."""
    Delivery.objects.filter(done_at__lt=at - KEEP_DELIVERIES).delete()
    IdempotentAnswer.objects.filter(created_at__lt=at - KEEP_ANSWERS).delete()
    RequestCount.objects.filter(minute__lt=at - KEEP_COUNTS).delete()


def make_months_ahead(at: datetime) -> None:
    """Keep three months of the event log ready."""
    make_partitions(at)
