"""Ask a starting server how it is."""

import http.client
import json
import ssl
from collections.abc import Mapping
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

WELL = {"ok", "warning"}
AWAITED = ("broker", "worker", "consumer", "beat")


class Probe:
    """Asks `/readyz` of our own web server, whatever host names and certificate it insists on."""

    def __init__(self, url: str, told: Mapping[str, str]) -> None:
        self.url = f"{url}readyz"
        self.headers = {"X-Forwarded-Proto": "https"} if told.get("QINGYUAN_MODE") == "production" else {}
        host = told.get("QINGYUAN_ALLOWED_HOSTS", "").partition(",")[0].strip()
        if host and not host.startswith((".", "*")):
            self.headers["Host"] = host
        self.last = "no answer"

    def ask(self) -> list[str] | None:
        """Which parts are not well yet; nothing while the program itself is not ready."""
        # Our own process at our own port: its certificate names another host.
        context = ssl._create_unverified_context()  # noqa: S323, SLF001
        try:
            request = Request(self.url, headers=self.headers)  # noqa: S310 -- http or https, as built above
            with urlopen(request, timeout=5, context=context) as answer:  # noqa: S310 -- the same
                return unwell(json.load(answer))
        except HTTPError as error:
            self.last = f"{error.code} {error.read(300).decode(errors='replace')}"
        except (URLError, OSError, ValueError, http.client.HTTPException) as error:
            self.last = str(error)
        return None


def unwell(answer: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Of broker, worker, its consumer and beat, those not well."""
    checks = answer.get("checks", {})
    return [name for name in AWAITED if checks.get(name) not in WELL]
