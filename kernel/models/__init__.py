"""What everything stands on."""

from kernel.models.delivery import WAITING, Delivery, Heartbeat
from kernel.models.event import ErasedRemark, Event, EventSeal, Remark
from kernel.models.key import KnownKey
from kernel.models.request import FeedMark, IdempotentAnswer, RequestCount

__all__ = [
    "WAITING",
    "Delivery",
    "ErasedRemark",
    "Event",
    "EventSeal",
    "FeedMark",
    "Heartbeat",
    "IdempotentAnswer",
    "KnownKey",
    "Remark",
    "RequestCount",
]
