"""What Celery does for the program as a whole."""

from datetime import datetime

from config.anchoring import anchor_the_logs
from kernel.turns import on_turn


@on_turn("config.anchor_logs")
def anchor_logs(turn: datetime) -> None:
    """Say outside how far the logs have come."""
    anchor_the_logs()
