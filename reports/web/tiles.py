"""天地图 under the points: with the office's key, and only there, a browser may ask another host for pictures."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from csp.decorators import csp_update
from django.conf import settings
from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]
HOST = "https://t0.tianditu.gov.cn"
# Lines and areas, and the names above them.
LAYERS = "vec cva"
TILE = (
    f"{HOST}/{{layer}}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={{layer}}&STYLE=default&TILEMATRIXSET=w"
    "&FORMAT=tiles&TILEMATRIX={zoom}&TILEROW={row}&TILECOL={column}&tk="
)


def tiles() -> dict[str, str] | None:
    """How the page's script asks for a tile, and the 审图号 of the map; none without a key."""
    key = settings.TIANDITU_KEY
    if not key:
        return None
    return {"address": f"{TILE}{quote(key, safe='')}", "layers": LAYERS, "approval": settings.TIANDITU_APPROVAL}


def admits_tiles(view: View) -> View:
    """The page on which pictures of 天地图 may stand; without a key it is as strict as any other."""

    @wraps(view)
    def answered(*args: Any, **named: Any) -> HttpResponseBase:
        shown: View = csp_update({"img-src": [HOST]})(view) if settings.TIANDITU_KEY else view
        return shown(*args, **named)

    return answered
