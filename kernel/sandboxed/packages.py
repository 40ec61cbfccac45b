"""Word and Excel files, rewritten from what is known in them: parts, relations, fields and words, nothing else.

The package is walked from its main part along its relations. Every entry of the zip must have a kind that is known;
of those, the parts that are reached and kept are written into a new package under their own names.
"""

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any
from urllib.parse import unquote

from lxml import etree

from kernel.sandboxed import sheets, texts, words
from kernel.sandboxed.package_parts import (
    HYPERLINK,
    KEPT,
    KEPT_RELATIONS,
    KNOWN,
    LEFT_OUT_RELATIONS,
    OFFICE,
    OPENS_WITH,
    SHEET,
)
from kernel.sandboxed.pictures import stripped_picture
from kernel.sandboxed.refusals import Refused

MOST_PARTS, LARGEST_UNPACKED = 5_000, 200 << 20
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
RELATIONS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
MAIN = f"{OFFICE}/officeDocument"
# A name is a path of plain words: no step upwards, no root, no drive, no device.
SAFE_NAME = re.compile(r"(?:[\w\-+@()\[\]][\w\-+@()\[\] .]*/)*[\w\-+@()\[\]][\w\-+@()\[\] .]*(?<![ .])|_rels/\.rels")
ENCRYPTED = 0x1
HEADS = tuple(f".{part}+xml" for part in ("document.main", "header", "sharedStrings", "worksheet"))
REMARKS = f"{SHEET}.comments+xml"
REMARK = re.compile(rb"<(?:\w+:)?comment\b")
EARLIEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Relation:
    """One part leads to another, or to an address."""

    id: str
    type: str
    target: str
    external: bool


@dataclass
class Package:
    """The entries of a zip by name, and the kind of each."""

    entries: Mapping[str, bytes]
    kinds: Mapping[str, str]
    kept: dict[str, tuple[str, bytes, list[Relation]]] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)


def clean_package(file: IO[bytes], out: IO[bytes], options: dict[str, Any]) -> dict[str, Any]:
    """Write the package anew; gives its media type, and how much of what people may miss is no longer in it.

    A part that acts, is foreign or classified is refused by name.
    """
    entries = dict(_entries(file))
    package = Package(entries, _kinds(entries))
    main = _main_part(package)
    _walk(package, main)
    _refuse_classified(package, options["marks"])
    _write(package, main, out)
    _count_remarks(package)
    return {"media_type": OPENS_WITH[package.kinds[main]], "left_out": dict(+package.left)}


def _count_remarks(package: Package) -> None:
    """Of a workbook no remark is kept, of a document every one."""
    for name, kind in package.kinds.items():
        if kind == REMARKS:
            package.left["remarks"] += len(REMARK.findall(package.entries[name]))


def _entries(file: IO[bytes]) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(file) as parts:
        found = [entry for entry in parts.infolist() if not entry.is_dir()]
        if len(found) > MOST_PARTS or sum(entry.file_size for entry in found) > LARGEST_UNPACKED:
            raise Refused("too_large")
        seen = set[str]()
        for entry in found:
            name = entry.orig_filename
            if not SAFE_NAME.fullmatch(name) or name.lower() in seen or entry.flag_bits & ENCRYPTED:
                raise Refused("strange_part", part=name[:80])
            seen.add(name.lower())
            with parts.open(entry) as content:
                yield name, content.read(entry.file_size + 1)


def _kinds(entries: Mapping[str, bytes]) -> dict[str, str]:
    """The kind of each part; a part whose kind is not known is refused."""
    if "[Content_Types].xml" not in entries:
        raise Refused("unknown_type")
    by_ending, by_name = _declared(texts.parsed(entries["[Content_Types].xml"]))
    kinds = {}
    for name in entries:
        if name == "[Content_Types].xml" or name.endswith(".rels"):
            continue
        kind = by_name.get(name.lower()) or by_ending.get(name.rpartition(".")[2].lower(), "")
        if kind not in KNOWN:
            raise Refused("active_content", part=name[:80])
        kinds[name] = KNOWN[kind]
    return kinds


def _declared(types: texts.Element) -> tuple[dict[str, str], dict[str, str]]:
    """The kinds that a package declares by the ending of a name, and by a whole name."""
    by_ending, by_name = {}, {}
    for element in types:
        kind = str(element.get("ContentType", "")).strip().lower()
        if element.tag == f"{{{TYPES}}}Default":
            by_ending[str(element.get("Extension", "")).lower()] = kind
        elif element.tag == f"{{{TYPES}}}Override":
            by_name[str(element.get("PartName", "")).lstrip("/").lower()] = kind
    return by_ending, by_name


def _main_part(package: Package) -> str:
    mains = [relation.target for relation in _relations(package, "") if relation.type == MAIN]
    if len(mains) != 1 or package.kinds.get(mains[0]) not in OPENS_WITH:
        raise Refused("unknown_type")
    return mains[0]


def _relations(package: Package, source: str) -> list[Relation]:
    """Where a part leads to: to parts that are kept, and to addresses that people may follow; the rest is refused."""
    folder, name = posixpath.split(source)
    content = package.entries.get(posixpath.join(folder, "_rels", f"{name}.rels"))
    found = [_relation(element, folder) for element in texts.parsed(content)] if content else []
    for relation in found:
        known = KEPT_RELATIONS if not relation.external else set()
        if relation.type not in known | LEFT_OUT_RELATIONS | {HYPERLINK}:
            raise Refused("leads_elsewhere", part=relation.type.rpartition("/")[2][:80] or "?")
    return [relation for relation in found if relation.external or relation.target in package.kinds]


def _relation(element: texts.Element, folder: str) -> Relation:
    target = str(element.get("Target", "")).strip()
    external = str(element.get("TargetMode", "Internal")).strip() != "Internal"
    if element.tag != f"{{{RELATIONS}}}Relationship":
        raise Refused("leads_elsewhere", part=etree.QName(element).localname[:80])
    if not external:
        target = posixpath.normpath(posixpath.join("/", folder, unquote(target.partition("#")[0])))[1:]
    return Relation(str(element.get("Id", "")), str(element.get("Type", "")).strip(), target, external)


def _walk(package: Package, main: str) -> None:
    """Clean the main part and every part that is reached from it."""
    waiting = [main]
    while waiting:
        name = waiting.pop(0)
        kind = package.kinds[name]
        if name in package.kept:
            continue
        relations = _relations(package, name)
        kept = [relation for relation in relations if relation.type in KEPT_RELATIONS and not relation.external]
        kept = [relation for relation in kept if package.kinds[relation.target] in KEPT]
        links = {relation.id: relation.target for relation in relations if relation.external}
        content = _cleaned(
            package.entries[name], kind, texts.Leads({relation.id for relation in kept}, links, package.left)
        )
        package.kept[name] = (kind, content, kept)
        waiting += [relation.target for relation in kept]


def _cleaned(content: bytes, kind: str, leads: texts.Leads) -> bytes:
    cleaner = KEPT[kind]
    if cleaner == "picture":
        return stripped_picture(content, "PNG" if kind == "image/png" else "JPEG")
    root = texts.parsed(content)
    {"word": words.clean, "word settings": words.clean_settings, "book": sheets.clean_book, "sheet": sheets.clean}.get(
        cleaner, texts.tidy
    )(root, leads)
    return texts.written(root)


def _refuse_classified(package: Package, marks: list[str]) -> None:
    """A mark of secrecy stands at the head: in the first words or cells, or in what every page is headed with."""
    for kind, content, _relations_of in package.kept.values():
        if kind.endswith(HEADS):
            first = texts.first_words(content)
            if any(mark in first for mark in marks):
                raise Refused("classified")


def _write(package: Package, main: str, out: IO[bytes]) -> None:
    types = etree.Element("Types", nsmap={None: TYPES})
    etree.SubElement(types, "Default", Extension="rels", ContentType=RELATIONS_TYPE)
    for name, (kind, _content, _relations_of) in package.kept.items():
        etree.SubElement(types, "Override", PartName=f"/{name}", ContentType=kind)
    first = Relation("rId1", MAIN, main, external=False)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        _put(kept, "[Content_Types].xml", texts.written(types))
        _put(kept, "_rels/.rels", _relations_part([first]))
        for name, (_kind, content, relations) in package.kept.items():
            _put(kept, name, content)
            if relations:
                folder, own = posixpath.split(name)
                _put(kept, posixpath.join(folder, "_rels", f"{own}.rels"), _relations_part(relations))


def _put(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    package.writestr(zipfile.ZipInfo(name, EARLIEST), content, zipfile.ZIP_DEFLATED)


def _relations_part(relations: list[Relation]) -> bytes:
    root = etree.Element("Relationships", nsmap={None: RELATIONS})
    for relation in relations:
        etree.SubElement(root, "Relationship", Id=relation.id, Type=relation.type, Target=f"/{relation.target}")
    return texts.written(root)
