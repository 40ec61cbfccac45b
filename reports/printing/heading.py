"""What stands at the head of every printed report."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """Title, issuing office, the days, the instant, and which version it is."""

    title: str
    office: str
    days: str
    as_of: str
    version: str
