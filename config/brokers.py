"""The address of Celery's broker: read once, refused in a sentence, and what its kind of transport is told."""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured

from config import env

SCHEMES = ("amqp", "amqps", "redis", "rediss", "redis+socket", "sentinel")
WRONG_PLACE = "主机或端口写错了，应如 amqp://用户:密码@主机:5672/虚拟主机。Its host or port is wrong."
# Of these, others may stand in for the first.
SEVERAL = {"amqp", "amqps", "sentinel"}
# A broker that lets us wait longer than this is as good as away: work waits in its rows.
WAITS = {"socket_timeout": 1, "socket_connect_timeout": 1}
REDIS: dict[str, object] = {
    # Longer than the longest time limit: what a dead worker held comes back after that.
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    **WAITS,
}


@dataclass(frozen=True)
class Broker:
    """What Celery's settings say of it."""

    url: str
    options: dict[str, object] = field(default_factory=dict)
    certificates: dict[str, object] | bool = False


def broker() -> Broker:
    """The one that the environment names; a socket may be written `unix:///…` in the older variable."""
    if url := env.text("CELERY_BROKER_URL", ""):
        return broker_at(url, name="CELERY_BROKER_URL")
    url = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
    return broker_at(url.replace("unix:", "redis+socket:", 1), name="REDIS_URL")


def broker_at(url: str, *, name: str) -> Broker:
    """One at this address; an address that cannot be one is refused without repeating it: it may hold a password."""
    try:
        parts = [_taken_apart(part) for part in url.split(";")]
        _check(parts)
    except ValueError as fault:
        raise ImproperlyConfigured(f"{name}：{fault}") from None
    scheme = parts[0].scheme
    if scheme.startswith("amqp"):
        # The name in the certificate is that of the host spoken to.
        tls: dict[str, object] = {"cert_reqs": ssl.CERT_REQUIRED, "server_hostname": None}
        return Broker(url, certificates=tls if scheme == "amqps" else False)
    tls = {"ssl_cert_reqs": ssl.CERT_REQUIRED}
    return Broker(url, options=_redis(scheme), certificates=tls if scheme == "rediss" else False)


def _redis(scheme: str) -> dict[str, object]:
    if scheme != "sentinel":
        return dict(REDIS)
    password = env.text("QINGYUAN_SENTINEL_PASSWORD", "")
    asked = {**WAITS, "password": password} if password else dict(WAITS)
    return {**REDIS, "master_name": env.text("QINGYUAN_SENTINEL_MASTER", ""), "sentinel_kwargs": asked}


def _taken_apart(part: str) -> SplitResult:
    try:
        return urlsplit(part)
    except ValueError:
        raise ValueError(WRONG_PLACE) from None


def _check(parts: Sequence[SplitResult]) -> None:
    schemes = {part.scheme for part in parts}
    if not schemes <= set(SCHEMES):
        raise ValueError(f"须以 {'、'.join(f'{one}://' for one in SCHEMES)} 之一开头。It must begin with one of these.")
    if len(schemes) > 1 or (len(parts) > 1 and not schemes <= SEVERAL):
        raise ValueError(
            "只有 amqp://、amqps:// 和 sentinel:// 可写几个地址，用分号隔开，且须同类。"
            "Several addresses are for amqp, amqps and sentinel, all of one kind."
        )
    for part in parts:
        (_check_socket if part.scheme == "redis+socket" else _check_host)(part)
    if schemes == {"sentinel"} and not env.text("QINGYUAN_SENTINEL_MASTER", ""):
        raise ValueError(
            "用哨兵时须设 QINGYUAN_SENTINEL_MASTER（主库的名字）。With Sentinel, set it: the primary's name."
        )


def _check_socket(part: SplitResult) -> None:
    if part.netloc or not part.path.strip("/") or set(parse_qs(part.query)) - {"virtual_host"}:
        raise ValueError("套接字写作 redis+socket:///路径。A socket is written redis+socket:///path.")


def _check_host(part: SplitResult) -> None:
    if part.query or part.fragment:
        raise ValueError("不带“?”或“#”，密码中的须转义。It takes no ? or #; in a password, they are escaped.")
    if not part.hostname or any(letter.isspace() for letter in part.geturl()) or not _has_a_port(part):
        raise ValueError(WRONG_PLACE)
    if not part.scheme.startswith("amqp") and not (part.path.strip("/") or "0").isdigit():
        raise ValueError("末尾须是库的编号，如 /0。It ends with the number of a database, such as /0.")


def _has_a_port(part: SplitResult) -> bool:
    """Not necessarily a number in the address, but then none that is none."""
    try:
        return part.port != 0
    except ValueError:
        return False
