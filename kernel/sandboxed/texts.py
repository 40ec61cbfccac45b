"""The XML inside a package: read without entities, cleaned of names and addresses, written as plain UTF-8."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from lxml import etree

from kernel.sandboxed.refusals import Refused

Element: TypeAlias = Any  # lxml ships no types

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Where an element is nothing without what it leads to, it goes; a picture's frame may stay empty.
FRAMES = {"blip", "imagedata", "fill", "stroke"}
CLICKED = {"hlinkClick", "hlinkHover", "hlinkMouseOver"}
# Programs, fields of forms that run macros, ties to other data, and marks of editing sessions.
GONE = {
    "OLEObject", "attachedTemplate", "altChunk", "subDoc", "control", "dataBinding", "proofErr", "rsid", "rsids",
    "ffData", "fldData", "permStart", "permEnd", "extLst", "externalData", "userShapes", "snd",
    "webExtensionLinked", "webExtensionCreated", *CLICKED,
}  # fmt: skip
SESSIONS = {"paraId", "textId", "initials", "dateUtc", "ed", "edGrp", "uid", "codeName", "userId", "providerId"}
SOMEBODY = "作者"
# An attribute that names an address names one of the formats' own, which nobody opens.
ADDRESS = re.compile(r"\s*(?:[a-z][a-z0-9+.\-]{1,20}:[/\\]|[\\/]{2}|[a-z]:\\|javascript:|mailto:)", re.IGNORECASE)
OF_THE_FORMAT = re.compile(r"http://schemas\.(?:openxmlformats\.org|microsoft\.com)/|urn:schemas-microsoft-com:")
FIRST_WORDS = 400


@dataclass(frozen=True)
class Leads:
    """Which relations a part may still name, the addresses behind its links, and a count of what was left out of it."""

    parts: set[str] = field(default_factory=set)
    links: Mapping[str, str] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)


def parsed(content: bytes) -> Element:
    """The root of a part; one with a document type, and so with entities of its own, is refused."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        # Entities that were declared are counted before they are refused here.
        raise Refused("has_entities" if b"DOCTYPE" in content else "broken", why="XML") from error
    tree = root.getroottree()
    if tree.docinfo.doctype or tree.docinfo.internalDTD is not None:
        raise Refused("has_entities")
    if not OF_THE_FORMAT.match(etree.QName(root).namespace or ""):
        raise Refused("broken", why=etree.QName(root).localname[:80])
    return root


def written(root: Element) -> bytes:
    """The part as plain UTF-8."""
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content


def first_words(content: bytes) -> str:
    """The first words that the part shows."""
    shown, length = [], 0
    for element in parsed(content).iter("{*}t"):
        shown.append((element.text or "").replace(" ", ""))
        length += len(shown[-1])
        if length >= FIRST_WORDS:
            break
    return "".join(shown)[:FIRST_WORDS]


def tidy(root: Element, leads: Leads) -> None:
    """Without what is GONE, who edited it and when, addresses, and relations that are not kept."""
    for element in list(root.iter("{*}*")):
        name = etree.QName(element)
        leads.left["links"] += name.localname in CLICKED
        if name.localname in GONE or not OF_THE_FORMAT.match(name.namespace or ""):
            remove(element)
            continue
        for attribute in list(element.attrib):
            _tidy_attribute(element, attribute, leads)


def _tidy_attribute(element: Element, name: str, leads: Leads) -> None:
    value, local, space = element.attrib[name], etree.QName(name).localname, etree.QName(name).namespace
    if space == RELATIONS:
        if value not in leads.parts:
            _without_relation(element, name)
    elif local == "author":
        element.set(name, SOMEBODY)
    elif _tells_of_a_session(local, space):
        del element.attrib[name]
    elif ADDRESS.match(value) and not OF_THE_FORMAT.match(value):
        element.set(name, "")


def _tells_of_a_session(local: str, space: str | None) -> bool:
    return local in SESSIONS or local.startswith("rsid") or (local == "date" and space == W)


def _without_relation(element: Element, name: str) -> None:
    if etree.QName(element).localname in FRAMES:
        del element.attrib[name]
    else:
        remove(element)


def remove(element: Element) -> None:
    """Take an element away with all in it; what stands behind it stays."""
    parent = element.getparent()
    if parent is not None:
        _keep_tail(element, parent)
        parent.remove(element)


def unwrap(element: Element) -> None:
    """Take an element away and leave what is in it where it stood."""
    parent = element.getparent()
    if parent is not None:
        for child in list(element):
            element.addprevious(child)
        remove(element)


def _keep_tail(element: Element, parent: Element) -> None:
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
