"""What everything stands on."""

from kernel.models.event import Event, EventSeal, Remark
from kernel.models.relay import WAITING, Delivery, Heartbeat, Slot
from kernel.models.request import IdempotentAnswer, RequestCount

__all__ = [
    "WAITING",
    "Delivery",
    "Event",
    "EventSeal",
    "Heartbeat",
    "IdempotentAnswer",
    "Remark",
    "RequestCount",
    "Slot",
]
