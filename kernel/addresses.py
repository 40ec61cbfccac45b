"""Where a request comes from: what a proxy says counts only when the proxy is one of ours."""

import ipaddress
from collections.abc import Mapping, Sequence


def address_of(meta: Mapping[str, str], *, trusted: Sequence[str]) -> str:
    """The address of whoever asks: behind trusted proxies the last one that is none of them, never what they claim."""
    address = meta.get("REMOTE_ADDR", "")
    told = [part.strip() for part in meta.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    while told and _is_one_of(address, trusted):
        address = told.pop()
    return address


def _is_one_of(address: str, networks: Sequence[str]) -> bool:
    # A proxy on this machine's own socket has no address.
    if not address:
        return "unix" in networks
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(known in ipaddress.ip_network(network, strict=False) for network in networks if network != "unix")
