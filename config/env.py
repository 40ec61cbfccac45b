"""Read the environment in typed functions that fail at start with the variable's name."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    """`NAME`, or the content of the file that `NAME_FILE` points to, or the default."""
    if name in os.environ:
        return os.environ[name]
    if f"{name}_FILE" in os.environ:
        return Path(os.environ[f"{name}_FILE"]).read_text().strip()
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set")
    return default


def integer(name: str, default: int) -> int:
    """`NAME` as a whole number."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is not a whole number: {value!r}") from None


def words(name: str, default: str = "") -> list[str]:
    """`NAME` split at commas, blanks dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def hours(name: str, default: str) -> range:
    """`NAME` as hours of the day, such as 8-20: from eight until before twenty."""
    begin, _dash, end = text(name, default).partition("-")
    if not (begin.isdigit() and end.isdigit() and 0 <= int(begin) < int(end) <= 24):  # noqa: PLR2004 -- a day's hours
        raise ImproperlyConfigured(f"{name} is not like 8-20")
    return range(int(begin), int(end))


def hour(name: str, default: int) -> int:
    """`NAME` as an hour of the day, from 0 to 23."""
    found = integer(name, default)
    if not 0 <= found < 24:  # noqa: PLR2004 -- a day's hours
        raise ImproperlyConfigured(f"{name} is not an hour of the day")
    return found


def folder(name: str, default: Path) -> Path:
    """`NAME` as an absolute path."""
    return Path(text(name, str(default))).expanduser().resolve()


def box(name: str) -> tuple[float, float, float, float] | None:
    """`NAME` as west,south,east,north in degrees; None where it is not set."""
    edges = words(name)
    if not edges:
        return None
    try:
        west, south, east, north = map(float, edges)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is not like 119.0,31.6,119.9,32.3") from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):  # noqa: PLR2004 -- the earth
        raise ImproperlyConfigured(f"{name} is not west,south,east,north in degrees")
    return west, south, east, north


def database(name: str, default: str | None = None) -> dict[str, object]:
    """A `postgresql://user:password@host:port/name?host=/socket/folder` address as Django's dictionary."""
    url = urlsplit(text(name, default))
    if url.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must be a postgresql:// address")
    query = {key: values[0] for key, values in parse_qs(url.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.pop("host", unquote(url.hostname or "")),
        "PORT": str(url.port or ""),
        "OPTIONS": query,
    }
