"""What people call an agency: its name, its aliases, and the usual ways to say it shorter."""

import re
import unicodedata
from collections.abc import Iterator

from agencies.models import Agency, Region

# What a name ends with, and how people shorten it or said it before the reform.
SHORTER = {
    "生态环境局": ("环保局", "环境保护局", "环境局"),
    "住房和城乡建设局": ("住建局", "建设局"),
    "城市管理局": ("城管局", "城管"),
    "综合行政执法局": ("执法局", "城管局"),
    "自然资源和规划局": ("自然资源局", "资规局", "规划局", "国土局"),
    "农业农村局": ("农业局",),
    "交通运输局": ("交通局",),
    "市场监督管理局": ("市场监管局", "市监局"),
    "工业和信息化局": ("工信局",),
    "发展和改革委员会": ("发改委",),
    "卫生健康委员会": ("卫健委",),
    "人民检察院": ("检察院",),
    "人民政府": ("政府",),
    "街道办事处": ("街道办", "街道"),
    "管理委员会": ("管委会",),
}
LEVELS = "省市县区镇乡"
# Three characters such as 市政府 are in every other letter; four name somebody.
SHORTEST = 4
NOT_WORDS = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """A text as names are looked for in it: compatible characters, lower case, nothing between the characters."""
    return NOT_WORDS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def names_of(agency: Agency, places: list[Region]) -> set[str]:
    """The plain names of an agency, with `places` its region and those above, the nearest first."""
    given = {plain(name) for name in (agency.name, *agency.aliases)}
    core, led = _without_places(agency.name, [place.name for place in places])
    spoken = {plain(f"{place}{end}") for place in (_said(places) if led else ()) for end in _endings(core)}
    return {name for name in given | spoken if len(name) >= SHORTEST} | {plain(name) for name in agency.aliases if name}


def _without_places(name: str, places: list[str]) -> tuple[str, bool]:
    """The name without the places that lead it, and whether any did; a town's own name leads its government's."""
    core, stems = name, sorted({*places, *(place.rstrip(LEVELS) for place in places)} - {""}, key=len, reverse=True)
    while found := next((stem for stem in stems if core.startswith(stem) and len(core) > len(stem)), None):
        core = core.removeprefix(found)
    return core, core != name


def _said(places: list[Region]) -> Iterator[str]:
    """How the place of an agency is said: 镇江市丹阳市, 丹阳市, 丹阳, or 市 alone for its own level."""
    nearest = places[0].name
    yield from {nearest, nearest.rstrip(LEVELS) or nearest, nearest[-1]}
    for above in places[1:]:
        for far in {above.name, above.name.rstrip(LEVELS)}:
            yield from {f"{far}{nearest}", f"{far}{nearest.rstrip(LEVELS)}"}


def _endings(core: str) -> set[str]:
    found = {core}
    for long, shorts in SHORTER.items():
        if core.endswith(long):
            found |= {core.removesuffix(long) + short for short in shorts}
    return found
