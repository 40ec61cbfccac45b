"""What everything stands on."""

from kernel.models.event import Event, EventSeal, Remark
from kernel.models.relay import WAITING, Delivery, Heartbeat, Slot
from kernel.models.request import FeedMark, IdempotentAnswer, RequestCount

__all__ = [
    "WAITING",
    "Delivery",
    "Event",
    "EventSeal",
    "FeedMark",
    "Heartbeat",
    "IdempotentAnswer",
    "Remark",
    "RequestCount",
    "Slot",
]
