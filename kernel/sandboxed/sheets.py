"""The parts of a workbook: cells and how they look. What a formula came to is kept, the formula is not."""

from lxml import etree

from kernel.sandboxed.texts import Element, Leads, remove, tidy

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
BOOK = {"workbookPr", "bookViews", "sheets"}
PARTS = {
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter", "mergeCells",
    "phoneticPr", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "drawing",
}  # fmt: skip


def clean_book(root: Element, leads: Leads) -> None:
    """The list of sheets and how dates are counted; no names that hold formulas, no path of the author's."""
    _keep_children(root, BOOK)
    tidy(root, leads)


def clean(root: Element, leads: Leads) -> None:
    """A sheet; a formula without a result stays as words, for nothing in a cell is lost."""
    _keep_children(root, PARTS)
    for setup in root.iter(f"{{{SHEET}}}pageSetup"):
        for name in [name for name in setup.attrib if name.endswith("}id")]:
            del setup.attrib[name]
    for formula in list(root.iter(f"{{{SHEET}}}f")):
        _as_value(formula)
    tidy(root, leads)


def _keep_children(root: Element, kept: set[str]) -> None:
    for element in list(root):
        if etree.QName(element).localname not in kept:
            remove(element)


def _as_value(formula: Element) -> None:
    cell = formula.getparent()
    if cell is None:
        return
    words = (formula.text or "").strip()
    remove(formula)
    if words and not (cell.findtext(f"{{{SHEET}}}v") or ""):
        for child in list(cell):
            remove(child)
        cell.set("t", "inlineStr")
        etree.SubElement(etree.SubElement(cell, f"{{{SHEET}}}is"), f"{{{SHEET}}}t").text = f"={words}"
