"""What a worker has in hand is what it works on, and nothing that it has done."""

from typing import Any

import pytest
from django.conf import settings
from kombu import Connection
from redis import ResponseError

from kernel.ids import new_id


def test_a_message_whose_acknowledgement_failed_no_longer_takes_a_place() -> None:
    name = f"queue-{new_id().hex}"
    options = {"unacked_key": f"unacked-{name}"}
    with Connection(settings.CELERY_BROKER_URL, transport_options=options) as broker, broker.SimpleQueue(name) as queue:
        queue.put("work")
        message = queue.get()
        line: Any = message.channel
        line.basic_qos(prefetch_count=1)
        full = not line.qos.can_consume()
        line.client.set(options["unacked_key"], "no hash")

        with pytest.raises(ResponseError):
            message.ack()

        assert (full, line.qos.can_consume()) == (True, True)
        line.client.delete(options["unacked_key"])
