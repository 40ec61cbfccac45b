"""A signed cookie by which a browser is known to an account that has signed in from it; it opens nothing by itself."""

import secrets
from itertools import islice

from django.core import signing
from django.http import HttpResponse

from agencies.actions.sign_ins import DEVICE
from kernel.page_request import PageRequest

COOKIE, SALT = "qingyuan_device", "agencies.devices"
HALF_A_YEAR = 180 * 24 * 3600
MOST_ACCOUNTS = 8


def place_of(request: PageRequest, account: str, address: str) -> str:
    """Where tries of this account are counted: at its known device, or at the address."""
    device, accounts = _known(request)
    return f"{DEVICE}{device}" if account in accounts else address


def remember_device(request: PageRequest, response: HttpResponse, account: str) -> None:
    """Let the browser be known to the account from now on."""
    device, accounts = _known(request)
    others = [one for one in accounts if one != account]
    kept = [account, *islice(others, MOST_ACCOUNTS - 1)]
    value = signing.dumps([device or secrets.token_hex(12), kept], salt=SALT)
    secure = request.is_secure()
    response.set_cookie(COOKIE, value, max_age=HALF_A_YEAR, httponly=True, samesite="Lax", secure=secure)


def _known(request: PageRequest) -> tuple[str, list[str]]:
    try:
        device, accounts = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=HALF_A_YEAR)
    except (signing.BadSignature, ValueError, TypeError):
        return "", []
    return str(device), [str(one) for one in accounts]
