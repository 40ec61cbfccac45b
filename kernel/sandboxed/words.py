"""The parts of a Word document: fields that only count and refer, authors without names, links as words."""

import re
from dataclasses import dataclass, field

from lxml import etree

from kernel.sandboxed.texts import Element, Leads, W, remove, tidy, unwrap

# Fields that number, date and refer inside the document. Of every other one, whatever its spelling, the words that it
# last showed are kept and the instruction is not.
FIELDS = {
    "PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "DATE", "TIME", "SAVEDATE", "CREATEDATE", "PRINTDATE", "TOC", "TC",
    "REF", "PAGEREF", "NOTEREF", "STYLEREF", "SEQ", "LISTNUM", "AUTONUM",
}  # fmt: skip
INSTRUCTION = re.compile(r"\s*([A-Za-z]+)(?:\s+[\w\\@*\"'#.,:;/%+\-()（）、年月日时分秒 ]*)?\s*")
LINK_INSIDE = re.compile(r'\s*HYPERLINK\s+\\l\s+"[^"\\]*"(?:\s+\\[a-zA-Z])*\s*', re.IGNORECASE)
LINK = re.compile(r'\s*HYPERLINK\s+"([^"]*)"', re.IGNORECASE)
FOLLOWED = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
SETTINGS = {
    "zoom", "mirrorMargins", "evenAndOddHeaders", "defaultTabStop", "autoHyphenation", "characterSpacingControl",
    "noLineBreaksAfter", "noLineBreaksBefore", "footnotePr", "endnotePr", "compat", "themeFontLang", "clrSchemeMapping",
    "decimalSymbol", "listSeparator", "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter", "gutterAtTop",
    "drawingGridHorizontalSpacing", "drawingGridVerticalSpacing", "displayHorizontalDrawingGridEvery",
    "displayVerticalDrawingGridEvery", "doNotHyphenateCaps", "trackRevisions", "mathPr",
}  # fmt: skip
PROTECTED = {"documentProtection", "writeProtection"}
SHOWN = {"t", "tab", "br", "drawing", "pict", "object", "sym", "delText", "noBreakHyphen", "cr"}


@dataclass
class Field:
    """A field between its marks: its instruction, and what else stands where the instruction does."""

    marks: list[Element]
    told: list[Element] = field(default_factory=list)
    hidden: list[Element] = field(default_factory=list)
    in_instruction: bool = True
    holds_another: bool = False


class OpenFields(list[Field]):
    """The fields that are open at a place, the outermost first, and how many links became words so far."""

    links = 0


def clean(root: Element, leads: Leads) -> None:
    """A part with text."""
    for element in list(root.iter(f"{{{W}}}hyperlink")):
        _link_as_words(element, leads)
    before = _fields_in(root)
    links = _clean_fields(root)
    leads.left["links"] += links
    leads.left["fields"] += before - _fields_in(root) - links
    tidy(root, leads)


def clean_settings(root: Element, leads: Leads) -> None:
    """How the document is set; nothing of templates, sources of data or people."""
    for element in list(root):
        name = etree.QName(element).localname
        leads.left["protection"] += name in PROTECTED
        if name not in SETTINGS:
            remove(element)
    tidy(root, leads)


def is_quiet(instruction: str) -> bool:
    """Say whether a field only numbers, dates or refers inside the document."""
    found = INSTRUCTION.fullmatch(instruction)
    return bool(LINK_INSIDE.fullmatch(instruction) or (found and found[1].upper() in FIELDS))


def _link_as_words(link: Element, leads: Leads) -> None:
    """A link to an address becomes its words, with the address behind them where they do not say it."""
    names = [name for name in link.attrib if etree.QName(name).localname == "id"]
    if names:
        target = leads.links.get(link.attrib[names[0]], "")
        _say_address(link, target, "".join(link.itertext(f"{{{W}}}t")))
        unwrap(link)
        leads.left["links"] += 1


def _say_address(after: Element, target: str, shown: str) -> None:
    if FOLLOWED.fullmatch(target) and target.removeprefix("mailto:") not in shown:
        run = etree.Element(f"{{{W}}}r")
        etree.SubElement(run, f"{{{W}}}t").text = f"（{target}）"
        after.addnext(run)


def _fields_in(root: Element) -> int:
    marks = [mark for mark in root.iter(f"{{{W}}}fldChar") if mark.get(f"{{{W}}}fldCharType", "").strip() == "begin"]
    return len(marks) + sum(1 for _simple in root.iter(f"{{{W}}}fldSimple"))


def _clean_fields(root: Element) -> int:
    """Leave of every field that is not quiet what it showed; says how many of them were links."""
    open_fields = OpenFields()
    for simple in list(root.iter(f"{{{W}}}fldSimple")):
        instruction = simple.get(f"{{{W}}}instr", "")
        if not is_quiet(instruction):
            _keep_address(simple, instruction, "".join(simple.itertext(f"{{{W}}}t")), open_fields)
            unwrap(simple)
    for element in list(root.iter(f"{{{W}}}*")):
        step = STEPS.get(etree.QName(element).localname)
        if step:
            step(element, open_fields)
    for left_open in open_fields:
        _flatten(left_open)
    return open_fields.links


def _at_shown(element: Element, open_fields: OpenFields) -> None:
    for outer in open_fields:
        if outer.in_instruction:
            outer.hidden.append(element)


def _at_mark(mark: Element, open_fields: OpenFields) -> None:
    kind = mark.get(f"{{{W}}}fldCharType", "").strip().lower()
    if kind == "begin":
        for outer in open_fields:
            outer.holds_another = outer.holds_another or outer.in_instruction
        open_fields.append(Field([mark]))
    elif not open_fields or kind not in {"separate", "end"}:
        remove(mark)
    else:
        innermost = open_fields[-1]
        innermost.marks.append(mark)
        innermost.in_instruction = False
        if kind == "end":
            _judge(open_fields.pop(), open_fields)


def _at_instruction(element: Element, open_fields: OpenFields) -> None:
    if open_fields and open_fields[-1].in_instruction:
        open_fields[-1].told.append(element)
    else:
        remove(element)


def _judge(ended: Field, open_fields: OpenFields) -> None:
    instruction = "".join(element.text or "" for element in ended.told)
    if ended.holds_another or ended.hidden or not is_quiet(instruction):
        _keep_address(ended.marks[-1].getparent(), instruction, "", open_fields)
        _flatten(ended)


def _keep_address(after: Element, instruction: str, shown: str, open_fields: OpenFields) -> None:
    """A field that leads to an address is a link: its address stands behind its words."""
    link = LINK.match(instruction)
    if link:
        _say_address(after, link[1], shown)
        open_fields.links += 1


def _flatten(ended: Field) -> None:
    """Leave of a field what it showed."""
    for element in (*ended.marks, *ended.told, *ended.hidden):
        remove(element)


STEPS = {
    **dict.fromkeys(SHOWN, _at_shown),
    "fldChar": _at_mark,
    "instrText": _at_instruction,
    "delInstrText": _at_instruction,
}
