"""Redis as Celery's broker, mended in one point: an acknowledgement that the broker did not hear frees its place.

A worker takes as many messages as it has places. Kombu kept the place of a message whose acknowledgement failed, as
it does while the broker is frozen, for good: a worker of two children took nothing more after two of them. The
message comes back once after the visibility time-out and finds its row done.
"""

from kombu.transport import redis, virtual


class QoS(redis.QoS):
    """The messages that a worker has in hand."""

    def ack(self, delivery_tag: str) -> None:
        """Say that one is done; whatever comes of that, it is no longer in hand."""
        try:
            super().ack(delivery_tag)
        except Exception:
            virtual.QoS.ack(self, delivery_tag)
            raise


class Channel(redis.Channel):
    """A line to the broker."""

    QoS = QoS


class Transport(redis.Transport):
    """What stands behind addresses that begin with `redis`."""

    Channel = Channel


class SentinelChannel(redis.SentinelChannel):
    """The same, to the primary that sentinels name."""

    QoS = QoS


class SentinelTransport(redis.SentinelTransport):
    """What stands behind addresses that begin with `sentinel`."""

    Channel = SentinelChannel
