"""Versions that other systems give their clues: whole numbers or instants, never both from one."""

from datetime import UTC, datetime

from django.utils.dateparse import parse_datetime

from agencies.models import VersionKind


def read_version(value: object) -> str:
    """The version as it is kept; ValueError unless it is a whole number or an RFC 3339 instant."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    instant = parse_datetime(value) if isinstance(value, str) else None
    if instant is None or instant.tzinfo is None:
        raise ValueError("neither a whole number nor an instant with its offset")
    return instant.astimezone(UTC).isoformat()


def kind_of(version: str) -> str:
    """Whether a kept version is a number or an instant."""
    return VersionKind.INTEGER if version.lstrip("-").isdigit() else VersionKind.INSTANT


def is_newer(version: str, known: str) -> bool:
    """Say whether a version comes after the known one; anything comes after none at all."""
    if not known:
        return True
    if kind_of(version) == VersionKind.INTEGER:
        return int(version) > int(known)
    return datetime.fromisoformat(version) > datetime.fromisoformat(known)
